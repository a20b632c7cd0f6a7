/** Tolerance: whether a step that may fail by a text (`continueOnError`) does so now. The facts of the step carry it. @module */
import { WorkflowError } from '../../plan/errors.ts';
import { evaluateTemplate } from '../../plan/expression/evaluate.ts';
import { nodeScope } from '../scope.ts';
import type { Node, RunData } from '../state.ts';

/** What the commands that begin or fail a step say about it; nothing where the plan says it without a text. */
export function tolerance(data: RunData, node: Node): { readonly continueOnError?: boolean } {
  const { continueOnError } = node.step;
  if (typeof continueOnError !== 'string') return {};
  try {
    return { continueOnError: evaluateTemplate(continueOnError, nodeScope(data, node)) === true };
  } catch (error) {
    // What cannot be evaluated tolerates nothing.
    if (!WorkflowError.is(error) || error.code === 'INTERNAL') throw error;
    return { continueOnError: false };
  }
}
