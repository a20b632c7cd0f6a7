/**
 * Drives one step of a run that nobody drives as a whole: what core decides is done where it belongs to that step, and
 * left where it does not. Several processes may do this to one run at the same time. What each writes down must follow
 * from what the others wrote: who comes second reads again and decides again, so of two that claim a step one gets it.
 * @module
 */

import { WorkflowError } from '@sluice/core/plan';
import {
  acceptAnswer,
  type Command,
  commandFacts,
  createRunState,
  decide,
  evolve,
  type FencingToken,
  isAnswered,
  needsWorker,
  openTimers,
  type RunEvent,
  type RunFact,
  type RunView,
  retryDelayMs,
  type StepKey,
  view,
} from '@sluice/core/run';
import { thisProcess, type Workspace, type WrittenHistory } from '@sluice/storage';
import { endFact, type FailedEnd } from '../engine/end-fact.ts';
import type { PayloadCache } from '../engine/payloads.ts';
import { stopAttempt } from '../engine/stop-reason.ts';
import { work } from '../engine/work.ts';
import type { Workshop } from '../engine/workshop.ts';
import { uniqueId } from '../unique-id.ts';
import { type AskGate, createGateQuestion } from './gate-question.ts';
import { findStepView } from './step-view.ts';

/** What somebody says beside the plan about the attempts of a step. */
export interface Endurance {
  readonly attempts?: number | undefined;
  readonly backoffMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Settings of {@link driveStep}. */
export interface StepDriverOptions {
  readonly shop: Workshop;
  readonly workspace: Workspace;
  readonly cache: PayloadCache;
  readonly history: WrittenHistory;
  /** How many of the steps inside of a step may be under way at once. */
  readonly maxParallel: number;
  readonly endurance?: Endurance | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Who answers the gates inside of the step. Without anybody they stay open. */
  readonly askGate?: AskGate | undefined;
  readonly onEvent?: ((event: RunEvent, view: RunView) => void) | undefined;
}

/** Whether a key is a step or lies inside of it. */
export function isInside(key: StepKey, step: StepKey): boolean {
  return key === step || (key.startsWith(step) && /^[[/@]/.test(key.slice(step.length)));
}

/** Drives a step to its end. Gives the run as it is then; `step` may not have started when it could not. */
export async function driveStep(step: StepKey, options: StepDriverOptions): Promise<RunView> {
  const { shop, workspace, cache, history } = options;
  const { clock } = shop.ports;
  const run = history.run as RunView['run'];
  let state = createRunState(cache.lookup);
  let seq = 0;
  const inFlight = new Map<StepKey, AbortController>();
  const timers = new Map<string, AbortController>();
  const stopped = new AbortController();
  let failure: unknown;
  let wake: () => void = () => undefined;

  const absorb = async (event: RunEvent): Promise<void> => {
    await cache.fill(event);
    state = evolve(state, event);
    seq = event.seq;
    if (event.type === 'timer-fired') timers.get(event.timer)?.abort();
  };
  const readAgain = async (): Promise<void> => {
    const now = await workspace.run.history();
    if (now?.edition !== history.edition) {
      throw new WorkflowError(
        'ATTEMPT_STALE',
        `The workspace \`${workspace.folder}\` was taken back behind this step.`,
        {
          hint: 'Somebody ran an earlier step again. Run this one again, too.',
        },
      );
    }
    for (const event of now.events) if (event.seq > seq) await absorb(event);
  };
  /** Writes down what follows from the state as it is, however often it changes meanwhile. */
  const commit = async (
    facts: () => readonly RunFact[] | Promise<readonly RunFact[]>,
  ): Promise<boolean> => {
    for (;;) {
      const wanted = await facts();
      if (wanted.length === 0) return false;
      const events = await workspace.runs.append(run, seq, wanted);
      if (events === false) {
        await readAgain();
        continue;
      }
      for (const event of events) await absorb(event);
      const seen = view(state);
      for (const event of events) options.onEvent?.(event, seen);
      return true;
    }
  };

  // #region doing
  let queue: Promise<unknown> = Promise.resolve();
  const exclusive = (body: () => Promise<void>): void => {
    queue = queue.then(body).catch((error: unknown) => {
      failure ??= error;
      stopped.abort();
      for (const stop of inFlight.values()) stopAttempt(stop, { kind: 'closing' });
      wake();
    });
  };
  const armed = (): void => {
    for (const { timer, step: owner, fireAt } of openTimers(state)) {
      if (timers.has(timer) || !isInside(owner, step)) continue;
      const stop = new AbortController();
      timers.set(timer, stop);
      clock
        .sleep(Math.max(0, fireAt - clock.now()), AbortSignal.any([stop.signal, stopped.signal]))
        .then(
          () =>
            exclusive(async () => {
              await commit(() =>
                openTimers(state).some((each) => each.timer === timer)
                  ? [{ type: 'timer-fired', timer }]
                  : [],
              );
              await pump();
            }),
          () => undefined,
        );
    }
  };
  const launch = (command: Schedule, token: FencingToken): void => {
    const stop = new AbortController();
    inFlight.set(command.step, stop);
    const ref = { run, step: command.step, attempt: command.attempt };
    const definition =
      timeoutMs === undefined || command.step !== step
        ? command.definition
        : { ...command.definition, timeoutMs };
    void work(shop, cache, ref, { ...command, definition }, token, stop).then((end) =>
      exclusive(async () => {
        inFlight.delete(command.step);
        if (end === undefined) return;
        await commit(() => [endFact(end, state, cache, retryAt)]);
        await pump();
      }),
    );
  };
  const { attempts, backoffMs = 0, timeoutMs } = options.endurance ?? {};
  const delayOf = (end: FailedEnd): number | undefined => {
    if (attempts === undefined || end.step !== step) return retryDelayMs(state, end.step);
    return end.attempt < attempts ? backoffMs * 2 ** (end.attempt - 1) : undefined;
  };
  const retryAt = (end: FailedEnd): number | undefined => {
    const delay = delayOf(end);
    return delay === undefined ? undefined : clock.now() + delay;
  };

  /** The facts of a command, if it is this driver's to carry out. */
  const factsOf = async (command: Command, launched: Launch[]): Promise<readonly RunFact[]> => {
    switch (command.type) {
      case 'schedule-step': {
        if (!concerns(command.step, step)) return [];
        const { attempt } = command;
        const inputs = await cache.keep(command.inputs);
        const scheduled = commandFacts(command, clock.now(), () => inputs);
        if (!needsWorker(command.definition)) return scheduled;
        if (!isInside(command.step, step)) return [];
        if (inFlight.size + launched.length >= options.maxParallel) return [];
        const token = uniqueId() as FencingToken;
        launched.push({ command, token });
        return [
          ...scheduled,
          { type: 'step-started', step: command.step, attempt, worker: thisProcess(), token },
        ];
      }
      case 'expand-matrix':
      case 'expand-iteration':
        return concerns(command.step, step) ? commandFacts(command, clock.now()) : [];
      case 'open-gate': {
        if (!isInside(command.step, step)) return [];
        const review = await cache.keep(command.review);
        return commandFacts(command, clock.now(), () => review);
      }
      case 'set-timer':
        return isInside(command.step, step) ? commandFacts(command, clock.now()) : [];
      case 'cancel-step': {
        const running = inFlight.get(command.step);
        if (running !== undefined) {
          stopAttempt(running, { kind: 'cancelled', reason: command.reason });
        }
        // One that another process works on is that process's to stop.
        return running === undefined && !isRunning(command.step)
          ? commandFacts(command, clock.now())
          : [];
      }
      case 'acquire-concurrency': {
        // Groups are between runs; steps that people run by hand are their own to order.
        const own = command.step === undefined ? {} : { step: command.step };
        return [{ type: 'concurrency-acquired', group: command.group, ...own }];
      }
      case 'complete-step': {
        const outputs = await cache.keep(command.outputs);
        return commandFacts(command, clock.now(), () => outputs);
      }
      default:
        return commandFacts(command, clock.now());
    }
  };
  const isRunning = (key: StepKey): boolean => {
    const status = findStepView(view(state).steps, key)?.status;
    return status === 'running' || status === 'scheduled';
  };
  const pump = async (): Promise<void> => {
    for (;;) {
      let launched: Launch[] = [];
      const wrote = await commit(async () => {
        launched = [];
        const facts: RunFact[] = [];
        if (failure !== undefined) return facts;
        for (const command of decide(state)) facts.push(...(await factsOf(command, launched)));
        return facts;
      });
      for (const { command, token } of launched) launch(command, token);
      armed();
      if (!wrote) break;
    }
    question?.update();
    wake();
  };
  const { askGate } = options;
  const question =
    askGate &&
    createGateQuestion({
      ask: askGate,
      open: () =>
        inFlight.size > 0 || failure !== undefined
          ? undefined
          : view(state).gates.find((gate) => isInside(gate.step, step)),
      onAnswer: (gate, decision) =>
        exclusive(async () => {
          await commit(() => {
            const refused = isAnswered(state, gate)
              ? undefined
              : acceptAnswer(state, gate, decision);
            if (refused !== undefined && refused.code !== 'RUN_NOT_WAITING') throw refused;
            return refused === undefined && !isAnswered(state, gate)
              ? [{ type: 'gate-answered', step: gate, decision }]
              : [];
          });
          await pump();
        }),
      onSilence: () => exclusive(pump),
      onError: (error) => exclusive(() => Promise.reject(error)),
    });
  const isOver = (): boolean => {
    if (inFlight.size > 0 || question?.isAsking === true) return false;
    if (failure !== undefined || stopped.signal.aborted) return true;
    // A gate has nobody here to answer it, so its deadline is not waited for.
    return !openTimers(state).some(
      (each) => isInside(each.step, step) && each.timer.startsWith('retry:'),
    );
  };
  // #endregion

  const cancel = (): void => {
    // Nothing is under way but a question: it can be asked again.
    if (question?.isAsking === true) return question.stop();
    exclusive(async () => {
      await commit(() => [{ type: 'cancel-requested', by: 'you' }]);
      await pump();
    });
  };
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    exclusive(async () => {
      for (const event of history.events) await absorb(event);
      await pump();
    });
    do {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await woken;
    } while (!isOver());
  } finally {
    stopped.abort();
    question?.stop();
    options.signal?.removeEventListener('abort', cancel);
  }
  if (failure !== undefined) throw failure;
  return view(state);
}

type Schedule = Extract<Command, { type: 'schedule-step' }>;
interface Launch {
  readonly command: Schedule;
  readonly token: FencingToken;
}

/** Whether a step is inside of another, or around it. */
function concerns(key: StepKey, step: StepKey): boolean {
  return isInside(key, step) || isInside(step, key);
}
