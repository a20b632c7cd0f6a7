/**
 * Drives one run: asks core what to do, writes it down, does it, and asks again. It wakes when an attempt ends, a timer
 * fires, a person answers or somebody cancels; it never looks around on its own. Everything that changes the run goes
 * through one queue, so that there is one writer.
 * @module
 */
import { type RunId, WorkflowError } from '@sluice/core/plan';
import {
  type Command,
  commandFacts,
  createRunState,
  decide,
  evolve,
  type FencingToken,
  type Following,
  type Outcome,
  openAttempts,
  type RunEvent,
  type RunFact,
  type RunState,
  type RunView,
  retryDelayMs,
  view,
} from '@sluice/core/run';
import { uniqueId } from '../unique-id.ts';
import { createAttempts } from './attempts.ts';
import type { ConcurrencyGroups } from './concurrency.ts';
import { endFact } from './end-fact.ts';
import type { Listeners } from './listeners.ts';
import { createOutcomeWaiters } from './outcome-waiters.ts';
import type { PayloadCache } from './payloads.ts';
import { unwritten } from './unwritten.ts';
import type { Workshop } from './workshop.ts';

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

interface Decided {
  readonly facts: readonly RunFact[];
  readonly acts: (() => void)[];
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
  /** What runs may end, and nothing new starts: another engine goes on with it. */
  let draining = false;
  /** The lease has been given back. */
  let released: Promise<void> = Promise.resolve();
  let broken: unknown;
  const timers = new Map<string, AbortController>();
  const asked = new Set<string>();
  const over = new AbortController();
  let settled: Outcome | undefined;
  const waiters = createOutcomeWaiters();

  // #region history
  const absorb = (event: RunEvent): void => {
    state = evolve(state, event);
    seq = event.seq;
    settled = undefined;
    switch (event.type) {
      case 'run-started':
        shop.env.keepBack(event, cache.lookup.plan);
        break;
      case 'step-failed':
      case 'step-timed-out':
      case 'step-completed':
      case 'step-cancelled':
        if (event.type === 'step-completed' || !('retryAt' in event)) {
          groups.release(run, event.step);
        }
        break;
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

  /** Writes facts down. `follow` is asked for what follows from them if the store can write that with them. */
  const commit = async (
    facts: readonly RunFact[],
    follow?: () => Promise<readonly RunFact[]>,
  ): Promise<void> => {
    if (facts.length === 0) return;
    const before = seq;
    // What cannot be written has happened for this driver then: whoever gives `follow` fails with it.
    const following: Following | undefined =
      follow &&
      (async (events) => {
        for (const event of events) absorb(event);
        return follow();
      });
    const events = await ports.runs.append(run, seq, facts, following).catch((error: unknown) => {
      throw unwritten(run, error);
    });
    if (events === false) {
      throw new WorkflowError('RUN_INTERRUPTED', `Somebody else wrote to the run \`${run}\`.`);
    }
    const known = seq - before;
    for (const event of events.slice(known)) absorb(event);
    for (const event of events) listeners.tell(run, event);
  };

  let queue: Promise<unknown> = Promise.resolve();
  const exclusive = <T>(body: () => Promise<T>): Promise<T> => {
    const result = queue.then(() => body());
    queue = result.catch(() => undefined);
    return result;
  };
  /** For what nobody waits for: an error there means that the run can no longer be driven. */
  const inBackground = (facts: () => readonly RunFact[]): Promise<void> =>
    exclusive(async () => {
      if (broken !== undefined || closing) return;
      await pump(facts());
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

  const attempts = createAttempts(shop, cache, run, (end) =>
    inBackground(() => [
      endFact(end, state, cache, ({ step }) => {
        const delay = retryDelayMs(state, step);
        return delay === undefined ? undefined : clock.now() + delay;
      }),
    ]),
  );

  /** The facts of a command, and what to do once they are written. No facts: the command is under way already. */
  const translate = async (
    command: Command,
  ): Promise<{ facts: readonly RunFact[]; act?: () => void }> => {
    switch (command.type) {
      case 'schedule-step': {
        const { step, attempt } = command;
        const inputs = await cache.keep(command.inputs);
        const scheduled = commandFacts(command, clock.now(), () => inputs);
        // A nested workflow is a graph of its own: nobody works on it.
        if (command.definition.run.kind === 'workflow') return { facts: scheduled };
        const token = uniqueId() as FencingToken;
        return {
          facts: [
            ...scheduled,
            { type: 'step-started', step, attempt, worker: around.worker, token },
          ],
          act: () => attempts.start(command, token),
        };
      }
      case 'complete-step': {
        const outputs = await cache.keep(command.outputs);
        return { facts: commandFacts(command, clock.now(), () => outputs) };
      }
      case 'cancel-step': {
        const { step, attempt, reason } = command;
        if (!attempts.has(step, attempt)) {
          return { facts: [{ type: 'step-cancelled', step, attempt, reason }] };
        }
        return { facts: [], act: () => attempts.stop(step, { kind: 'cancelled', reason }) };
      }
      case 'open-gate': {
        const review = await cache.keep(command.review);
        return { facts: commandFacts(command, clock.now(), () => review) };
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
      default:
        return { facts: commandFacts(command, clock.now()) };
    }
  };

  /** What is to be done now: facts to write down, and what to do once they are written. */
  const decided = async (): Promise<Decided> => {
    const facts: RunFact[] = [];
    const acts: (() => void)[] = [];
    if (finished || closing) return { facts, acts };
    for (const command of decide(state)) {
      if (draining && command.type === 'schedule-step') continue;
      const step = await translate(command);
      facts.push(...step.facts);
      if (step.act) acts.push(step.act);
    }
    return { facts, acts };
  };
  /** Writes facts down and does what follows from them, until nothing does. */
  const pump = async (first: readonly RunFact[] = []): Promise<void> => {
    let next: Decided = { facts: first, acts: [] };
    do {
      const { facts, acts } = next;
      let problem: unknown;
      await commit(facts, async () => {
        try {
          const also = await decided();
          acts.push(...also.acts);
          return also.facts;
        } catch (error) {
          // What has happened is written down whatever follows from it.
          problem = error;
          return [];
        }
      });
      for (const act of acts) act();
      if (problem !== undefined) throw problem;
      next = await decided();
    } while (next.facts.length > 0);
    for (const act of next.acts) act();
    if (finished) leave();
    tellOutcome();
  };
  // #endregion

  // #region ending
  const tellOutcome = (): void => {
    if (waiters.empty || (!finished && attempts.size > 0)) return;
    const outcome = currentOutcome();
    if (outcome === undefined) return;
    waiters.resolve(outcome);
  };
  const currentOutcome = (): Outcome | undefined => {
    if (!finished && attempts.size > 0) return undefined;
    settled ??= view(state).outcome;
    return settled;
  };
  const leave = (): void => {
    if (over.signal.aborted) return;
    over.abort();
    attempts.stopAll({ kind: 'cancelled', reason: 'run-cancelled' });
    groups.release(run);
    released = ports.runs.release(run, lease).catch(() => undefined);
    listeners.end(run);
    around.left(run);
  };
  const fail = (error: unknown): void => {
    if (broken !== undefined) return;
    broken = error;
    leave();
    waiters.reject(error);
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
    const lost = openAttempts(state).map(
      ({ step, attempt }): RunFact => ({
        type: 'attempt-lost',
        step,
        attempt,
        worker: around.worker,
      }),
    );
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
      return waiters.wait(signal);
    },
    async close(drainMs) {
      // Whoever closes an engine wants nothing to be left running, whatever became of the run.
      if (finished || broken !== undefined) {
        await Promise.all([attempts.ended(), released]);
        return;
      }
      draining = drainMs > 0;
      await queue; // a step that is being started runs, too
      if (draining && attempts.size > 0) {
        const drained = new AbortController();
        await Promise.race([
          attempts.ended().finally(() => drained.abort()),
          clock.sleep(drainMs, drained.signal).catch(() => undefined),
        ]);
      }
      await queue;
      closing = true;
      attempts.stopAll({ kind: 'closing' });
      await attempts.ended();
      await queue;
      fail(
        new WorkflowError('RUN_INTERRUPTED', `The engine closed before the run \`${run}\` ended.`, {
          hint: 'Resume it.',
        }),
      );
    },
  };
}
