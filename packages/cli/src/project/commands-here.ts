/** The commands of the project here, without running it. @module */
import type { CliIo } from '../io.ts';
import { lastCommands, readCache } from './bundle-cache.ts';
import { findAppFile } from './find.ts';
import type { KnownCommand } from './known-command.ts';

/** The commands as they are; none where the project has not been loaded since it was changed. */
export function commandsHere(io: CliIo, file?: string): readonly KnownCommand[] {
  const found = appFile(io, file);
  return found === undefined ? [] : (readCache(found, io.version)?.commands ?? []);
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
