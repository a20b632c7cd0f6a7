/** `--watch`: runs once more whenever a file changes. Every run is a process of its own, so that it sees new code. @module */
import { relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CliContext } from '../context.ts';
import type { ProcessRun } from '../io.ts';
import { Problems } from '../problem.ts';
import { watchChanges } from './changes.ts';
import { createOwnWrites } from './own-writes.ts';

/** Set for the runs themselves: they do not watch. */
const WATCHED = 'SLUICE_WATCHED';

/** How long after the end of a run one still hears of what it wrote, in milliseconds. */
const LATE_MS = 50;

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
  const own = createOwnWrites();
  try {
    while (interrupted === undefined) {
      changes.forget();
      running = startAgain(argv, { [WATCHED]: '1' });
      let endedAt = Number.POSITIVE_INFINITY;
      let cause: readonly string[] | undefined;
      // While a run has the screen nothing is said.
      let notes: string[] = [];
      const rest = (): void => {
        if (cause !== undefined || interrupted !== undefined) return;
        for (const note of notes.splice(0)) io.stderr.write(`${style.yellow('!')} ${note}\n`);
        say('Waiting for changes; Ctrl-C ends.');
      };
      void running.ended.then(async () => {
        await sleep(LATE_MS);
        endedAt = performance.now();
        rest();
      });
      while (cause === undefined) {
        const found = await changes.next();
        if (found === undefined) break;
        const inRun = found.filter(({ at }) => at <= endedAt).map(({ path }) => path);
        const after = found.filter(({ at }) => at > endedAt).map(({ path }) => path);
        const judged = own.judge(inRun, true);
        notes = [...notes, ...judged.found.map(ownWords)];
        const starts = [
          ...judged.starts,
          ...(after.length > 0 ? own.judge(after, false).starts : []),
        ];
        if (starts.length > 0) cause = starts;
        else if (notes.length > 0 && endedAt < Number.POSITIVE_INFINITY) rest();
      }
      if (cause === undefined) break;
      say(`Changed: ${cause.slice(0, 3).join(', ')}${cause.length > 3 ? ', …' : ''}`);
      running.interrupt('SIGINT');
      await running.ended;
    }
    await running?.ended;
    return interrupted === 'SIGTERM' ? 143 : 130;
  } finally {
    stopListening();
    changes.close();
  }
}

function ownWords(path: string): string {
  return `${path} changes in every run: from now on it starts one only when it changes between two runs. What git ignores is not watched.`;
}
