/** `sluice list`: the commands of a project. @module */
import { strayWord } from '../argv/stray-word.ts';
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';
import { readCache } from '../project/bundle-cache.ts';
import { findAppFile } from '../project/find.ts';
import type { KnownCommand } from '../project/known-command.ts';
import { columns } from './help.ts';

/** Lists the commands by group; with `--json`, as one JSON list. */
export async function listCommand(rest: readonly string[], context: CliContext): Promise<number> {
  if (rest[0] !== undefined) throw strayWord('list', rest[0], 'sluice list');
  const all = (await commandsOf(context)).filter((each) => !each.hidden);
  const { stdout } = context.io;
  if (context.flags.json) {
    const rows = all.map(({ name, kind, group, description }) => ({
      name,
      kind,
      group,
      description,
    }));
    stdout.write(`${JSON.stringify(rows)}\n`);
    return 0;
  }
  const groups = [...new Set(all.map((each) => each.group))];
  const text = groups.map((group) => {
    const rows = all.filter((each) => each.group === group);
    const words = rows.map((each) => [each.name, each.description || each.kind] as const);
    return [group, ...columns(words, 0, stdout.columns)].join('\n');
  });
  stdout.write(text.length === 0 ? 'This project has no commands.\n' : `${text.join('\n\n')}\n`);
  return 0;
}

/** The commands as they are known, or else from the project itself. */
async function commandsOf(
  context: CliContext,
): Promise<readonly Omit<KnownCommand, 'inputs' | 'steps'>[]> {
  const { io, flags } = context;
  const file = findAppFile(io.cwd, flags.file);
  if (file === undefined) {
    throw new Problems({
      code: 'APP_NOT_FOUND',
      message: 'There is no sluice.ts in this folder or above it.',
      hint: 'Go to a project, pass --file, or start one: sluice init',
    });
  }
  const known = readCache(file, io.version)?.commands;
  if (known !== undefined) return known;
  const { openProject } = await import('../project/open.ts');
  return [...(await openProject(context)).commands.values()];
}
