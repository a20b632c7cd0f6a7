/** What an engine asks before it records something: is this answer, or this result, allowed to count? @module */
import type { ErrorFacts } from '../plan/errors.ts';
import { WorkflowError } from '../plan/errors.ts';
import type { JsonObject } from '../plan/names.ts';
import { checkValue } from '../plan/schema/check.ts';
import { own } from '../plan/shape.ts';
import type { Decision, FencingToken } from './events.ts';
import { dataOf, isSettled, type RunState } from './state.ts';
import type { StepKey } from './step-key.ts';

/**
 * What is wrong with an answer to a gate, or undefined. The gate must be open, the decision must name what is reviewed
 * now, and who decides must be an acceptor: by name, or by a role that the caller has proved (`decision.role`).
 * An answer after the first one is no error: ask {@link isAnswered}.
 */
export function acceptAnswer(
  state: RunState,
  step: StepKey,
  decision: Decision,
): WorkflowError | undefined {
  const node = dataOf(state).nodes.get(step);
  if (node?.status !== 'waiting' || !node.gate) {
    return new WorkflowError(
      'RUN_NOT_WAITING',
      `The step \`${step}\` does not wait for an answer.`,
      {
        hint: 'List the open gates of the run.',
      },
    );
  }
  const { acceptors, reviewHash } = node.gate;
  const known =
    acceptors.includes(decision.by) ||
    (decision.role !== undefined &&
      acceptors.includes(`role:${decision.role.replace(/^role:/, '')}`));
  if (!known) {
    return new WorkflowError('ACCEPTOR_REFUSED', `\`${decision.by}\` may not answer \`${step}\`.`, {
      hint: `Acceptors: ${acceptors.map((each) => `\`${each}\``).join(', ')}.`,
    });
  }
  if (decision.reviewHash !== reviewHash) {
    return new WorkflowError(
      'ATTEMPT_STALE',
      `The answer to \`${step}\` is about something else.`,
      {
        hint: 'Look at the review again and answer with its hash.',
      },
    );
  }
  return undefined;
}

/** Whether a gate has its answer: the first one counts. */
export function isAnswered(state: RunState, step: StepKey): boolean {
  return dataOf(state).nodes.get(step)?.decision !== undefined;
}

/** What is wrong with the outputs of a step, or undefined: declared ones that are missing, values that do not fit. */
export function checkOutputs(
  state: RunState,
  step: StepKey,
  outputs: JsonObject,
): ErrorFacts | undefined {
  const declared = dataOf(state).nodes.get(step)?.step;
  if (!declared) return undefined;
  for (const [name, schema] of Object.entries(declared.outputs ?? {})) {
    const value = own(outputs, name);
    if (value === undefined) continue;
    const [problem] = checkValue(schema, value);
    if (problem) {
      const isDocument = declared.produces?.output === name;
      return {
        code: isDocument ? 'DOCUMENT_INVALID' : 'OUTPUT_INVALID',
        message: `The output \`${name}\` of \`${step}\` does not fit: ${problem.message}`,
      };
    }
  }
  const { produces } = declared;
  if (produces && own(outputs, produces.output) === undefined) {
    return {
      code: 'OUTPUT_MISSING',
      message: `The output \`${produces.output}\` of \`${step}\` is the document \`${produces.document}\`, and it is missing.`,
    };
  }
  return undefined;
}

/** An attempt that has no end yet. After a crash an engine records the lost ones as `attempt-lost`. */
export interface OpenAttempt {
  readonly step: StepKey;
  readonly attempt: number;
  readonly token?: FencingToken;
}

/** The attempts that are scheduled or running. */
export function openAttempts(state: RunState): readonly OpenAttempt[] {
  const attempts: OpenAttempt[] = [];
  for (const node of dataOf(state).nodes.values()) {
    if (node.status !== 'scheduled' && node.status !== 'running') continue;
    attempts.push({
      step: node.key,
      attempt: node.attempt,
      ...(node.token !== undefined && { token: node.token }),
    });
  }
  return attempts;
}

/** Timers that were set and have not fired, with the time at which they are due. */
export function openTimers(
  state: RunState,
): readonly { readonly timer: string; readonly step: StepKey; readonly fireAt: number }[] {
  return [...dataOf(state).timers]
    .filter(([, { node, fired }]) => !fired && !isSettled(node))
    .map(([timer, { node, fireAt }]) => ({ timer, step: node.key, fireAt }));
}

/**
 * How long a step that has just failed waits for its next attempt; undefined when it has none left. The waits double:
 * once, twice, four times `backoffMs`. An engine writes the time into `step-failed.retryAt`. Lost attempts spend nothing.
 */
export function retryDelayMs(state: RunState, step: StepKey): number | undefined {
  const node = dataOf(state).nodes.get(step);
  const retry = node?.step.retry;
  if (!node || !retry || isSettled(node) || node.spent + 1 >= retry.attempts) return undefined;
  return retry.backoffMs * 2 ** node.spent;
}
