/**
 * The fold. It takes what the events say and never asks again: conditions, inputs, legs and keys stand in the history.
 * @module
 */
import { WorkflowError } from '../plan/errors.ts';
import { answerGate, fireDeadline, openRework } from './answer.ts';
import {
  cancelAttempt,
  completeAttempt,
  failAttempt,
  loseAttempt,
  scheduleAttempt,
  startAttempt,
} from './attempts.ts';
import { expandIteration, expandMatrix } from './containers.ts';
import { cannot, type EventOf, nodeOf } from './event-of.ts';
import type { RunEvent } from './events.ts';
import { frameOf, parallelismOf } from './frame.ts';
import { openGraph } from './open-graph.ts';
import { settle, stopChildren, stopGraph, touch } from './settle.ts';
import {
  createRunState,
  dataOf,
  initialState,
  internal,
  isSettled,
  type RunData,
  type RunState,
} from './state.ts';

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
      return scheduleAttempt(data, event);
    case 'step-started':
      return startAttempt(data, event);
    case 'step-completed':
      return completeAttempt(data, event);
    case 'step-failed':
    case 'step-timed-out':
      return failAttempt(data, event);
    case 'attempt-lost':
      return loseAttempt(data, event);
    case 'step-cancelled':
      return cancelAttempt(data, event);
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
