/** Commands that end a step without a worker. @module */
import type { ErrorFacts, WorkflowError } from '../../plan/errors.ts';
import type { Command } from '../commands.ts';
import type { Node, StopReason } from '../state.ts';

/** Cancels a step. What is between two attempts, or has none, ends with the next number. */
export function cancelStep(node: Node, reason: StopReason): Command {
  return {
    type: 'cancel-step',
    step: node.key,
    attempt: attemptOf(node),
    reason: reason === 'timed-out' ? 'fail-fast' : reason,
  };
}

/** Fails a step without running it. */
export function failStep(node: Node, error: ErrorFacts): Command {
  return { type: 'fail-step', step: node.key, attempt: attemptOf(node), error };
}

/** The attempt that a terminal event of a node names. */
export function attemptOf(node: Node): number {
  return node.status === 'retrying' || node.status === 'due' || node.attempt === 0
    ? node.attempt + 1
    : node.attempt;
}

/** An error as it is stored. */
export function factsOf(error: WorkflowError): ErrorFacts {
  return {
    code: error.code,
    message: error.message,
    ...(error.hint !== undefined && { hint: error.hint }),
  };
}
