/** The end of a run. @module */
import { WorkflowError } from '../../plan/errors.ts';
import { resolveTemplates } from '../../plan/expression/evaluate.ts';
import type { JsonObject } from '../../plan/names.ts';
import type { Command } from '../commands.ts';
import type { Outcome } from '../events.ts';
import { graphScope } from '../scope.ts';
import { internal, type Node, type RunData } from '../state.ts';
import type { StepKey } from '../step-key.ts';
import { factsOf } from './terminal.ts';

/** Ends the run: cancelled if somebody asked for it, failed with the first step that failed, or completed. */
export function finishRun(data: RunData): Command {
  data.finish ??= { type: 'finish-run', outcome: outcomeOf(data) };
  return data.finish;
}

function outcomeOf(data: RunData): Exclude<Outcome, { status: 'waiting' }> {
  if (data.cancel) return { status: 'cancelled', ...data.cancel };
  const { root, plan } = data;
  if (!root || !plan) throw internal('The run has not started.');
  if (root.firstFailure) {
    const failure = innermost(root.firstFailure);
    return {
      status: 'failed',
      step: failure.key,
      error: failure.error ?? {
        code: 'TASK_FAILED',
        message: `The step \`${failure.key}\` failed.`,
      },
    };
  }
  try {
    const outputs = resolveTemplates(plan.outputs, graphScope(data, root)) as JsonObject;
    return { status: 'completed', outputs };
  } catch (error) {
    if (!WorkflowError.is(error) || error.code === 'INTERNAL') throw error;
    // Nothing failed but the outputs of the workflow itself.
    return { status: 'failed', step: plan.name as StepKey, error: factsOf(error) };
  }
}

/** The step that failed first inside what failed. */
function innermost(node: Node): Node {
  if (node.stopped === 'timed-out') return node;
  const inside =
    node.firstFailedLeg ??
    node.nested?.firstFailure ??
    node.turns
      ?.map((turn) => turn?.firstFailure)
      .filter((failure) => failure !== undefined)
      .sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0))[0];
  return inside ? innermost(inside) : node;
}
