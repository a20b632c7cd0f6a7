/** Policy: what whoever starts a run says about how far it goes and how much of it at once, beside its plan. @module */
import { WorkflowError } from '../plan/errors.ts';
import { didYouMean } from '../plan/suggest.ts';

/**
 * What a failure means for the rest of the run. A failure that a step tolerates (`continueOnError`) is none.
 * - `never`: nothing new starts, and what runs is cancelled, as if the run had been cancelled: only a step whose
 *   condition holds in spite of that (`always()`, `failure()`, `cancelled()`) goes on. The run still fails.
 * - `dependencies-successful`: what does not depend on the failed step goes on.
 * - `always`: what depends on it starts too. A failed need counts as a success wherever a success is asked for;
 *   `failure()` still tells the truth, and a gate that was not accepted still lets nothing pass.
 */
export type ContinuePolicy = 'never' | 'dependencies-successful' | 'always';

/** How a run goes on, whatever its plan says. It is part of the history, so a resumed run keeps it. */
export interface RunPolicy {
  /** What follows from a failure; `dependencies-successful` unless said. */
  readonly continue?: ContinuePolicy;
  /**
   * How many attempts may be under way in the whole run. It takes the place of the `parallelism` of the run's own plan;
   * the limits of what is nested in it hold as well.
   */
  readonly maxParallel?: number;
}

const CONTINUE: readonly string[] = ['never', 'dependencies-successful', 'always'];

/** What is wrong with a policy that comes from outside, or undefined. The code is `INPUT_INVALID`. */
export function checkPolicy(policy: RunPolicy): WorkflowError<'INPUT_INVALID'> | undefined {
  const { continue: goesOn, maxParallel } = policy;
  if (goesOn !== undefined && !CONTINUE.includes(goesOn)) {
    return new WorkflowError('INPUT_INVALID', `A run knows no policy \`${String(goesOn)}\`.`, {
      hint: didYouMean(String(goesOn), CONTINUE),
    });
  }
  if (maxParallel !== undefined && !(Number.isSafeInteger(maxParallel) && maxParallel > 0)) {
    return new WorkflowError(
      'INPUT_INVALID',
      `A run cannot have ${String(maxParallel)} steps under way at once.`,
      { hint: 'Give `maxParallel` a whole number from 1 on.' },
    );
  }
  return undefined;
}
