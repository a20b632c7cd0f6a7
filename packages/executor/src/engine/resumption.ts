/** Going on with a run: is it still the workflow that it was started from? @module */
import { type Plan, planHash, WorkflowError } from '@sluice/core/plan';
import type { ResumeOptions, RunEvent, RunFact } from '@sluice/core/run';

/** What the host has now. */
export interface Present extends ResumeOptions {
  /** The plans that the plan nests by name or path, as they are now. */
  readonly nested: Readonly<Record<string, Plan>>;
  readonly bundleDigest: string | undefined;
}

/**
 * The fact that a run goes on. The run keeps the plan of its history, whatever is accepted: what it has done was done by
 * that plan. Another bundle is no reason to refuse; the fact says so, for people to see.
 * @throws WorkflowError `PLAN_CHANGED`
 */
export function resumption(history: readonly RunEvent[], by: string, present: Present): RunFact {
  const { start, accepted, bundleDigest: before } = pinnedBy(history);
  // Without a plan to compare, the history must at least agree with itself.
  const hash = planHash(present.plan ?? start.plan);
  const known = present.plan ? [start.planHash, ...accepted] : [start.planHash];
  const other = known.includes(hash) ? undefined : hash;
  const nested = Object.entries(present.nested).flatMap(([key, plan]) =>
    start.nested?.[key] === planHash(plan) ? [] : [`\`${key}\``],
  );
  if ((other !== undefined || nested.length > 0) && present.acceptChangedPlan !== true) {
    throw new WorkflowError(
      'PLAN_CHANGED',
      other !== undefined
        ? `The plan of the run \`${start.run}\` has changed since it was started.`
        : `What the run \`${start.run}\` nests has changed since it was started: ${nested.join(', ')}.`,
      { hint: 'Start a new run, or accept the change: the run then goes on by its old plan.' },
    );
  }
  const digest = present.bundleDigest;
  const otherCode = digest !== undefined && before !== undefined && digest !== before;
  return {
    type: 'resumed',
    by,
    ...(other !== undefined && { planHash: other }),
    ...(otherCode && { bundleDigest: digest }),
  };
}

type Start = Extract<RunEvent, { type: 'run-started' }>;

/** How a history begins. Throws `INTERNAL` for one that begins otherwise. */
export function startOf(history: readonly RunEvent[]): Start {
  const [start] = history;
  if (start?.type === 'run-started') return start;
  throw new WorkflowError('INTERNAL', 'A history does not begin with the start of its run.');
}

/** What a history is pinned to: what its start says, and what was accepted since. */
function pinnedBy(history: readonly RunEvent[]): {
  readonly start: Start;
  readonly accepted: readonly string[];
  readonly bundleDigest: string | undefined;
} {
  const start = startOf(history);
  const resumed = history.filter((event) => event.type === 'resumed');
  return {
    start,
    accepted: resumed.flatMap(({ planHash: hash }) => hash ?? []),
    bundleDigest: resumed.findLast((each) => each.bundleDigest)?.bundleDigest ?? start.bundleDigest,
  };
}
