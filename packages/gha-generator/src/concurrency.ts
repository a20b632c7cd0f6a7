/** What may run at the same time. @module */
import type { Plan, PlanConcurrency } from '@sluice/core/plan';
import { type Place, textAt, valueAt } from './expression/texts.ts';
import type { Path, WorkflowFindings } from './findings.ts';
import type { Concurrency } from './model/workflow.ts';
import { CALLER_INPUT } from './trigger/triggers.ts';

/**
 * The group of a workflow: what it says, or else one per workflow and ref, in which only pull requests cancel what is
 * in progress. A call is a group of its own: it must not wait for its caller.
 */
export function workflowConcurrency(
  plan: Plan,
  callable: boolean,
  place: Place,
  findings: WorkflowFindings,
): Concurrency {
  if (plan.concurrency) return jobConcurrency(plan.concurrency, place, findings, []);
  const ref = '${{ github.ref }}';
  const call = `\${{ inputs.${CALLER_INPUT} && format('{0}-{1}', github.run_id, inputs.${CALLER_INPUT}) || github.ref }}`;
  return {
    group: `${plan.name}-${callable ? call : ref}`,
    'cancel-in-progress': plan.on.some(({ event }) => event === 'pull-request')
      ? "${{ github.event_name == 'pull_request' }}"
      : false,
  };
}

/** A group as the plan has it. */
export function jobConcurrency(
  concurrency: PlanConcurrency,
  place: Place,
  findings: WorkflowFindings,
  path: Path,
): Concurrency {
  const { group, cancelInProgress, queue } = concurrency;
  if (queue === 'max' && cancelInProgress !== undefined && cancelInProgress !== false) {
    findings.refuse(
      'A queue of all runs cannot cancel the one in progress.',
      [...path, 'concurrency'],
      'Leave out `queue` or `cancelInProgress`.',
    );
  }
  return {
    group: textAt(place, group),
    ...(cancelInProgress !== undefined && {
      'cancel-in-progress':
        typeof cancelInProgress === 'boolean' ? cancelInProgress : valueAt(place, cancelInProgress),
    }),
    ...(queue !== undefined && { queue }),
  };
}
