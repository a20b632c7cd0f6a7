/** Attempts in the fold: how one begins, and the one of its ends that counts. @module */
import { openNested } from './containers.ts';
import { cannot, type EventOf, nodeOf } from './event-of.ts';
import type { RunEvent } from './events.ts';
import { keepExports } from './exports.ts';
import { settle, takeSlot, touch } from './settle.ts';
import { isSettled, type Node, type RunData } from './state.ts';

/** The next attempt of a step. For a nested workflow its steps open. */
export function scheduleAttempt(data: RunData, event: EventOf<'step-scheduled'>): void {
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

/** A worker has it. */
export function startAttempt(data: RunData, event: EventOf<'step-started'>): void {
  const node = nodeOf(data, event.step);
  if (isSettled(node) || event.attempt < node.attempt) return;
  if (node.status !== 'scheduled' || event.attempt !== node.attempt) throw cannot(event, node);
  node.status = 'running';
  node.token = event.token;
  node.startedAt ??= event.at;
  return;
}

/** It has succeeded. */
export function completeAttempt(data: RunData, event: EventOf<'step-completed'>): void {
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

/** It has failed: for good, or until its next attempt. */
export function failAttempt(
  data: RunData,
  event: EventOf<'step-failed'> | EventOf<'step-timed-out'>,
): void {
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

/** Its worker is gone. A lost attempt spends no retry. */
export function loseAttempt(data: RunData, event: EventOf<'attempt-lost'>): void {
  const node = nodeOf(data, event.step);
  if (isSettled(node) || event.attempt < node.attempt) return;
  if (node.status === 'retrying' || node.status === 'due') return;
  if (!isInFlight(node) || event.attempt !== node.attempt) throw cannot(event, node);
  data.inFlight--;
  node.status = 'due';
  return touch(data, node);
}

const CANCELLED_BECAUSE: Readonly<Record<EventOf<'step-cancelled'>['reason'], string>> = {
  'run-cancelled': ' with its run',
  'fail-fast': ': another step failed',
  superseded: ': a newer run took its place',
};

/** It was stopped, or will never begin. */
export function cancelAttempt(data: RunData, event: EventOf<'step-cancelled'>): void {
  const node = nodeOf(data, event.step);
  if (!concerns(event, node)) return;
  node.error = {
    code: event.reason === 'superseded' ? 'CONCURRENCY_SUPERSEDED' : 'STEP_CANCELLED',
    message: `The step \`${node.key}\` was cancelled${CANCELLED_BECAUSE[event.reason]}.`,
  };
  return settle(data, node, 'cancelled', event.at);
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

function isInFlight(node: Node): boolean {
  return node.status === 'scheduled' || node.status === 'running';
}
