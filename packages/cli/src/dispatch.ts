/** From arguments to a command. Loaded only when there is more to do than to show help. @module */
import { splitArgv, takeGlobals } from './argv/global-flags.ts';
import { BUILT_INS } from './commands/built-ins.ts';
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
    const { flags, given } = split;
    return await toCommand(split.command, split.rest, { io, argv, flags, given, style });
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
  if (command === undefined && !context.flags.help) {
    return (await import('./commands/pick.ts')).pickAndRun(context);
  }
  if (command === undefined || command === 'help') {
    const { rootHelp } = await import('./commands/help.ts');
    const { commandsHere } = await import('./project/commands-here.ts');
    io.stdout.write(rootHelp(commandsHere(io, context.flags.file)));
    return 0;
  }
  const builtIn = BUILT_INS.find((each) => each.name === command);
  const load = HANDLERS[command];
  if (builtIn === undefined || load === undefined) {
    const { appCommand } = await import('./commands/run.ts');
    return appCommand(command, rest, context);
  }
  const own = builtIn.ownFlags ?? [];
  const taken = takeGlobals(rest, context.flags, (flag) => own.includes(flag));
  if (taken.flags.help) {
    const { builtInHelp } = await import('./commands/help.ts');
    io.stdout.write(builtInHelp(builtIn));
    return 0;
  }
  const given = [...context.given, ...taken.given];
  if (given.length > 0) {
    const { assertTaken } = await import('./argv/flag-effects.ts');
    assertTaken(given, builtIn);
  }
  const handler = await load();
  return handler(taken.rest, { ...context, flags: taken.flags, given });
}

type Handler = (rest: readonly string[], context: CliContext) => Promise<number>;

/** What each built-in command loads, and only that. */
const HANDLERS: Readonly<Record<string, () => Promise<Handler>>> = {
  list: async () => (await import('./commands/list.ts')).listCommand,
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  inspect: async () => (await import('./commands/inspect.ts')).inspectCommand,
  graph: async () => (await import('./commands/graph.ts')).graphCommand,
  validate: async () => (await import('./commands/validate.ts')).validateCommand,
  run: async () => (await import('./commands/run.ts')).runCommand,
  save: async () => (await import('./commands/save.ts')).saveCommand,
  gha: async () => (await import('./commands/gha.ts')).ghaCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  init: async () => (await import('./commands/init.ts')).initCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
  typegen: async () => (await import('./commands/typegen.ts')).typegenCommand,
  workflows: async () => (await import('./commands/workflows.ts')).workflowsCommand,
};
