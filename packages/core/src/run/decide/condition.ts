/**
 * Conditions, as GitHub evaluates those of jobs. A step that failed and may fail (`continueOnError`) says `failure` in
 * `steps.<id>.result`, and counts as a success for the status functions, the chain of skips and the end of the run.
 * @module
 */
import { evaluateCondition } from '../../plan/expression/evaluate.ts';
import type { Command } from '../commands.ts';
import type { SkipReason } from '../events.ts';
import { isStopped, nodeScope } from '../scope.ts';
import type { Node, RunData } from '../state.ts';

/** Whether a step may run. The condition of a matrix is its matrix step's, asked once before its legs are known. */
export function holds(data: RunData, node: Node): boolean {
  const { leg } = node;
  // A leg that stops because another one failed has nothing left to ask.
  if (leg?.parent.stopped) return leg.parent.stopped === 'run-cancelled' && holds(data, leg.parent);
  if (leg && !isStopped(node)) return true;
  const { when } = node.step;
  if (when === undefined || when === '') return !node.ancestorMissed && !isStopped(node);
  return evaluateCondition(when, nodeScope(data, leg ? leg.parent : node));
}

/** What happens to a step whose condition does not hold. */
export function withoutCondition(node: Node): Command {
  const reason = node.leg?.parent.stopped ?? node.graph.stopped;
  if (reason !== undefined) {
    return {
      type: 'cancel-step',
      step: node.key,
      attempt: 1,
      reason: reason === 'timed-out' ? 'fail-fast' : reason,
    };
  }
  return { type: 'skip-step', step: node.key, reason: skipReason(node) };
}

function skipReason(node: Node): SkipReason {
  if (!node.ancestorMissed) return 'condition';
  if (node.ancestorMissed === 'need-failed') return 'need-failed';
  for (const id of node.step.needs ?? []) {
    if (node.graph.nodes.get(id)?.skipped === 'gate-rejected') return 'gate-rejected';
  }
  return 'need-skipped';
}
