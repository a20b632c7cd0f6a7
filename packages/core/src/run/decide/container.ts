/** Containers: matrices, iterations and nested workflows end when everything in them has ended. @module */
import type { ErrorFacts } from '../../plan/errors.ts';
import type { StepResult } from '../../plan/event.ts';
import { resolveTemplates } from '../../plan/expression/evaluate.ts';
import type { Json, JsonObject } from '../../plan/names.ts';
import { own } from '../../plan/shape.ts';
import type { Command } from '../commands.ts';
import { graphScope, outputsOf } from '../scope.ts';
import { stopChildren } from '../settle.ts';
import type { Graph, Node, RunData } from '../state.ts';
import { holds } from './condition.ts';
import { attemptOf, cancelStep, failStep } from './terminal.ts';

/** What an open container wants: to hand on that it is being stopped, a timer for its limit of time, or to end. */
export function closeContainer(data: RunData, node: Node): Command | undefined {
  if (node.timer !== undefined && !node.timerSet && node.step.timeoutMs !== undefined) {
    return { type: 'set-timer', timer: node.timer, step: node.key, afterMs: node.step.timeoutMs };
  }
  const around = node.leg?.parent.stopped ?? node.graph.stopped;
  if (around && !holds(data, node)) stopChildren(data, node, around);
  if (!isDone(node)) return undefined;
  if (node.stopped === 'timed-out') {
    return failStep(node, {
      code: 'STEP_TIMED_OUT',
      message: `The step \`${node.key}\` did not end in time.`,
    });
  }
  if (node.legs) return closeMatrix(data, node, node.legs);
  if (node.turns) return closeIteration(data, node, node.turns);
  return closeNested(data, node);
}

function isDone(node: Node): boolean {
  if (node.legs) return node.unsettledLegs === 0;
  if (node.turns) return node.unfinishedTurns === 0;
  return node.nested?.unsettled === 0;
}

function complete(node: Node, outputs: Json): Command {
  return { type: 'complete-step', step: node.key, attempt: attemptOf(node), outputs };
}

/** The failure of a part, in the name of the whole. */
function failedBecause(node: Node, part: Node): Command {
  const error: ErrorFacts = part.error ?? {
    code: 'TASK_FAILED',
    message: `The step \`${part.key}\` failed.`,
  };
  return failStep(node, error);
}

function closeMatrix(data: RunData, node: Node, legs: readonly Node[]): Command {
  if (node.firstFailedLeg) return failedBecause(node, node.firstFailedLeg);
  if (legs.some((leg) => leg.status === 'cancelled')) {
    return cancelStep(node, node.stopped ?? node.graph.stopped ?? 'run-cancelled');
  }
  const names = new Set(Object.keys(node.step.outputs ?? {}));
  for (const leg of legs) for (const name of Object.keys(outputsOf(data, leg))) names.add(name);
  const given = legs.map((leg) => outputsOf(data, leg));
  const outputs = Object.fromEntries(
    [...names].map((name) => [name, given.map((each) => own(each, name) ?? null)]),
  );
  return complete(node, { ...outputs, results: legs.map(({ status }) => status) });
}

function closeIteration(data: RunData, node: Node, turns: readonly (Graph | undefined)[]): Command {
  const { run } = node.step;
  if (run.kind !== 'each') throw new TypeError(node.key);
  const keepsGoing = run.failFast === false;
  const results = turns.map(resultOf);
  if (!keepsGoing) {
    const failed = turns
      .map((turn) => turn?.firstFailure)
      .filter((failure) => failure !== undefined)
      .sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0))[0];
    if (failed) return failedBecause(node, failed);
  }
  const around = node.stopped ?? node.graph.stopped;
  if (around && results.includes('cancelled')) return cancelStep(node, around);
  const values = turns.map((turn, index): JsonObject | null =>
    turn && results[index] === 'success' ? turnOutputs(data, turn, run.outputs) : null,
  );
  const outputs = Object.fromEntries(
    Object.keys(run.outputs).map((name) => [
      name,
      values.map((value) => own(value ?? {}, name) ?? null),
    ]),
  );
  return complete(node, { ...outputs, results });
}

function turnOutputs(data: RunData, turn: Graph, outputs: JsonObject): JsonObject {
  return resolveTemplates(outputs, graphScope(data, turn)) as JsonObject;
}

function resultOf(turn: Graph | undefined): StepResult {
  if (!turn) return 'cancelled';
  if (turn.firstFailure) return 'failure';
  return turn.wasCancelled ? 'cancelled' : 'success';
}

function closeNested(data: RunData, node: Node): Command | undefined {
  const graph = node.nested;
  if (!graph) return undefined;
  if (graph.firstFailure) return failedBecause(node, graph.firstFailure);
  if (graph.wasCancelled) {
    return cancelStep(node, node.stopped ?? graph.stopped ?? node.graph.stopped ?? 'run-cancelled');
  }
  return complete(node, resolveTemplates(graph.frame.plan.outputs, graphScope(data, graph)));
}
