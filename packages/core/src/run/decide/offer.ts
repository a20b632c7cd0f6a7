/** What one node wants, told apart by where it stands. @module */
import { WorkflowError } from '../../plan/errors.ts';
import type { Command } from '../commands.ts';
import { isMatrix, type Node, type RunData } from '../state.ts';
import { acquireForStep } from './concurrency.ts';
import { holds, withoutCondition } from './condition.ts';
import { closeContainer } from './container.ts';
import { openGate } from './gate.ts';
import { expandIteration } from './iteration.ts';
import { expandMatrix } from './matrix.ts';
import { nextRound } from './rework.ts';
import { scheduleStep } from './schedule.ts';
import { cancelStep, factsOf, failStep } from './terminal.ts';
import { tolerance } from './tolerance.ts';

/** The command that a node wants now, if any. An expression that cannot be evaluated fails the step. */
export function offerFor(data: RunData, node: Node): Command | undefined {
  try {
    return offer(data, node);
  } catch (error) {
    // The stack has an end: a value that is nested too deep is the step's trouble, not the engine's.
    const trouble = error instanceof RangeError ? tooDeep(node) : error;
    if (!WorkflowError.is(trouble) || trouble.code === 'INTERNAL') throw trouble;
    return { ...failStep(node, factsOf(trouble)), ...tolerance(data, node) };
  }
}

function tooDeep(node: Node): WorkflowError {
  return new WorkflowError('EXPR_INVALID', `A value for \`${node.key}\` is nested too deeply.`, {
    hint: 'Compute the part that is needed in a step.',
  });
}

function offer(data: RunData, node: Node): Command | undefined {
  switch (node.status) {
    case 'pending':
      return begin(data, node);
    case 'due':
      return mustStop(data, node) ?? scheduleStep(data, node);
    case 'retrying':
      return mustStop(data, node) ?? retryTimer(node);
    case 'scheduled':
    case 'running':
      return mustStop(data, node);
    case 'waiting':
      return mustStop(data, node) ?? deadline(node);
    case 'rejected':
      return mustStop(data, node) ?? nextRound(node);
    case 'open':
      return closeContainer(data, node);
    default:
      return undefined;
  }
}

function begin(data: RunData, node: Node): Command | undefined {
  if (node.waiting > 0) return undefined;
  if (node.stopped && !node.legs) return cancelStep(node, node.stopped);
  if (!holds(data, node)) return withoutCondition(node);
  // Each leg waits for a group of its own: the values of the matrix may be in its name.
  if (isMatrix(node)) return expandMatrix(data, node);
  const acquire = acquireForStep(data, node);
  if (acquire) return acquire;
  switch (node.step.run.kind) {
    case 'gate':
      return openGate(data, node);
    case 'each':
      return expandIteration(data, node);
    default:
      return scheduleStep(data, node);
  }
}

/** A step that is under way is cancelled with what is around it, unless its condition holds in spite of that. */
function mustStop(data: RunData, node: Node): Command | undefined {
  if (node.stopped) return cancelStep(node, node.stopped);
  const reason = node.leg?.parent.stopped ?? node.graph.stopped;
  if (!reason || holds(data, node)) return undefined;
  return cancelStep(node, reason);
}

function retryTimer(node: Node): Command | undefined {
  if (node.timerSet || node.timer === undefined || node.retryAt === undefined) return undefined;
  const afterMs = Math.max(0, node.retryAt - node.lastEventAt);
  return { type: 'set-timer', timer: node.timer, step: node.key, afterMs };
}

function deadline(node: Node): Command | undefined {
  const { run } = node.step;
  if (run.kind !== 'gate' || !run.deadline || node.timerSet || node.timer === undefined)
    return undefined;
  return { type: 'set-timer', timer: node.timer, step: node.key, afterMs: run.deadline.afterMs };
}
