/** Attempts that are stopped from outside. @module */
import type { RunFact, StepKey } from '@sluice/core/run';

/** Why an attempt is stopped. */
export type StopReason =
  | { readonly kind: 'cancelled'; readonly reason: 'run-cancelled' | 'fail-fast' | 'superseded' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'closing' };

/** How an attempt ended: what becomes a fact of the history. Undefined when the engine closed meanwhile. */
export type WorkEnd =
  | Extract<
      RunFact,
      { type: 'step-completed' | 'step-failed' | 'step-timed-out' | 'step-cancelled' }
    >
  | undefined;

/** Stops an attempt, unless it has been stopped already. */
export function stopAttempt(stop: AbortController, reason: StopReason): void {
  stop.abort(reason);
}

/** How an attempt ended that was stopped for a reason; `otherwise` for one that ended by itself. */
export function endOf(
  { signal }: AbortController,
  { step, attempt }: { readonly step: StepKey; readonly attempt: number },
  otherwise: WorkEnd,
): WorkEnd {
  const reason = signal.aborted ? (signal.reason as StopReason) : undefined;
  switch (reason?.kind) {
    case 'closing':
      return undefined;
    case 'timed-out':
      return { type: 'step-timed-out', step, attempt };
    case 'cancelled':
      return { type: 'step-cancelled', step, attempt, reason: reason.reason };
    default:
      return otherwise;
  }
}
