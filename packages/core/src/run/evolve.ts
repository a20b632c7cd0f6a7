/**
 * The fold. It takes what the events say and never asks again: conditions, inputs, legs and keys stand in the history.
 * @module
 */
import { WorkflowError } from '../plan/errors.ts';
import type { JsonObject } from '../plan/names.ts';
import { answerGate, fireDeadline, openRework } from './answer.ts';
import type { RunEvent } from './events.ts';
import { keepExports } from './exports.ts';
import { frameOf, nestedPlan, parallelismOf } from './frame.ts';
import { openTurns, settle, stopChildren, stopGraph, takeSlot, touch } from './settle.ts';
import {
  createLane,
  createNode,
  createRunState,
  dataOf,
  initialState,
  internal,
  isMatrix,
  isSettled,
  type Node,
  openGraph,
  type RunData,
  type RunState,
} from './state.ts';
import type { StepKey } from './step-key.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

/**
 * The next state: the given one, changed.
 * @throws WorkflowError `INTERNAL` for an event that cannot follow, or that is none; the state can still be read.
 */
export function evolve(state: RunState, event: RunEvent): RunState {
  if (typeof (event as RunEvent | null)?.type !== 'string') throw internal('This is no event.');
  const next = state === initialState ? createRunState() : state;
  const data = dataOf(next);
  if (event.type !== 'run-started' && !data.root) {
    throw internal(`\`${event.type}\` came before the run had started.`);
  }
  if (data.outcome && !isLate(event)) {
    throw internal(`\`${event.type}\` came after the run had finished.`);
  }
  data.finish = undefined;
  try {
    apply(data, event);
  } catch (error) {
    if (WorkflowError.is(error)) throw error;
    throw new WorkflowError('INTERNAL', `A \`${event.type}\` of the history cannot be read.`, {
      cause: error,
    });
  }
  data.seq = event.seq;
  return next;
}

/** What may still arrive when a run has finished: it changes nothing. */
function isLate(event: RunEvent): boolean {
  return (
    event.type === 'step-started' ||
    event.type === 'step-completed' ||
    event.type === 'step-failed' ||
    event.type === 'step-timed-out' ||
    event.type === 'step-cancelled' ||
    event.type === 'attempt-lost' ||
    event.type === 'timer-fired'
  );
}

function apply(data: RunData, event: RunEvent): void {
  switch (event.type) {
    case 'run-started':
      return start(data, event);
    case 'step-scheduled':
      return schedule(data, event);
    case 'step-started': {
      const node = nodeOf(data, event.step);
      if (isSettled(node) || event.attempt < node.attempt) return;
      if (node.status !== 'scheduled' || event.attempt !== node.attempt) throw cannot(event, node);
      node.status = 'running';
      node.token = event.token;
      node.startedAt ??= event.at;
      return;
    }
    case 'step-completed': {
      const node = nodeOf(data, event.step);
      if (!concerns(event, node)) return;
      // What never began cannot have succeeded: a gate waits for its answer, a step for its turn.
      if (!isInFlight(node) && node.status !== 'open') throw cannot(event, node);
      node.outputs = event.outputs;
      node.artifacts = event.artifacts;
      keepExports(node, event);
      node.startedAt ??= event.at;
      return settle(data, node, 'success', event.at);
    }
    case 'step-failed':
    case 'step-timed-out':
      return fail(data, event);
    case 'attempt-lost': {
      const node = nodeOf(data, event.step);
      if (isSettled(node) || event.attempt < node.attempt) return;
      if (node.status === 'retrying' || node.status === 'due') return;
      if (!isInFlight(node) || event.attempt !== node.attempt) throw cannot(event, node);
      data.inFlight--;
      node.status = 'due';
      return touch(data, node);
    }
    case 'step-cancelled': {
      const node = nodeOf(data, event.step);
      if (!concerns(event, node)) return;
      node.error = {
        code: event.reason === 'superseded' ? 'CONCURRENCY_SUPERSEDED' : 'STEP_CANCELLED',
        message: `The step \`${node.key}\` was cancelled (${event.reason}).`,
      };
      return settle(data, node, 'cancelled', event.at);
    }
    case 'step-skipped': {
      const node = nodeOf(data, event.step);
      if (isSettled(node)) return;
      if (node.status !== 'pending') throw cannot(event, node);
      node.skipped = event.reason;
      return settle(data, node, event.reason === 'reused' ? 'success' : 'skipped', event.at);
    }
    case 'matrix-expanded':
      return expandMatrix(data, event);
    case 'iteration-expanded':
      return expandIteration(data, event);
    case 'gate-opened': {
      const node = nodeOf(data, event.step);
      if (node.status !== 'pending' || node.step.run.kind !== 'gate') throw cannot(event, node);
      node.status = 'waiting';
      node.startedAt = event.at;
      node.lastEventAt = event.at;
      node.tolerant = event.continueOnError ?? node.tolerant;
      node.gate = {
        review: event.review,
        reviewHash: event.reviewHash,
        acceptors: event.acceptors,
        openedAt: event.at,
      };
      if (node.step.run.deadline) node.timer = `deadline:${node.key}`;
      data.openGates.add(node);
      return touch(data, node);
    }
    case 'gate-answered':
      return answerGate(data, nodeOf(data, event.step), event.decision, event.at);
    case 'rework-opened':
      return openRework(data, nodeOf(data, event.step), event);
    case 'timer-set': {
      const node = nodeOf(data, event.step);
      data.timers.set(event.timer, { node, fireAt: event.fireAt, fired: false });
      node.timerSet = true;
      return isSettled(node) ? undefined : touch(data, node);
    }
    case 'timer-fired':
      return fire(data, event);
    case 'concurrency-acquired': {
      if (event.step === undefined) {
        data.acquired = true;
        data.group = event.group;
        return;
      }
      const node = nodeOf(data, event.step);
      node.groups = [...node.groups, event.group];
      return isSettled(node) ? undefined : touch(data, node);
    }
    case 'concurrency-superseded':
      return supersede(data, event);
    case 'paused':
      data.paused = true;
      return;
    case 'resumed':
      data.paused = false;
      return warnOfChanges(data, event);
    case 'cancel-requested':
      data.cancel ??= {
        by: event.by,
        ...(event.reason !== undefined && { reason: event.reason }),
      };
      data.paused = false;
      return stopGraph(data, data.root!, 'run-cancelled');
    case 'run-finished':
      data.outcome = event.outcome;
      data.finishedAt = event.at;
      return;
    default:
      return unknown(event);
  }
}

function unknown(event: never): never {
  throw internal(`\`${(event as { type: string }).type}\` is no event.`);
}

function cannot(event: RunEvent, node: Node): Error {
  return internal(`\`${event.type}\` cannot follow: the step \`${node.key}\` is ${node.status}.`);
}

function nodeOf(data: RunData, step: StepKey): Node {
  const node = data.nodes.get(step);
  if (!node) throw internal(`The run has no step \`${step}\`.`);
  return node;
}

function isInFlight(node: Node): boolean {
  return node.status === 'scheduled' || node.status === 'running';
}

/** Whether a terminal event ends a node. The first one of an attempt wins; a later one, or one of an older attempt, says nothing. */
function concerns(event: RunEvent & { readonly attempt: number }, node: Node): boolean {
  if (isSettled(node)) return false;
  if (isInFlight(node)) {
    if (event.attempt > node.attempt) throw cannot(event, node);
    return event.attempt === node.attempt;
  }
  if (node.status === 'retrying' || node.status === 'due') return event.attempt > node.attempt;
  return true;
}

function start(data: RunData, event: EventOf<'run-started'>): void {
  if (data.root) throw internal('The run has started already.');
  data.run = event.run;
  data.plan = event.plan;
  data.planHash = event.planHash;
  data.nestedHashes = event.nested ?? {};
  data.event = event.event;
  data.vars = event.vars ?? {};
  data.policy = event.policy ?? {};
  data.rerunOf = event.rerunOf;
  data.startedAt = event.at;
  data.inputs = event.inputs;
  data.acquired = event.plan.concurrency === undefined;
  data.root = openGraph(data, {
    prefix: '',
    order: [],
    frame: frameOf(
      { plan: event.plan, folder: '' },
      event.inputs,
      data.policy.maxParallel ?? parallelismOf(event.plan),
    ),
    steps: event.plan.steps,
  });
}

function schedule(data: RunData, event: EventOf<'step-scheduled'>): void {
  const node = nodeOf(data, event.step);
  if (node.status !== 'pending' && node.status !== 'due') throw cannot(event, node);
  if (event.attempt !== node.attempt + 1) throw cannot(event, node);
  takeSlot(data, node);
  node.offer = undefined;
  data.offered.delete(node);
  data.touched.delete(node);
  node.attempt = event.attempt;
  node.tolerant = event.continueOnError ?? node.tolerant;
  node.lastEventAt = event.at;
  node.timer = undefined;
  node.timerSet = false;
  if (node.step.run.kind === 'workflow') return openNested(data, node, event);
  node.status = 'scheduled';
  data.inFlight++;
  if (node.graph.stopped || node.leg?.parent.stopped) touch(data, node);
}

function openNested(data: RunData, node: Node, event: EventOf<'step-scheduled'>): void {
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

function fail(data: RunData, event: EventOf<'step-failed'> | EventOf<'step-timed-out'>): void {
  const node = nodeOf(data, event.step);
  if (!concerns(event, node)) return;
  if (event.type === 'step-timed-out' && !isInFlight(node)) throw cannot(event, node);
  node.error =
    event.type === 'step-failed'
      ? event.error
      : {
          code: 'STEP_TIMED_OUT',
          message: `The step \`${node.key}\` did not end in time.`,
        };
  if (event.type === 'step-failed') node.tolerant = event.continueOnError ?? node.tolerant;
  node.lastEventAt = event.at;
  node.startedAt ??= event.at;
  if (event.retryAt === undefined || !isInFlight(node))
    return settle(data, node, 'failure', event.at);
  data.inFlight--;
  node.spent++;
  node.status = 'retrying';
  node.retryAt = event.retryAt;
  node.timer = `retry:${node.key}:${node.attempt}`;
  node.timerSet = false;
  touch(data, node);
}

function openContainer(node: Node, at: number): void {
  node.status = 'open';
  node.startedAt = at;
  node.lastEventAt = at;
  // The legs of a matrix have their own limits of time.
  if (node.step.timeoutMs !== undefined && !isMatrix(node)) node.timer = `timeout:${node.key}`;
}

function expandMatrix(data: RunData, event: EventOf<'matrix-expanded'>): void {
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

function expandIteration(data: RunData, event: EventOf<'iteration-expanded'>): void {
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

/** A run that goes on keeps its plan. That its workflow or its code is another one by now is for people to know. */
function warnOfChanges(data: RunData, event: EventOf<'resumed'>): void {
  const warn = (message: string): void => {
    data.warnings.push({ code: 'PLAN_CHANGED', severity: 'warning', message });
  };
  if (event.planHash !== undefined) {
    warn(`The plan has changed since the run was started; \`${event.by}\` accepted that.`);
  }
  if (event.bundleDigest !== undefined) {
    warn('The code of the tasks has changed since the run was started.');
  }
}

function fire(data: RunData, event: EventOf<'timer-fired'>): void {
  const timer = data.timers.get(event.timer);
  if (!timer) throw internal(`The timer \`${event.timer}\` fired and was never set.`);
  const { node } = timer;
  if (timer.fired || isSettled(node)) return;
  timer.fired = true;
  if (node.status === 'retrying' && event.timer === node.timer) {
    node.status = 'due';
    touch(data, node);
  } else if (node.status === 'waiting' && event.timer === node.timer) {
    fireDeadline(data, node, event.at);
  } else if (node.status === 'open' && event.timer === node.timer) {
    stopChildren(data, node, 'timed-out');
    node.stopped = 'timed-out';
    touch(data, node);
  }
}

function supersede(data: RunData, event: EventOf<'concurrency-superseded'>): void {
  if (event.step === undefined) {
    data.cancel ??= {
      by: `run:${event.by}`,
      reason: `superseded in the concurrency group ${event.group}`,
    };
    data.acquired = true;
    stopGraph(data, data.root!, 'superseded');
    return;
  }
  const node = nodeOf(data, event.step);
  if (isSettled(node)) return;
  stopChildren(data, node, 'superseded');
  node.stopped = 'superseded';
  touch(data, node);
}
