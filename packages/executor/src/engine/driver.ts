/**
 * Drives one run: asks core what to do, writes it down, does it, and asks again. It wakes when an attempt ends, a timer
 * fires, a person answers or somebody cancels; it never looks around on its own. Everything that changes the run goes
 * through one queue, so that there is one writer.
 * @module
 */
import { randomUUID } from 'node:crypto';
import { type RunId, WorkflowError } from '@sluice/core/plan';
import {
  type Command,
  createRunState,
  decide,
  evolve,
  type FencingToken,
  type Outcome,
  type RunEvent,
  type RunFact,
  type RunState,
  type RunView,
  type StepKey,
  view,
} from '@sluice/core/run';
import type { ConcurrencyGroups } from './concurrency.ts';
import type { Listeners } from './listeners.ts';
import type { PayloadCache } from './payloads.ts';
import { type StopReason, type Workshop, work } from './work.ts';

/** One run that this engine drives. */
export interface Driver {
  readonly run: RunId;
  /** Whether the run has ended. */
  readonly finished: boolean;
  /** Writes facts that come from outside, and goes on. `facts` sees the state as it is then; an empty list changes nothing. */
  record(facts: (state: RunState) => readonly RunFact[]): Promise<void>;
  view(): Promise<RunView>;
  /** Resolves when the run has ended or waits for a person; rejects when it can no longer be driven. */
  outcome(signal?: AbortSignal): Promise<Outcome>;
  /** Stops driving: waits for attempts as long as asked, then ends them. The run can be resumed. */
  close(drainMs: number): Promise<void>;
}

/** What all drivers of an engine share. */
export interface DriverSurroundings {
  readonly shop: Workshop;
  readonly listeners: Listeners;
  readonly groups: ConcurrencyGroups;
  readonly worker: string;
  readonly leaseMs: number;
  /** The run has ended, or cannot be driven any longer. */
  readonly left: (run: RunId) => void;
}

interface InFlight {
  readonly attempt: number;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}
interface StepTrace {
  attempt: number;
  open: boolean;
  /** Attempts that failed. A lost one does not count. */
  spent: number;
}

/** Takes a run over: folds its history, counts attempts that nobody runs any more as lost, and goes on. */
export async function createDriver(
  around: DriverSurroundings,
  run: RunId,
  cache: PayloadCache,
  first: readonly RunFact[],
): Promise<Driver> {
  const { shop, listeners, groups } = around;
  const { ports } = shop;
  const { clock } = ports;
  const lease = await ports.runs.lease(run, around.worker, around.leaseMs);
  if (lease === null) {
    throw new WorkflowError('RUN_INTERRUPTED', `Another engine drives the run \`${run}\`.`, {
      hint: 'Wait until it has ended, or until its lease runs out.',
    });
  }

  let state = createRunState(cache.lookup);
  let seq = 0;
  let finished = false;
  let closing = false;
  let broken: unknown;
  const inFlight = new Map<StepKey, InFlight>();
  const traces = new Map<StepKey, StepTrace>();
  const timers = new Map<string, AbortController>();
  const asked = new Set<string>();
  const over = new AbortController();
  let settled: Outcome | undefined;
  let waiters: { resolve: (outcome: Outcome) => void; reject: (error: unknown) => void }[] = [];

  // #region history
  const absorb = (event: RunEvent): void => {
    state = evolve(state, event);
    seq = event.seq;
    settled = undefined;
    switch (event.type) {
      case 'step-scheduled':
        traces.set(event.step, {
          attempt: event.attempt,
          open: true,
          spent: traces.get(event.step)?.spent ?? 0,
        });
        break;
      case 'step-failed':
      case 'step-timed-out':
      case 'step-completed':
      case 'step-cancelled':
      case 'attempt-lost': {
        const trace = traces.get(event.step);
        if (trace === undefined || trace.attempt !== event.attempt) break;
        trace.open = false;
        if (event.type === 'step-failed' || event.type === 'step-timed-out') trace.spent += 1;
        if (event.type !== 'attempt-lost') groups.release(run, event.step);
        break;
      }
      case 'timer-set':
        if (!timers.has(event.timer)) timers.set(event.timer, arm(event.timer, event.fireAt));
        break;
      case 'timer-fired':
        timers.get(event.timer)?.abort();
        break;
      case 'run-finished':
        finished = true;
        break;
    }
  };

  const commit = async (facts: readonly RunFact[]): Promise<void> => {
    if (facts.length === 0) return;
    const events = await ports.runs.append(run, seq, facts);
    if (events === false) {
      throw new WorkflowError('RUN_INTERRUPTED', `Somebody else wrote to the run \`${run}\`.`);
    }
    for (const event of events) absorb(event);
    for (const event of events) listeners.tell(run, event);
  };

  let queue: Promise<unknown> = Promise.resolve();
  const exclusive = <T>(body: () => Promise<T>): Promise<T> => {
    const result = queue.then(body);
    queue = result.catch(() => undefined);
    return result;
  };
  /** For what nobody waits for: an error there means that the run can no longer be driven. */
  const inBackground = (facts: () => readonly RunFact[]): Promise<void> =>
    exclusive(async () => {
      if (broken !== undefined || closing) return;
      await commit(facts());
      await pump();
    }).catch(fail);
  // #endregion

  // #region doing
  const arm = (timer: string, fireAt: number): AbortController => {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, over.signal]);
    clock.sleep(Math.max(0, fireAt - clock.now()), signal).then(
      () => inBackground(() => (finished ? [] : [{ type: 'timer-fired', timer }])),
      () => undefined,
    );
    return stop;
  };

  const launch = (
    command: Extract<Command, { type: 'schedule-step' }>,
    token: FencingToken,
  ): void => {
    const { step, attempt, definition } = command;
    const stop = new AbortController();
    const ended = (async () => {
      const end = await work(shop, cache, { run, step, attempt }, command, token, stop);
      inFlight.delete(step);
      if (end === undefined) return;
      await inBackground(() => {
        if (end.type !== 'step-failed' && end.type !== 'step-timed-out') return [end];
        const spent = (traces.get(step)?.spent ?? 0) + 1;
        const again = definition.retry !== undefined && spent < definition.retry.attempts;
        return [again ? { ...end, retryAt: clock.now() + definition.retry.backoffMs } : end];
      });
    })();
    inFlight.set(step, { attempt, stop, ended });
  };

  const nextAttempt = (step: StepKey): number => {
    const trace = traces.get(step);
    if (trace === undefined) return 1;
    return trace.open ? trace.attempt : trace.attempt + 1;
  };

  /** The facts of a command, and what to do once they are written. No facts: the command is under way already. */
  const translate = async (
    command: Command,
  ): Promise<{ facts: readonly RunFact[]; act?: () => void }> => {
    switch (command.type) {
      case 'schedule-step': {
        const { step, attempt } = command;
        const inputs = await cache.keep(command.inputs);
        const scheduled: RunFact = { type: 'step-scheduled', step, attempt, inputs };
        // A nested workflow is a graph of its own: nobody works on it.
        if (command.definition.run.kind === 'workflow') return { facts: [scheduled] };
        const token = randomUUID() as string as FencingToken;
        return {
          facts: [scheduled, { type: 'step-started', step, attempt, worker: around.worker, token }],
          act: () => launch(command, token),
        };
      }
      case 'skip-step':
        return { facts: [{ type: 'step-skipped', step: command.step, reason: command.reason }] };
      case 'fail-step':
        return {
          facts: [
            {
              type: 'step-failed',
              step: command.step,
              attempt: nextAttempt(command.step),
              error: command.error,
            },
          ],
        };
      case 'complete-step':
        return {
          facts: [
            {
              type: 'step-completed',
              step: command.step,
              attempt: nextAttempt(command.step),
              outputs: await cache.keep(command.outputs),
              artifacts: {},
            },
          ],
        };
      case 'cancel-step': {
        const { step, attempt, reason } = command;
        const running = inFlight.get(step);
        if (running === undefined || running.attempt !== attempt) {
          return { facts: [{ type: 'step-cancelled', step, attempt, reason }] };
        }
        // A request: the attempt says itself when it has ended.
        return {
          facts: [],
          act: () => running.stop.abort({ kind: 'cancelled', reason } satisfies StopReason),
        };
      }
      case 'expand-matrix':
        return { facts: [{ type: 'matrix-expanded', step: command.step, legs: command.legs }] };
      case 'expand-iteration':
        return { facts: [{ type: 'iteration-expanded', step: command.step, keys: command.keys }] };
      case 'open-gate': {
        const { step, reviewHash, acceptors } = command;
        const review = await cache.keep(command.review);
        return { facts: [{ type: 'gate-opened', step, review, reviewHash, acceptors }] };
      }
      case 'open-rework': {
        const { step, round, steps } = command;
        return { facts: [{ type: 'rework-opened', step, round, steps }] };
      }
      case 'set-timer': {
        const { timer, step, afterMs } = command;
        return { facts: [{ type: 'timer-set', timer, step, fireAt: clock.now() + afterMs }] };
      }
      case 'acquire-concurrency': {
        const { group, step, cancelInProgress, queue: order } = command;
        const who = `${group}\n${step ?? ''}`;
        if (asked.has(who)) return { facts: [] };
        asked.add(who);
        const own = step === undefined ? {} : { step };
        return {
          facts: [],
          act: () =>
            groups.ask(
              group,
              {
                run,
                ...own,
                acquired: () =>
                  void inBackground(() => [{ type: 'concurrency-acquired', group, ...own }]),
                superseded: (by) =>
                  void inBackground(() =>
                    finished ? [] : [{ type: 'concurrency-superseded', group, by, ...own }],
                  ),
              },
              { cancelInProgress, queue: order },
            ),
        };
      }
      case 'finish-run':
        return { facts: [{ type: 'run-finished', outcome: command.outcome }] };
      default:
        throw new WorkflowError('INTERNAL', `\`${(command as Command).type}\` is no command.`);
    }
  };

  const pump = async (): Promise<void> => {
    while (!finished && !closing) {
      const facts: RunFact[] = [];
      const acts: (() => void)[] = [];
      for (const command of decide(state)) {
        const step = await translate(command);
        facts.push(...step.facts);
        if (step.act) acts.push(step.act);
      }
      await commit(facts);
      for (const act of acts) act();
      if (facts.length === 0) break;
    }
    if (finished) leave();
    tellOutcome();
  };
  // #endregion

  // #region ending
  const tellOutcome = (): void => {
    if (waiters.length === 0 || (!finished && inFlight.size > 0)) return;
    const outcome = currentOutcome();
    if (outcome === undefined) return;
    for (const waiter of waiters.splice(0)) waiter.resolve(outcome);
  };
  const currentOutcome = (): Outcome | undefined => {
    if (!finished && inFlight.size > 0) return undefined;
    settled ??= view(state).outcome;
    return settled;
  };
  const leave = (): void => {
    if (over.signal.aborted) return;
    over.abort();
    for (const one of inFlight.values()) {
      one.stop.abort({ kind: 'cancelled', reason: 'run-cancelled' } satisfies StopReason);
    }
    groups.release(run);
    void ports.runs.release(run, lease).catch(() => undefined);
    listeners.end(run);
    around.left(run);
  };
  const fail = (error: unknown): void => {
    if (broken !== undefined) return;
    broken = error;
    leave();
    for (const waiter of waiters.splice(0)) waiter.reject(error);
  };
  const beat = async (): Promise<void> => {
    try {
      for (;;) {
        await clock.sleep(around.leaseMs / 3, over.signal);
        if ((await ports.runs.lease(run, around.worker, around.leaseMs)) === null) {
          fail(new WorkflowError('RUN_INTERRUPTED', `The lease on the run \`${run}\` was lost.`));
        }
      }
    } catch (error) {
      if (!over.signal.aborted) fail(error);
    }
  };
  // #endregion

  await exclusive(async () => {
    for await (const event of ports.runs.read(run)) {
      await cache.fill(event);
      absorb(event);
    }
    const lost: RunFact[] = [];
    for (const event of startedAttempts(traces)) {
      lost.push({ type: 'attempt-lost', ...event, worker: around.worker });
    }
    const [opening] = first;
    // Whoever started the same run first has written this already.
    const isNew = opening?.type !== 'run-started' || seq === 0;
    await commit([...(finished ? [] : lost), ...(isNew ? first : [])]);
  });
  if (finished) leave();
  else void beat();
  void exclusive(pump).catch(fail);

  return {
    run,
    get finished() {
      return finished;
    },
    record: (facts) =>
      exclusive(async () => {
        if (broken !== undefined) throw broken;
        await commit(facts(state));
        // What follows is the run's own business: who recorded the fact hears of the fact only.
        void exclusive(async () => {
          if (broken === undefined) await pump();
        }).catch(fail);
      }),
    view: () => exclusive(async () => view(state)),
    async outcome(signal) {
      await queue;
      if (broken !== undefined) throw broken;
      const known = currentOutcome();
      if (known !== undefined) return known;
      return new Promise((resolve, reject) => {
        const waiter = { resolve, reject };
        waiters.push(waiter);
        signal?.addEventListener(
          'abort',
          () => {
            waiters = waiters.filter((one) => one !== waiter);
            reject(signal.reason);
          },
          { once: true },
        );
        if (signal?.aborted) reject(signal.reason);
      });
    },
    async close(drainMs) {
      if (finished || broken !== undefined) return;
      const running = (): Promise<unknown> =>
        Promise.all([...inFlight.values()].map((one) => one.ended));
      if (drainMs > 0 && inFlight.size > 0) {
        const drained = new AbortController();
        await Promise.race([
          running().finally(() => drained.abort()),
          clock.sleep(drainMs, drained.signal).catch(() => undefined),
        ]);
      }
      await queue;
      closing = true;
      for (const one of inFlight.values()) {
        one.stop.abort({ kind: 'closing' } satisfies StopReason);
      }
      await running();
      await queue;
      fail(
        new WorkflowError('RUN_INTERRUPTED', `The engine closed before the run \`${run}\` ended.`, {
          hint: 'Resume it.',
        }),
      );
    },
  };
}

/** Attempts that the history knows as under way, and that this process cannot have. */
function startedAttempts(
  traces: ReadonlyMap<StepKey, StepTrace>,
): readonly { step: StepKey; attempt: number }[] {
  return [...traces]
    .filter(([, trace]) => trace.open)
    .map(([step, trace]) => ({ step, attempt: trace.attempt }));
}
