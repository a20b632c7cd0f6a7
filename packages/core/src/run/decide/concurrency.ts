/** Concurrency groups: what must be had before something runs. The store of runs owns the groups. @module */
import type { EvaluationScope } from '../../plan/expression/evaluate.ts';
import { evaluateTemplate } from '../../plan/expression/evaluate.ts';
import type { JsonObject } from '../../plan/names.ts';
import type { PlanConcurrency } from '../../plan/plan.ts';
import type { Command } from '../commands.ts';
import { frameOf, nestedPlan } from '../frame.ts';
import { graphScope, nodeScope } from '../scope.ts';
import type { Node, RunData } from '../state.ts';
import { workerInputs } from './schedule.ts';

/** The whole run waits for its group. */
export function acquireForRun(data: RunData): readonly Command[] {
  const concurrency = data.plan?.concurrency;
  if (!concurrency || !data.root) return [];
  return [acquire(concurrency, graphScope(data, data.root))];
}

/** A step waits for its own group, and for that of the workflow that it nests, before it takes a slot. */
export function acquireForStep(data: RunData, node: Node): Command | undefined {
  const { placement, run } = node.step;
  if (placement?.concurrency) {
    const command = acquire(placement.concurrency, nodeScope(data, node));
    if (!isHeld(data, node, command.group)) return { ...command, step: node.key };
  }
  if (run.kind !== 'workflow') return undefined;
  const { concurrency } = nestedPlan(data, node).plan;
  if (!concurrency) return undefined;
  const command = acquire(concurrency, nestedScope(data, node));
  return isHeld(data, node, command.group) ? undefined : { ...command, step: node.key };
}

/** Whether the step holds a group, or what is around it: nobody waits for themselves. */
function isHeld(data: RunData, node: Node, group: string): boolean {
  if (data.group === group) return true;
  for (let at: Node | undefined = node; at; at = at.graph.owner) {
    if (at.groups.includes(group)) return true;
  }
  return false;
}

/** What the settings of a nested workflow see, before its steps are there. */
function nestedScope(data: RunData, node: Node): EvaluationScope {
  const inputs = workerInputs(data, node) as JsonObject;
  const frame = frameOf(nestedPlan(data, node), inputs, 1);
  const { github, run, vars } = nodeScope(data, node).values;
  return { values: { inputs: frame.inputs, github, run, vars } };
}

function acquire(
  concurrency: PlanConcurrency,
  scope: EvaluationScope,
): Extract<Command, { type: 'acquire-concurrency' }> {
  const { group, cancelInProgress = false, queue = 'single' } = concurrency;
  return {
    type: 'acquire-concurrency',
    group: String(evaluateTemplate(group, scope) ?? ''),
    cancelInProgress:
      typeof cancelInProgress === 'boolean'
        ? cancelInProgress
        : evaluateTemplate(cancelInProgress, scope) === true,
    queue,
  };
}
