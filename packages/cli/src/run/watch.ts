/** Follows a run event by event, and lets others wait until an event has been shown. @module */
import type { RunId } from '@sluice/core/plan';
import type { Engine } from '@sluice/core/run';
import type { Reporter } from './reporter.ts';

/** What follows a run. */
export interface Watch {
  /** Resolves when the event with this number, or the last one, has been shown. */
  seen(seq: number): Promise<void>;
  /** Stops when there is nothing more to come. */
  stop(): Promise<void>;
}

/** Follows a run until it ends or nobody wants it any longer. */
export function watchRun(engine: Engine, run: RunId, show: Reporter['event']): Watch {
  const over = new AbortController();
  let last = 0;
  let ended = false;
  let failed: unknown;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const one of waiting.splice(0)) one();
  };
  const following = (async () => {
    try {
      for await (const event of engine.events(run, 0, over.signal)) {
        show(event);
        last = event.seq;
        wake();
        if (event.type === 'run-finished') return;
      }
    } catch (error) {
      if (!over.signal.aborted) failed = error;
    } finally {
      ended = true;
      wake();
    }
  })();
  const seen = async (seq: number): Promise<void> => {
    while (last < seq && !ended) {
      await new Promise<void>((resolve) => {
        waiting = [...waiting, resolve];
      });
    }
    if (failed !== undefined) throw failed;
  };
  return {
    seen,
    async stop() {
      over.abort();
      await following;
    },
  };
}
