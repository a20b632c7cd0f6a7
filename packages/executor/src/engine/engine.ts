/** The embedded engine: one process, the given ports. @module */

import { dependents, type NestedPlans, type RunId, WorkflowError } from '@sluice/core/plan';
import {
  acceptAnswer,
  createRunState,
  type Engine,
  evolve,
  isAnswered,
  type RunEvent,
  type RunFact,
  type RunView,
  type StartRequest,
  view,
} from '@sluice/core/run';
import { assertPorts, type Ports } from '../ports.ts';
import { uniqueId } from '../unique-id.ts';
import { createConcurrencyGroups } from './concurrency.ts';
import { createDriver, type Driver, type DriverSurroundings } from './driver.ts';
import { followEvents } from './follow.ts';
import { createListeners } from './listeners.ts';
import type { EngineOptions } from './options.ts';
import { createPayloadCache, type PayloadCache } from './payloads.ts';
import { readNested } from './refusal.ts';
import { resumption, startOf } from './resumption.ts';
import { reusedFacts } from './reuse.ts';
import { startFact } from './start-fact.ts';
import { createWorkshop } from './workshop.ts';

/**
 * An engine over the given ports. Close it: processes, timers and the orphan guard end with it.
 * @throws DEFINITION_INVALID where a port is missing.
 */
export function createEngine(ports: Ports, options: EngineOptions = {}): Engine {
  assertPorts(ports);
  const listeners = createListeners();
  const drivers = new Map<RunId, Promise<Driver>>();
  const shop = createWorkshop(ports, options);
  let closed = false;

  const around: DriverSurroundings = {
    listeners,
    groups: createConcurrencyGroups(),
    worker: `embedded-${process.pid}-${uniqueId().slice(0, 8)}`,
    leaseMs: options.leaseMs ?? 60_000,
    left: () => undefined,
    shop,
  };

  const assertOpen = (): void => {
    if (closed) throw new WorkflowError('RUN_INTERRUPTED', 'The engine is closed.');
  };
  const drive = (run: RunId, cache: PayloadCache, first: readonly RunFact[]): Promise<Driver> => {
    const made = createDriver(around, run, cache, first);
    drivers.set(run, made);
    made.catch(() => drivers.delete(run));
    return made;
  };
  const historyOf = async (run: RunId): Promise<RunEvent[]> => {
    const events: RunEvent[] = [];
    for await (const event of ports.runs.read(run)) events.push(event);
    if (events.length > 0) return events;
    throw new WorkflowError('RUN_NOT_FOUND', `There is no run \`${run}\`.`);
  };
  const viewOf = async (run: RunId): Promise<RunView> => {
    const cache = createPayloadCache(ports.blobs);
    let state = createRunState(cache.lookup);
    for (const event of await historyOf(run)) {
      await cache.fill(event);
      state = evolve(state, event);
    }
    return view(state);
  };
  /** The driver of a run that is under way; takes over one that nobody drives. */
  const driverOf = async (run: RunId): Promise<Driver> => {
    assertOpen();
    const known = drivers.get(run);
    if (known !== undefined) return known;
    await historyOf(run);
    return drivers.get(run) ?? drive(run, createPayloadCache(ports.blobs), []);
  };
  const begin = async (request: StartRequest, again?: Reuse): Promise<boolean> => {
    assertOpen();
    const { runId: run } = request;
    if (drivers.has(run)) {
      await drivers.get(run);
      return false;
    }
    for await (const _ of ports.runs.read(run)) return false;
    const cache = createPayloadCache(ports.blobs);
    const started = await startFact(ports, request, {
      cache,
      inProcess: shop.inProcess,
      nested: again?.nested,
      rerunOf: again?.run,
    });
    if (drivers.has(run)) return false;
    await drive(run, cache, [started, ...(again?.facts ?? [])]);
    return true;
  };

  return {
    capabilities: { failover: false, multiProcess: false, maxPayloadBytes: 256 * 1024 * 1024 },
    async start(request) {
      return { created: await begin(request) };
    },
    async answer(run, step, decision) {
      const driver = await driverOf(run);
      let answer: 'recorded' | 'already-decided' = 'recorded';
      await driver.record((state) => {
        if (isAnswered(state, step)) {
          answer = 'already-decided';
          return [];
        }
        const refused = acceptAnswer(state, step, decision);
        if (refused !== undefined) throw refused;
        return [{ type: 'gate-answered', step, decision }];
      });
      return answer;
    },
    async cancel(run, by, reason) {
      const driver = await driverOf(run);
      await driver.record(() =>
        driver.finished
          ? []
          : [{ type: 'cancel-requested', by, ...(reason !== undefined && { reason }) }],
      );
    },
    async pause(run, by) {
      const driver = await driverOf(run);
      await driver.record(() => (driver.finished ? [] : [{ type: 'paused', by }]));
    },
    async resume(run, by, resuming) {
      const history = await historyOf(run);
      const plan = resuming?.plan;
      const fact = resumption(history, by, {
        ...resuming,
        nested: plan === undefined ? {} : (await readNested(ports, { plan })).plans,
        bundleDigest: ports.tasks.digest,
      });
      const driver = await driverOf(run);
      await driver.record(() => (driver.finished ? [] : [fact]));
    },
    async rerun(run, from) {
      const history = await historyOf(run);
      const first = startOf(history);
      const again = `${run.slice(0, 100)}-${uniqueId().slice(0, 8)}` as RunId;
      await begin(
        {
          runId: again,
          plan: first.plan,
          inputs: first.inputs,
          ...(first.event !== undefined && { event: first.event }),
          ...(first.policy !== undefined && { policy: first.policy }),
        },
        {
          run,
          nested: { plans: await pinnedPlans(ports.blobs, first), findings: [] },
          facts: reusedFacts(history, dependents(first.plan.steps), from),
        },
      );
      return again;
    },
    async get(run) {
      const driver = drivers.get(run);
      return driver === undefined ? viewOf(run) : (await driver).view();
    },
    list: (query) => ports.runs.list(query),
    events(run, after = 0, signal) {
      return followEvents(
        ports.runs,
        listeners,
        () => drivers.has(run) && !closed,
        run,
        after,
        signal,
      );
    },
    logs: (ref, after, signal) => ports.logs.read(ref, after, signal),
    async outcome(run, signal) {
      const known = drivers.get(run);
      if (known !== undefined) return (await known).outcome(signal);
      const seen = await viewOf(run);
      if (seen.outcome !== undefined) return seen.outcome;
      throw new WorkflowError('RUN_INTERRUPTED', `Nobody drives the run \`${run}\`.`, {
        hint: 'Resume it.',
      });
    },
    async open() {
      closed = false;
    },
    async close(closing) {
      if (closed) return;
      closed = true;
      await Promise.all(
        [...drivers.values()].map(async (driver) => {
          try {
            await (await driver).close(closing?.drainMs ?? 0);
          } catch {
            // a run that could not be driven has nothing to close
          }
        }),
      );
      drivers.clear();
      await shop.close();
    },
  };
}

/** What a rerun takes over: the nested plans as they were then, and the facts of what need not run again. */
interface Reuse {
  readonly run: RunId;
  readonly nested: NestedPlans;
  readonly facts: readonly RunFact[];
}

/** The plans that a run has pinned when it started. */
async function pinnedPlans(
  blobs: Ports['blobs'],
  started: Extract<RunEvent, { type: 'run-started' }>,
): Promise<NestedPlans['plans']> {
  const cache = createPayloadCache(blobs);
  await cache.fill(started);
  return Object.fromEntries(
    Object.entries(started.nested ?? {}).flatMap(([key, hash]) => {
      const plan = cache.lookup.plan(hash);
      return plan === undefined ? [] : [[key, plan]];
    }),
  );
}
