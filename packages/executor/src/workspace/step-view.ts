/** Steps in the view of a run. @module */
import type { StepView } from '@sluice/core/run';

/** A step of a run by its key, at any depth. */
export function findStepView(steps: readonly StepView[], key: string): StepView | undefined {
  for (const one of steps) {
    if (one.step === key) return one;
    const below = one.children === undefined ? undefined : findStepView(one.children, key);
    if (below !== undefined) return below;
  }
  return undefined;
}
