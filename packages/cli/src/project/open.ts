/** Opens the project that a command is about, if there is one. @module */
import { BUILT_IN_COMMANDS, didYouMean, nearest } from '@sluice/core/plan';
import { BUILT_INS } from '../commands/built-ins.ts';
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';
import { lastCommands, readCache, writeCache } from './bundle-cache.ts';
import { type AppCommand, commandTable } from './command-table.ts';
import { findAppFile } from './find.ts';
import { knownCommand } from './known-command.ts';
import { type LoadedApp, loadApp } from './load.ts';

/** A project and its commands. */
export interface Project {
  readonly loaded: LoadedApp | undefined;
  readonly commands: ReadonlyMap<string, AppCommand>;
}

/** The nearest project; without one there are no commands. */
export async function openProject({ io, flags }: CliContext): Promise<Project> {
  const file = findAppFile(io.cwd, flags.file);
  if (file === undefined) return { loaded: undefined, commands: new Map() };
  const loaded = await loadApp(file, io);
  const commands = commandTable(loaded.app);
  remember(file, io.version, commands);
  return { loaded, commands };
}

/** Keeps what help, lists and completion say of the project, so that they need not load it. */
function remember(file: string, version: string, commands: Project['commands']): void {
  // The index has just been compared with the project, or made from it.
  if (lastCommands(file) !== undefined) return;
  const cached = readCache(file, version);
  if (cached === undefined || cached.linked) return;
  try {
    const known = [...commands.values()].map(knownCommand);
    writeCache(version, { ...cached, commands: known }, {});
  } catch {
    // A plan that cannot be made is said by the command that needs it; a folder that cannot be written keeps nothing.
  }
}

/** A command of the project by name, or a problem that names the nearest one. */
export function findCommand(
  name: string,
  project: Project,
  what = 'command',
  saved: readonly string[] = [],
): AppCommand {
  const found = project.commands.get(name);
  if (found !== undefined) return found;
  const isCommand = what === 'command';
  const known = [
    ...project.commands.keys(),
    ...saved,
    ...(isCommand ? BUILT_INS.map((each) => each.name) : []),
  ];
  const later = isCommand && BUILT_IN_COMMANDS.includes(name);
  if (project.loaded === undefined) {
    const near = later ? undefined : nearest(name, known);
    throw new Problems({
      code: 'APP_NOT_FOUND',
      message: `There is no \`${name}\` here, and no sluice.ts in this folder or above it.`,
      hint:
        near === undefined
          ? 'Go to a project, pass --file, or run a plan file: sluice run plan.json'
          : `Did you mean \`${near}\`?`,
    });
  }
  const hint = later ? undefined : didYouMean(name, known);
  throw new Problems({
    code: 'COMMAND_UNKNOWN',
    message: `\`${name}\` is not a ${what}.`,
    // `version` is kept free, and what many type.
    hint: name === 'version' ? 'sluice --version' : (hint ?? 'sluice list shows what there is.'),
  });
}
