/** Opens the project that a command is about, if there is one. @module */
import { BUILT_IN_COMMANDS, didYouMean, nearest } from '@sluice/core/plan';
import { BUILT_INS } from '../commands/built-ins.ts';
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';
import { type AppCommand, commandTable } from './command-table.ts';
import { findAppFile } from './find.ts';
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
  return { loaded, commands: commandTable(loaded.app) };
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
    hint: hint ?? 'sluice list shows what there is.',
  });
}
