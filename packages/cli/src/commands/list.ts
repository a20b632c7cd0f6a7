/** `sluice list`: the commands of a project. @module */
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';
import { openProject } from '../project/open.ts';
import { columns } from './help.ts';

/** Lists the commands by group; with `--json`, as one JSON list. */
export async function listCommand(rest: readonly string[], context: CliContext): Promise<number> {
  if (rest.length > 0) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`list\` does not know what to do with \`${rest[0]}\`.`,
      hint: 'sluice list',
    });
  }
  const { loaded, commands } = await openProject(context);
  if (loaded === undefined) {
    throw new Problems({
      code: 'APP_NOT_FOUND',
      message: 'There is no sluice.ts in this folder or above it.',
      hint: 'Go to a project, or pass --file.',
    });
  }
  const all = [...commands.values()].filter((each) => !each.hidden);
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
    return [group, ...columns(rows.map((each) => [each.name, each.description || each.kind]))].join(
      '\n',
    );
  });
  stdout.write(text.length === 0 ? 'This project has no commands.\n' : `${text.join('\n\n')}\n`);
  return 0;
}
