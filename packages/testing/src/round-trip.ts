/** The round trip that every test of a plan makes. @module */
import {
  type Json,
  type Plan,
  planHash,
  printPlan,
  readPlan,
  WorkflowError,
} from '@sluice/core/plan';

/**
 * Prints a plan, reads it, prints it again, and returns what was read. Throws `INTERNAL` when the bytes or the hash are
 * not the same: a plan that changes by being written down would pin runs to a different definition.
 */
export function roundTrip(plan: Plan): Plan {
  const first = printPlan(plan);
  const read = readPlan(JSON.parse(first) as Json);
  const second = printPlan(read);
  if (first !== second) {
    throw new WorkflowError('INTERNAL', `The plan \`${plan.name}\` changes in a round trip.`, {
      hint: difference(first, second),
    });
  }
  const [before, after] = [planHash(plan), planHash(read)];
  if (before !== after) {
    throw new WorkflowError('INTERNAL', `The hash of \`${plan.name}\` changes in a round trip.`, {
      hint: `It was ${before} and is ${after}.`,
    });
  }
  return read;
}

function difference(first: string, second: string): string {
  const [before, after] = [first.split('\n'), second.split('\n')];
  const at = before.findIndex((line, index) => line !== after[index]);
  const shown = at === -1 ? before.length : at;
  return `Line ${shown + 1}: \`${before[shown]?.trim() ?? ''}\` became \`${after[shown]?.trim() ?? ''}\`.`;
}
