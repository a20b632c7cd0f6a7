/** What the history says of the end of an attempt. @module */
import type { JsonObject } from '@sluice/core/plan';
import { checkOutputs, type RunFact, type RunState } from '@sluice/core/run';
import type { PayloadCache } from './payloads.ts';
import type { WorkEnd } from './stop-reason.ts';

/** A failure that may be tried again. */
export type FailedEnd = Extract<RunFact, { type: 'step-failed' | 'step-timed-out' }>;

/**
 * The fact of an end. What core does not accept as the outputs of the step is its failure; `retryAt` gives the time of
 * another try, in milliseconds since 1970, if there is to be one.
 */
export function endFact(
  end: NonNullable<WorkEnd>,
  state: RunState,
  cache: PayloadCache,
  retryAt: (end: FailedEnd) => number | undefined,
): RunFact {
  const failed = (failure: FailedEnd): RunFact => {
    const at = retryAt(failure);
    return at === undefined ? failure : { ...failure, retryAt: at };
  };
  if (end.type === 'step-cancelled') return end;
  if (end.type !== 'step-completed') return failed(end);
  const error = checkOutputs(state, end.step, cache.read(end.outputs) as JsonObject);
  if (error === undefined) return end;
  return failed({ type: 'step-failed', step: end.step, attempt: end.attempt, error });
}
