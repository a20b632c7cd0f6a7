/** Who waits for the outcome of a run. @module */
import type { Outcome } from '@sluice/core/run';

/** Everybody who waits. */
export interface OutcomeWaiters {
  readonly empty: boolean;
  /** Resolves with the outcome, rejects with what ended the driving, or with the reason of the signal. */
  wait(signal: AbortSignal | undefined): Promise<Outcome>;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** Nobody waits yet. */
export function createOutcomeWaiters(): OutcomeWaiters {
  const waiters = new Set<PromiseWithResolvers<Outcome>>();
  const take = (): readonly PromiseWithResolvers<Outcome>[] => {
    const all = [...waiters];
    waiters.clear();
    return all;
  };
  return {
    get empty() {
      return waiters.size === 0;
    },
    wait(signal) {
      const waiter = Promise.withResolvers<Outcome>();
      const leave = (): void => {
        waiters.delete(waiter);
        waiter.reject(signal?.reason);
      };
      if (signal?.aborted) leave();
      else {
        waiters.add(waiter);
        signal?.addEventListener('abort', leave, { once: true });
        const forget = (): void => signal?.removeEventListener('abort', leave);
        waiter.promise.then(forget, forget);
      }
      return waiter.promise;
    },
    resolve(outcome) {
      for (const waiter of take()) waiter.resolve(outcome);
    },
    reject(error) {
      for (const waiter of take()) waiter.reject(error);
    },
  };
}
