/** The commands of the project here, without running it. @module */
import { basename } from 'node:path';
import type { CliIo } from '../io.ts';
import { lastCommands, readCache } from './bundle-cache.ts';
import { findAppFile } from './find.ts';
import type { KnownCommand } from './known-command.ts';

/** What is known of a project that is not run. */
export interface CommandsHere {
  readonly commands: readonly KnownCommand[];
  /** What is to be said of them, where they may not be those of the project as it is now. */
  readonly note?: string;
}

/** The commands as they are, or as they were when the project was last loaded. */
export function commandsHere(io: CliIo, asked?: string): CommandsHere {
  const file = appFile(io, asked);
  if (file === undefined) return { commands: [] };
  const now = readCache(file, io.version)?.commands;
  if (now !== undefined) return { commands: now };
  const last = lastCommands(file);
  const name = basename(file);
  if (last === undefined) {
    return { commands: [], note: `${name} was not loaded yet: its commands are not among these.` };
  }
  return { commands: last, note: `${name} has changed: its commands are as they were before.` };
}

/** The commands as they were when the project was last loaded. */
export function commandsLast(io: CliIo, file?: string): readonly KnownCommand[] {
  const found = appFile(io, file);
  return found === undefined ? [] : (lastCommands(found) ?? []);
}

function appFile(io: CliIo, file: string | undefined): string | undefined {
  try {
    return findAppFile(io.cwd, file ?? (io.env['SLUICE_FILE'] || undefined));
  } catch {
    return undefined;
  }
}
