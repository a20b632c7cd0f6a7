/** Time that a test moves by hand. @module */
import type { Clock } from '@sluice/core/run';

/** A {@link Clock} that stands still until {@link ManualClock.advance} is called. */
export interface ManualClock extends Clock {
  /** How many sleepers wait. */
  readonly pendingTimers: number;
  /**
   * Moves time on and wakes sleepers one by one, the earliest first, those of one moment in the order in which they
   * lay down. Each may go on until it waits again before the next wakes, and a sleep that starts on the way is served
   * if it ends in time.
   */
  advance(ms: number): Promise<void>;
  /** Moves time to the earliest sleeper and wakes it. False when nobody sleeps. */
  advanceToNext(): Promise<boolean>;
}

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

// Taken before a test can put fake timers in its place.
const nextTurn = setImmediate;

/** A clock that starts at `startMs` (milliseconds since 1970, 0 unless given). */
export function createManualClock(startMs = 0): ManualClock {
  let now = startMs;
  const sleepers: Sleeper[] = [];

  const settle = (): Promise<void> => new Promise((resolve) => nextTurn(resolve));

  /** Stable: among equals the one that lay down first. */
  const earliest = (until: number): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.due <= until && (first === undefined || sleeper.due < first.due)) first = sleeper;
    }
    return first;
  };

  const wakeOne = async (sleeper: Sleeper): Promise<void> => {
    now = Math.max(now, sleeper.due);
    sleeper.wake();
    await settle();
  };

  return {
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const remove = (): void => {
          const at = sleepers.indexOf(sleeper);
          if (at !== -1) sleepers.splice(at, 1);
          signal?.removeEventListener('abort', onAbort);
        };
        const onAbort = (): void => {
          remove();
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          due: now + Math.max(0, ms),
          wake: () => {
            remove();
            resolve();
          },
        };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },
    get pendingTimers() {
      return sleepers.length;
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let next = earliest(end); next !== undefined; next = earliest(end)) await wakeOne(next);
      now = Math.max(now, end);
    },
    async advanceToNext() {
      await settle();
      const next = earliest(Number.POSITIVE_INFINITY);
      if (next === undefined) return false;
      await wakeOne(next);
      return true;
    },
  };
}
