/** Containers in the fold: nested workflows, matrices and iterations open with what their events say. @module */
import type { JsonObject } from '../plan/names.ts';
import { cannot, type EventOf, nodeOf } from './event-of.ts';
import { frameOf, nestedPlan, parallelismOf } from './frame.ts';
import { createLane, createNode, openGraph } from './open-graph.ts';
import { openTurns, takeSlot, touch } from './settle.ts';
import { isMatrix, type Node, type RunData } from './state.ts';

/** The steps of a nested workflow. */
export function openNested(data: RunData, node: Node, event: EventOf<'step-scheduled'>): void {
  const nested = nestedPlan(data, node);
  const inputs =
    event.inputs.blob === undefined ? event.inputs.value : data.lookup?.payload(event.inputs.blob);
  openContainer(node, event.at);
  node.nested = openGraph(data, {
    prefix: `${node.key}/`,
    order: node.order,
    frame: frameOf(nested, (inputs ?? {}) as JsonObject, parallelismOf(nested.plan)),
    steps: nested.plan.steps,
    owner: node,
  });
  touch(data, node);
}

/** The legs of a matrix. */
export function expandMatrix(data: RunData, event: EventOf<'matrix-expanded'>): void {
  const node = nodeOf(data, event.step);
  if (node.status !== 'pending' || !isMatrix(node)) throw cannot(event, node);
  takeSlot(data, node);
  openContainer(node, event.at);
  node.unsettledLegs = event.legs.length;
  node.legLane = createLane(data, node.step.matrix?.maxParallel ?? node.graph.frame.parallelism);
  node.legs = event.legs.map((leg, index) => {
    const made = createNode(data, node.graph, node.step, [...node.order, index], {
      waiting: 0,
      round: node.round,
      key: leg.step,
      leg: { parent: node, values: leg.values },
      reworkComment: node.reworkComment,
    });
    made.ancestorFailed = node.ancestorFailed;
    made.ancestorMissed = node.ancestorMissed;
    data.touched.add(made);
    return made;
  });
  touch(data, node);
}

/** The turns of an iteration. */
export function expandIteration(data: RunData, event: EventOf<'iteration-expanded'>): void {
  const node = nodeOf(data, event.step);
  if (node.status !== 'pending' || node.step.run.kind !== 'each') throw cannot(event, node);
  takeSlot(data, node);
  openContainer(node, event.at);
  node.turnSegments = event.keys;
  node.tolerant = event.continueOnError ?? node.tolerant;
  node.turns = new Array<undefined>(event.keys.length).fill(undefined);
  node.unfinishedTurns = event.keys.length;
  openTurns(data, node);
  touch(data, node);
}

function openContainer(node: Node, at: number): void {
  node.status = 'open';
  node.startedAt = at;
  node.lastEventAt = at;
  // The legs of a matrix have their own limits of time.
  if (node.step.timeoutMs !== undefined && !isMatrix(node)) node.timer = `timeout:${node.key}`;
}
