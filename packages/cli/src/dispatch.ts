/** From arguments to a command. Loaded only when there is more to do than to show help. @module */
import { splitArgv, takeGlobals } from './argv/global-flags.ts';
import type { CliContext } from './context.ts';
import type { CliIo } from './io.ts';
import { problemsOf } from './problem.ts';
import { printProblems } from './text/problem-text.ts';
import { createStyle, styleFor } from './text/style.ts';

/** Runs what the arguments ask for, prints what is wrong with them, and gives the exit code. */
export async function dispatch(argv: readonly string[], io: CliIo): Promise<number> {
  let style = createStyle(false);
  let verbose = argv.includes('--verbose');
  try {
    const split = splitArgv(argv, io.env);
    style = styleFor(io.stderr, io.env, split.flags.color);
    verbose ||= split.flags.verbose;
    return await toCommand(split.command, split.rest, { io, flags: split.flags, style });
  } catch (error) {
    const problems = problemsOf(error);
    io.stderr.write(printProblems(problems, { cwd: io.cwd, style }));
    const internal = problems.some((each) => each.code === 'INTERNAL');
    if (verbose && error instanceof Error && internal) io.stderr.write(`${error.stack}\n`);
    return internal ? 1 : 2;
  }
}

async function toCommand(
  command: string | undefined,
  rest: readonly string[],
  context: CliContext,
): Promise<number> {
  const { io } = context;
  if (context.flags.version) {
    io.stdout.write(`${io.version}\n`);
    return 0;
  }
  const [about] = rest;
  if (command === 'help' && about !== undefined && !about.startsWith('-')) {
    return toCommand(about, ['--help'], context);
  }
  if (command === undefined || command === 'help' || context.flags.help) {
    const { rootHelp } = await import('./commands/help.ts');
    io.stdout.write(rootHelp());
    return 0;
  }
  switch (command) {
    case 'list':
    case 'plan':
    case 'validate':
    case 'run': {
      const taken = takeGlobals(rest, context.flags, () => false);
      return builtIn(command, taken.rest, { ...context, flags: taken.flags });
    }
    default: {
      const { appCommand } = await import('./commands/run.ts');
      return appCommand(command, rest, context);
    }
  }
}

async function builtIn(
  command: 'list' | 'plan' | 'validate' | 'run',
  rest: readonly string[],
  context: CliContext,
): Promise<number> {
  if (context.flags.help) {
    const { BUILT_INS } = await import('./commands/built-ins.ts');
    const found = BUILT_INS.find((each) => each.name === command)!;
    context.io.stdout.write(`${found.description}.\n\nUsage: sluice ${found.usage}\n`);
    return 0;
  }
  switch (command) {
    case 'list':
      return (await import('./commands/list.ts')).listCommand(rest, context);
    case 'plan':
      return (await import('./commands/plan.ts')).planCommand(rest, context);
    case 'validate':
      return (await import('./commands/validate.ts')).validateCommand(rest, context);
    case 'run':
      return (await import('./commands/run.ts')).runCommand(rest, context);
  }
}
