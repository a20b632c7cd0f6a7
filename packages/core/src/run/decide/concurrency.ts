/** Concurrency groups: what must be had before something runs. The store of runs owns the groups. @module */
import type { EvaluationScope } from '../../plan/expression/evaluate.ts';
import { evaluateTemplate } from '../../plan/expression/evaluate.ts';
import type { PlanConcurrency } from '../../plan/plan.ts';
import type { Command } from '../commands.ts';
import { graphScope, nodeScope } from '../scope.ts';
import type { Node, RunData } from '../state.ts';

/** The whole run waits for its group. */
export function acquireForRun(data: RunData): readonly Command[] {
  const concurrency = data.plan?.concurrency;
  if (!concurrency || !data.root) return [];
  return [acquire(concurrency, graphScope(data, data.root))];
}

/** A step waits for its own group before it takes a slot. */
export function acquireForStep(data: RunData, node: Node): Command | undefined {
  const concurrency = node.step.placement?.concurrency;
  if (!concurrency || node.acquired) return undefined;
  return { ...acquire(concurrency, nodeScope(data, node)), step: node.key };
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
