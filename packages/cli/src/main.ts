/** The command line: arguments in, an exit code out. @module */
import { COMPLETE } from './completion/scripts.ts';
import { isInteractive } from './interactive.ts';
import type { CliIo } from './io.ts';

/**
 * Runs the command line. Never throws. `--version` and the root help load nothing else.
 * Exit codes: 0 ok, 1 the run failed, 2 wrong use or diagnostics, 3 waiting, 130 interrupted, 143 terminated.
 */
export async function main(argv: readonly string[], io: CliIo): Promise<number> {
  const [first] = argv;
  if (first === '--version' || first === '-V') {
    io.stdout.write(`${io.version}\n`);
    return 0;
  }
  if (
    (first === undefined && !isInteractive(io)) ||
    ((first === '--help' || first === '-h' || first === 'help') && argv.length === 1)
  ) {
    const { rootHelp } = await import('./commands/help.ts');
    const { commandsHere } = await import('./project/commands-here.ts');
    io.stdout.write(rootHelp(commandsHere(io)));
    return 0;
  }
  if (first === COMPLETE) {
    const { complete } = await import('./completion/complete.ts');
    io.stdout.write(complete(argv.slice(1), io));
    return 0;
  }
  const { dispatch } = await import('./dispatch.ts');
  return dispatch(argv, io);
}
