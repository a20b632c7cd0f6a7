/** `sluice` without a command: in a terminal a choice, elsewhere the help. @module */
import { quoteWords } from '../argv/quote-words.ts';
import type { CliContext } from '../context.ts';
import { isInteractive } from '../interactive.ts';
import { pickCommand } from '../pick/pick-command.ts';
import { openProject } from '../project/open.ts';
import { rootHelp } from './help.ts';

/** Lets somebody choose a command of the project and runs it. */
export async function pickAndRun(context: CliContext): Promise<number> {
  const { io, style } = context;
  const project = isInteractive(context.io) ? await openProject(context) : undefined;
  const commands = [...(project?.commands.values() ?? [])].filter((each) => !each.hidden);
  if (commands.length === 0) {
    io.stdout.write(rootHelp());
    return 0;
  }
  const words = await pickCommand(commands, context);
  if (words === undefined) {
    io.stderr.write('\nNothing was run; sluice --help says more.\n');
    return 0;
  }
  io.stderr.write(`${style.dim(`$ ${quoteWords(['sluice', ...words])}`)}\n`);
  const [name = '', ...rest] = words;
  const { appCommand } = await import('./run.ts');
  return appCommand(name, rest, { ...context, argv: [...context.argv, ...words] });
}
