/** From a command to the facts that an engine appends for it. @module */
import type { Json } from '../plan/names.ts';
import type { Command } from './commands.ts';
import type { Payload, RunFact } from './events.ts';

/**
 * The facts that carry out a command. `acquire-concurrency` has none: the store of runs must be asked first.
 * `toPayload` stores what is large; without it every value stands in its event.
 */
export function commandFacts(
  command: Command,
  now: number,
  toPayload: (value: Json) => Payload = (value) => ({ value }),
): readonly RunFact[] {
  switch (command.type) {
    case 'schedule-step': {
      const { step, attempt, inputs } = command;
      return [
        { type: 'step-scheduled', step, attempt, inputs: toPayload(inputs), ...tolerance(command) },
      ];
    }
    case 'skip-step':
      return [{ type: 'step-skipped', step: command.step, reason: command.reason }];
    case 'fail-step': {
      const { step, attempt, error } = command;
      return [{ type: 'step-failed', step, attempt, error, ...tolerance(command) }];
    }
    case 'complete-step': {
      const { step, attempt, outputs } = command;
      return [
        { type: 'step-completed', step, attempt, outputs: toPayload(outputs), artifacts: {} },
      ];
    }
    case 'cancel-step': {
      const { step, attempt, reason } = command;
      return [{ type: 'step-cancelled', step, attempt, reason }];
    }
    case 'expand-matrix':
      return [{ type: 'matrix-expanded', step: command.step, legs: command.legs }];
    case 'expand-iteration':
      return [
        {
          type: 'iteration-expanded',
          step: command.step,
          keys: command.keys,
          ...tolerance(command),
        },
      ];
    case 'open-gate': {
      const { step, review, reviewHash, acceptors } = command;
      return [
        {
          type: 'gate-opened',
          step,
          review: toPayload(review),
          reviewHash,
          acceptors,
          ...tolerance(command),
        },
      ];
    }
    case 'open-rework': {
      const { step, round, steps } = command;
      return [{ type: 'rework-opened', step, round, steps }];
    }
    case 'set-timer': {
      const { timer, step, afterMs } = command;
      return [{ type: 'timer-set', timer, step, fireAt: now + afterMs }];
    }
    case 'acquire-concurrency':
      return [];
    case 'finish-run':
      return [{ type: 'run-finished', outcome: command.outcome }];
    default:
      return command satisfies never;
  }
}

/** What a command says about failures of its step, for the fact that it becomes. */
function tolerance(command: { readonly continueOnError?: boolean }): {
  readonly continueOnError?: boolean;
} {
  const { continueOnError } = command;
  return continueOnError === undefined ? {} : { continueOnError };
}
