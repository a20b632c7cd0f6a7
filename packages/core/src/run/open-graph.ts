/** Graphs, nodes and lanes as they begin. @module */
import type { PlanStep } from '../plan/plan.ts';
import { ReadyQueue } from './ready-queue.ts';
import {
  type Frame,
  type Graph,
  internal,
  type Lane,
  type Node,
  type RunData,
  type Turn,
} from './state.ts';
import { keyOf, type StepKey } from './step-key.ts';

/** An empty lane. None is wider than the whole run may be. */
export function createLane(data: RunData, wanted: number): Lane {
  const limit = Math.min(wanted, data.policy.maxParallel ?? Number.POSITIVE_INFINITY);
  return { limit, active: 0, queue: new ReadyQueue<Node>() };
}

/** Opens a graph: one node per step, the ones without needs touched. */
export function openGraph(
  data: RunData,
  options: {
    readonly prefix: string;
    readonly order: readonly number[];
    readonly frame: Frame;
    readonly steps: readonly PlanStep[];
    readonly owner?: Node;
    readonly turn?: Turn;
  },
): Graph {
  const { prefix, order, frame, steps } = options;
  const graph: Graph = {
    prefix,
    order,
    frame,
    owner: options.owner,
    turn: options.turn,
    nodes: new Map(),
    dependents: new Map(),
    documents: new Map(),
    lane: createLane(data, frame.parallelism),
    ranks: undefined,
    unsettled: steps.length,
    firstFailure: undefined,
    stopped: undefined,
    wasCancelled: false,
  };
  for (const [index, step] of steps.entries()) {
    const needs = new Set(step.needs);
    const node = createNode(data, graph, step, [...order, index], { waiting: needs.size });
    graph.nodes.set(step.id, node);
    for (const need of needs) {
      const known = graph.dependents.get(need);
      if (known) known.push(step.id);
      else graph.dependents.set(need, [step.id]);
    }
    if (needs.size === 0) data.touched.add(node);
  }
  return graph;
}

/** Makes a node and makes it known by its key. */
export function createNode(
  data: RunData,
  graph: Graph,
  step: PlanStep,
  order: readonly number[],
  options: {
    readonly waiting: number;
    readonly round?: number;
    readonly key?: StepKey;
    readonly leg?: Node['leg'];
    readonly reworkComment?: string | null;
  },
): Node {
  const round = options.round ?? 1;
  const node: Node = {
    key: options.key ?? keyOf(graph.prefix, step.id, round),
    step,
    graph,
    order,
    round,
    leg: options.leg,
    reworkComment: options.reworkComment ?? null,
    status: 'pending',
    waiting: options.waiting,
    ancestorFailed: false,
    ancestorMissed: undefined,
    attempt: 0,
    spent: 0,
    offer: undefined,
    queued: false,
    holdsSlot: false,
    groups: [],
    token: undefined,
    startedAt: undefined,
    finishedAt: undefined,
    retryAt: undefined,
    lastEventAt: 0,
    timer: undefined,
    timerSet: false,
    outputs: undefined,
    artifacts: undefined,
    exports: undefined,
    exporters: [],
    error: undefined,
    skipped: undefined,
    tolerant: step.continueOnError === true,
    tolerated: false,
    refused: false,
    announced: false,
    stopped: undefined,
    legs: undefined,
    legLane: undefined,
    unsettledLegs: 0,
    firstFailedLeg: undefined,
    nested: undefined,
    turnSegments: undefined,
    turns: undefined,
    nextTurn: 0,
    unfinishedTurns: 0,
    items: undefined,
    gate: undefined,
    decision: undefined,
    reworks: 0,
  };
  if (data.nodes.has(node.key)) throw internal(`The step key \`${node.key}\` is there twice.`);
  data.nodes.set(node.key, node);
  return node;
}
