/** How many steps stand where. @module */
import type { StepStatus } from '@sluice/core/run';

/** A step, or what stands for one in a tree. */
export interface Counted {
  readonly status: StepStatus;
  readonly children?: readonly Counted[];
}

/** Steps by status; what only groups others is not counted. */
export function countResults(steps: readonly Counted[]): Readonly<Record<StepStatus, number>> {
  const counts: Record<StepStatus, number> = {
    pending: 0,
    scheduled: 0,
    running: 0,
    waiting: 0,
    retrying: 0,
    success: 0,
    failure: 0,
    cancelled: 0,
    skipped: 0,
  };
  const add = ({ status, children = [] }: Counted): void => {
    if (children.length === 0) counts[status]++;
    else children.forEach(add);
  };
  steps.forEach(add);
  return counts;
}
