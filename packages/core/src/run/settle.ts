/**
 * What follows when a step ends: its slot is free, its dependents have one need less, and what contains it may be done.
 * @module
 */
import type { StepResult } from '../plan/event.ts';
import { exportersBefore } from './exports.ts';
import { createLane, openGraph } from './open-graph.ts';
import {
  type Graph,
  internal,
  isSettled,
  laneOf,
  type Node,
  type RunData,
  type StopReason,
} from './state.ts';

/** Says that decide must look at a node again. */
export function touch(data: RunData, node: Node): void {
  node.offer = undefined;
  data.offered.delete(node);
  data.touched.add(node);
}

/** Takes a slot for a node that starts. */
export function takeSlot(data: RunData, node: Node): void {
  if (node.holdsSlot) return;
  node.holdsSlot = true;
  const lane = laneOf(node);
  lane.active++;
  if (lane.active >= lane.limit) data.lanes.delete(lane);
}

/** Gives it back. */
function freeSlot(data: RunData, node: Node): void {
  if (!node.holdsSlot) return;
  node.holdsSlot = false;
  const lane = laneOf(node);
  lane.active--;
  if (lane.active < lane.limit && lane.queue.size > 0) data.lanes.add(lane);
}

/** Ends a node. */
export function settle(data: RunData, node: Node, result: StepResult, at: number): void {
  if (node.status === 'scheduled' || node.status === 'running') data.inFlight--;
  if (node.status === 'waiting') data.openGates.delete(node);
  node.status = result;
  node.finishedAt = at;
  node.lastEventAt = at;
  node.offer = undefined;
  node.items = undefined;
  data.offered.delete(node);
  data.touched.delete(node);
  freeSlot(data, node);
  if (result === 'failure') {
    node.tolerated = node.tolerant;
    node.refused ||= node.step.run.kind === 'gate';
    const around = node.leg?.parent ?? node.graph.owner;
    if (node.refused && around) around.refused = true;
    if (!node.tolerated && failsRun(data, node.graph)) stopGraph(data, data.root!, 'fail-fast');
  }
  if (node.leg) settleLeg(data, node, node.leg.parent);
  else settleInGraph(data, node);
}

/** Whether a failure in a graph ends the whole run at once: nothing around it makes it harmless. */
function failsRun(data: RunData, graph: Graph): boolean {
  if (data.policy.continue !== 'never') return false;
  for (let at = graph.owner; at; at = at.graph.owner) {
    const { run } = at.step;
    if (at.tolerant || (run.kind === 'each' && run.failFast === false)) return false;
  }
  return true;
}

function settleLeg(data: RunData, leg: Node, parent: Node): void {
  parent.unsettledLegs--;
  if (leg.status === 'failure' && !leg.tolerated) {
    parent.firstFailedLeg ??= leg;
    if (parent.step.matrix?.failFast !== false) stopLegs(data, parent, 'fail-fast');
  }
  if (parent.unsettledLegs === 0) touch(data, parent);
}

/** Says that the legs that have not ended are to stop. */
function stopLegs(data: RunData, parent: Node, reason: StopReason): void {
  if (parent.stopped) return;
  parent.stopped = reason;
  for (const leg of parent.legs ?? []) if (!isSettled(leg)) touch(data, leg);
}

function settleInGraph(data: RunData, node: Node): void {
  const { graph } = node;
  const outcome = node.status;
  storeDocument(node);
  graph.unsettled--;
  if (outcome === 'cancelled') graph.wasCancelled = true;
  if (outcome === 'failure' && !node.tolerated) {
    graph.firstFailure ??= node;
    failTurn(data, graph);
  }
  for (const id of graph.dependents.get(node.step.id) ?? []) {
    const dependent = graph.nodes.get(id);
    if (dependent?.status !== 'pending') continue;
    // In a later round only the steps of that round wait for what ended once before.
    if (node.announced && dependent.round !== node.round) continue;
    if (dependent.waiting > 0 && --dependent.waiting === 0) arrive(data, dependent);
  }
  node.announced = true;
  if (graph.unsettled === 0) finishGraph(data, graph);
}

/** All needs of a node have ended: what it must know of its ancestors is known. */
export function arrive(data: RunData, node: Node): void {
  for (const id of node.step.needs ?? []) {
    const need = node.graph.nodes.get(id);
    if (!need) throw internal(`The step \`${node.key}\` needs \`${id}\`, which is not there.`);
    const failed = need.status === 'failure' && !need.tolerated;
    node.ancestorFailed ||= failed || need.ancestorFailed;
    if (node.ancestorMissed !== 'need-failed')
      node.ancestorMissed = missed(data, need) ?? node.ancestorMissed;
  }
  node.exporters = exportersBefore(node);
  touch(data, node);
}

/** Why a need, or one before it, does not count as a success. */
function missed(data: RunData, need: Node): Node['ancestorMissed'] {
  if (need.ancestorMissed) return need.ancestorMissed;
  if (need.status === 'success') return undefined;
  if (need.status !== 'failure') return 'need-skipped';
  const counts = need.tolerated || (data.policy.continue === 'always' && !need.refused);
  return counts ? undefined : 'need-failed';
}

function storeDocument(node: Node): void {
  const { produces } = node.step;
  if (!produces || node.status !== 'success' || !node.outputs) return;
  const { documents } = node.graph;
  documents.set(produces.document, {
    payload: node.outputs,
    output: produces.output,
    step: node.key,
    version: (documents.get(produces.document)?.version ?? 0) + 1,
    at: node.finishedAt ?? 0,
  });
}

function failTurn(data: RunData, graph: Graph): void {
  const { owner, turn } = graph;
  if (!owner || !turn || owner.step.run.kind !== 'each') return;
  if (owner.step.run.failFast === false || owner.stopped) return;
  stopTurns(data, owner, 'fail-fast', graph);
}

/** Says that the turns of an iteration are to stop, and that no more are to open. */
function stopTurns(data: RunData, each: Node, reason: StopReason, except?: Graph): void {
  each.stopped ??= reason;
  const segments = each.turnSegments ?? [];
  each.unfinishedTurns -= segments.length - each.nextTurn;
  each.nextTurn = segments.length;
  for (const turn of each.turns ?? []) {
    if (turn && turn !== except) stopGraph(data, turn, reason);
  }
}

/** Says that what has not ended in a graph is to stop, unless its condition holds in spite of it. */
export function stopGraph(data: RunData, graph: Graph, reason: StopReason): void {
  if (graph.stopped || graph.unsettled === 0) return;
  graph.stopped = reason;
  for (const node of graph.nodes.values()) {
    if (isSettled(node)) continue;
    if (node.status !== 'pending' || node.waiting === 0) touch(data, node);
    for (const leg of node.legs ?? []) if (!isSettled(leg)) touch(data, leg);
  }
}

function finishGraph(data: RunData, graph: Graph): void {
  const { owner } = graph;
  if (!owner) return;
  if (!graph.turn) return touch(data, owner);
  owner.unfinishedTurns--;
  openTurns(data, owner);
  if (owner.unfinishedTurns === 0) touch(data, owner);
}

/** Opens as many turns as the iteration allows. A turn that waits at a gate keeps its slot. */
export function openTurns(data: RunData, each: Node): void {
  const { run } = each.step;
  const { turns, turnSegments } = each;
  if (run.kind !== 'each' || !turns || !turnSegments)
    throw internal(`\`${each.key}\` has no turns.`);
  each.legLane ??= createLane(data, run.maxParallel ?? each.graph.lane.limit);
  const { limit } = each.legLane;
  while (each.nextTurn < turnSegments.length) {
    const underWay = each.unfinishedTurns - (turnSegments.length - each.nextTurn);
    if (underWay >= limit) return;
    const index = each.nextTurn++;
    const segment = turnSegments[index]!;
    const graph = openGraph(data, {
      prefix: `${each.key}[${segment}]/`,
      order: [...each.order, index],
      frame: each.graph.frame,
      steps: run.steps,
      owner: each,
      turn: { loop: run.loop, index, segment },
    });
    turns[index] = graph;
    if (run.steps.length === 0) each.unfinishedTurns--;
  }
}

/** Says that everything in a container is to stop. */
export function stopChildren(data: RunData, node: Node, reason: StopReason): void {
  if (node.nested) stopGraph(data, node.nested, reason);
  if (node.turns) stopTurns(data, node, reason);
  if (node.legs) stopLegs(data, node, reason);
}
