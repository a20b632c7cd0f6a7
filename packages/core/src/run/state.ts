/**
 * The state of a run: graphs of nodes with counters, and the set of nodes that want a decision. It belongs to its fold,
 * which mutates it. Nothing here looks at all steps of a run at once, except when a graph opens or is stopped.
 * @module
 */
import { type Diagnostic, type ErrorFacts, WorkflowError } from '../plan/errors.ts';
import type { StepResult } from '../plan/event.ts';
import type { Json, JsonObject, RunId } from '../plan/names.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import type { Command } from './commands.ts';
import type { Decision, EventFacts, FencingToken, Outcome, Payload, SkipReason } from './events.ts';
import type { StepExports } from './exports.ts';
import type { RunPolicy } from './policy.ts';
import type { Placed, ReadyQueue } from './ready-queue.ts';
import type { StepKey } from './step-key.ts';

/** Where {@link decide} finds what is too large for an event, or was there before the run. Filled by the engine beforehand. */
export interface PayloadLookup {
  /** The payload with this hash. */
  payload(sha256: string): Json;
  /** The plan with this hash, for workflows that are nested by name or path. */
  plan(hash: string): Plan | undefined;
}

/** Why a graph, or the rest of a matrix, is being stopped. */
export type StopReason = 'run-cancelled' | 'fail-fast' | 'superseded' | 'timed-out';

/** How many may be under way at once, and which are next. */
export interface Lane {
  readonly limit: number;
  active: number;
  readonly queue: ReadyQueue<Node>;
}

/** What the graphs of one workflow share: its inputs and its environment. */
export interface Frame {
  readonly plan: Plan;
  /** Where the plan stands, from the folder of the outermost one: what it nests by path is relative to this. */
  readonly folder: string;
  readonly inputs: JsonObject;
  /** How many of its steps may run at once. */
  readonly parallelism: number;
  /** The evaluated environment of the plan; undefined until somebody asks. */
  env: Readonly<Record<string, Json>> | undefined;
}

/** One turn of an iteration, as its body sees it. */
export interface Turn {
  readonly loop: string;
  readonly index: number;
  readonly segment: string;
}

/** A document of a scope. */
export interface StoredDocument {
  readonly payload: Payload;
  readonly output: string;
  readonly step: StepKey;
  readonly version: number;
  readonly at: number;
}

/** A set of steps that know each other by id: a workflow, or one turn of an iteration. */
export interface Graph extends Placed {
  readonly prefix: string;
  readonly frame: Frame;
  readonly owner: Node | undefined;
  readonly turn: Turn | undefined;
  /** The current round of every step. */
  readonly nodes: Map<string, Node>;
  readonly dependents: Map<string, Node['step']['id'][]>;
  readonly documents: Map<string, StoredDocument>;
  readonly lane: Lane;
  /** The places of the steps in an order in which needs come first; undefined until somebody asks. */
  ranks: ReadonlyMap<string, number> | undefined;
  unsettled: number;
  firstFailure: Node | undefined;
  stopped: StopReason | undefined;
  wasCancelled: boolean;
}

/** Where a node stands. `open` is a container whose children are under way; `due` wants its next attempt. */
export type NodeStatus =
  | 'pending'
  | 'scheduled'
  | 'running'
  | 'retrying'
  | 'due'
  | 'open'
  | 'waiting'
  | 'rejected'
  | StepResult;

/** One step of one graph in one round, or one leg of a matrix. */
export interface Node extends Placed {
  readonly key: StepKey;
  readonly step: PlanStep;
  readonly graph: Graph;
  readonly round: number;
  readonly leg: { readonly parent: Node; readonly values: JsonObject } | undefined;
  readonly reworkComment: string | null;
  status: NodeStatus;
  /** Needs that have not ended yet. */
  waiting: number;
  /** Whether any ancestor failed. */
  ancestorFailed: boolean;
  /** Why not all ancestors count as a success, if they do not. */
  ancestorMissed: Extract<SkipReason, 'need-failed' | 'need-skipped'> | undefined;
  attempt: number;
  /** Attempts that failed: lost ones do not count. */
  spent: number;
  /** What decide has found out for this node; forgotten when an event touches it. */
  offer: Command | undefined;
  queued: boolean;
  holdsSlot: boolean;
  /** The concurrency groups that it holds. */
  groups: readonly string[];
  token: FencingToken | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  retryAt: number | undefined;
  lastEventAt: number;
  timer: string | undefined;
  timerSet: boolean;
  outputs: Payload | undefined;
  artifacts: Readonly<Record<string, string>> | undefined;
  /** What it hands on to later steps, and the nearest steps before it that hand something on. */
  exports: StepExports | undefined;
  exporters: readonly Node[];
  error: ErrorFacts | undefined;
  skipped: SkipReason | undefined;
  /** Whether a failure would be tolerated, and whether one was. */
  tolerant: boolean;
  tolerated: boolean;
  /** Whether a gate in it, or the step itself, was not accepted. */
  refused: boolean;
  /** Whether the step has ended before, in this round or an earlier one. */
  announced: boolean;
  stopped: StopReason | undefined;
  // containers
  legs: Node[] | undefined;
  legLane: Lane | undefined;
  unsettledLegs: number;
  firstFailedLeg: Node | undefined;
  nested: Graph | undefined;
  turnSegments: readonly string[] | undefined;
  turns: (Graph | undefined)[] | undefined;
  nextTurn: number;
  unfinishedTurns: number;
  items: readonly Json[] | undefined;
  // gates
  gate:
    | { review: Payload; reviewHash: string; acceptors: readonly string[]; openedAt: number }
    | undefined;
  decision: Decision | undefined;
  /** How often this gate has sent steps back. */
  reworks: number;
}

/** A timer that was set. */
export interface StateTimer {
  readonly node: Node;
  readonly fireAt: number;
  fired: boolean;
}

/** Everything that is known about a run. */
export interface RunData {
  readonly lookup: PayloadLookup | undefined;
  seq: number;
  run: RunId;
  plan: Plan | undefined;
  planHash: string;
  nestedHashes: Readonly<Record<string, string>>;
  event: EventFacts | undefined;
  vars: Readonly<Record<string, string>>;
  policy: RunPolicy;
  rerunOf: RunId | undefined;
  startedAt: number;
  finishedAt: number | undefined;
  inputs: JsonObject;
  root: Graph | undefined;
  readonly nodes: Map<string, Node>;
  readonly timers: Map<string, StateTimer>;
  /** Nodes that an event has touched since decide last looked. */
  readonly touched: Set<Node>;
  /** Nodes with an offer that needs no slot, or whose lane has no limit. */
  readonly offered: Set<Node>;
  /** Lanes with a queue and a free slot. */
  readonly lanes: Set<Lane>;
  readonly openGates: Set<Node>;
  inFlight: number;
  /** Whether the run may begin, and the concurrency group that it holds. */
  acquired: boolean;
  group: string | undefined;
  paused: boolean;
  readonly warnings: Diagnostic[];
  cancel: { readonly by: string; readonly reason?: string } | undefined;
  outcome: Exclude<Outcome, { status: 'waiting' }> | undefined;
  finish: Command | undefined;
}

declare const state: unique symbol;
/** The fold of a history. Opaque: ask {@link decide} and {@link view}. */
export interface RunState {
  readonly [state]: never;
}

/** A fresh state for one run. The look-up is needed for large payloads and for workflows nested by name or path. */
export function createRunState(lookup?: PayloadLookup): RunState {
  const data: RunData = {
    lookup,
    seq: 0,
    run: '' as RunId,
    plan: undefined,
    planHash: '',
    nestedHashes: {},
    event: undefined,
    vars: {},
    policy: {},
    rerunOf: undefined,
    startedAt: 0,
    finishedAt: undefined,
    inputs: {},
    root: undefined,
    nodes: new Map(),
    timers: new Map(),
    touched: new Set(),
    offered: new Set(),
    lanes: new Set(),
    openGates: new Set(),
    inFlight: 0,
    acquired: false,
    group: undefined,
    paused: false,
    warnings: [],
    cancel: undefined,
    outcome: undefined,
    finish: undefined,
  };
  return data as unknown as RunState; // the only way into the opaque type
}

/** The state before any event. Never mutated: the first event makes a state of its own. */
export const initialState: RunState = Object.freeze(createRunState());

/** What is behind the opaque state. */
export function dataOf(state: RunState): RunData {
  return state as unknown as RunData; // the only way out of it
}

/** Something that the caller, not the user, did wrong. */
export function internal(message: string): WorkflowError {
  return new WorkflowError('INTERNAL', message);
}

/** Whether a node has ended. */
export function isSettled(node: Node): boolean {
  const { status } = node;
  return (
    status === 'success' || status === 'failure' || status === 'cancelled' || status === 'skipped'
  );
}

/** The lane in which a node takes a slot: its graph's, or for a leg its matrix step's. */
export function laneOf(node: Node): Lane {
  return node.leg?.parent.legLane ?? node.graph.lane;
}

/** Whether a step's node is the matrix itself, not one of its legs. */
export function isMatrix(node: Node): boolean {
  return node.step.matrix !== undefined && node.leg === undefined;
}
