/** `--watch`: runs once more whenever a file changes. Every run is a process of its own, so that it sees new code. @module */
import { relative, resolve } from 'node:path';
import type { CliContext } from '../context.ts';
import type { ProcessRun } from '../io.ts';
import { Problems } from '../problem.ts';
import { watchChanges } from './changes.ts';

/** Set for the runs themselves: they do not watch. */
const WATCHED = 'SLUICE_WATCHED';

/** Whether this process is to watch, and not to run. */
export function isWatching({ flags, io }: CliContext): boolean {
  return flags.watch && !io.env[WATCHED];
}

/**
 * Runs the same command again and again: a change cancels what is under way, as Ctrl-C would, and starts anew. Ends
 * with the code of an interruption.
 */
export async function watchRuns(folder: string, context: CliContext): Promise<number> {
  const { io, flags, style, argv } = context;
  const { startAgain } = io;
  if (startAgain === undefined) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`--watch` needs a process that it may start again.',
      hint: 'Leave --watch out.',
    });
  }
  const outputs = [flags.summaryFile, flags.profile]
    .filter((path) => path !== undefined)
    .map((path) => relative(folder, resolve(io.cwd, path)));
  const changes = await watchChanges(folder, outputs);
  let running: ProcessRun | undefined;
  let interrupted: 'SIGINT' | 'SIGTERM' | undefined;
  const stopListening = io.onInterrupt((signal) => {
    const again = interrupted !== undefined;
    interrupted = signal;
    changes.close();
    // The terminal tells the run itself; what comes from elsewhere is handed on.
    if (again || signal === 'SIGTERM' || io.stdin.isTTY !== true) running?.interrupt(signal);
  });
  const say = (text: string): void => void io.stderr.write(`${style.dim(text)}\n`);
  try {
    while (interrupted === undefined) {
      changes.forget();
      running = startAgain(argv, { [WATCHED]: '1' });
      const ended = running.ended.then(() => 'ended' as const);
      const change = changes.next();
      if ((await Promise.race([ended, change])) === 'ended' && interrupted === undefined) {
        say('Waiting for changes; Ctrl-C ends.');
      }
      const paths = await change;
      if (paths === undefined) break;
      say(`Changed: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ', …' : ''}`);
      running.interrupt('SIGINT');
      await ended;
    }
    await running?.ended;
    return interrupted === 'SIGTERM' ? 143 : 130;
  } finally {
    stopListening();
    changes.close();
  }
}
