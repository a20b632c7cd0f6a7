/** The time of this machine. @module */
import type { Clock } from '@sluice/core/run';

/** The longest delay that a timer of Node takes. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** A clock for a process that may be stopped for a while, by Ctrl-Z for example. */
export interface StoppableClock extends Clock {
  /** Says that the process stood still for so many milliseconds: no sleep counts them. */
  stood(ms: number): void;
}

/** Real time. A sleep of any length is possible; aborting one rejects with the reason. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleepBy(Date.now, ms, signal),
};

/** Real time; what was under way when the process was stopped has as long as it had then. */
export function createStoppableClock(): StoppableClock {
  let stoodMs = 0;
  return {
    now: () => Date.now(),
    sleep: (ms, signal) => sleepBy(() => Date.now() - stoodMs, ms, signal),
    stood(ms) {
      stoodMs += ms;
    },
  };
}

async function sleepBy(time: () => number, ms: number, signal?: AbortSignal): Promise<void> {
  const end = time() + ms;
  for (let left = ms; left > 0; left = end - time()) {
    await timer(Math.min(left, LONGEST_TIMER_MS), signal);
  }
}

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = (): void => {
      clearTimeout(handle);
      reject(signal?.reason);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
