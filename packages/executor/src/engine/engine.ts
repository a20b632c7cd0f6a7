/** The embedded engine: one process, the given ports. @module */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  dependents,
  type NestedPlans,
  type Plan,
  planHash,
  type RunId,
  WorkflowError,
} from '@sluice/core/plan';
import {
  acceptAnswer,
  checkPolicy,
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
import type { Ports } from '../ports.ts';
import type { ChannelSpawner } from '../process/spawner.ts';
import { createConcurrencyGroups } from './concurrency.ts';
import { createDriver, type Driver, type DriverSurroundings } from './driver.ts';
import { followEvents } from './follow.ts';
import { assertInputs } from './inputs.ts';
import { createListeners } from './listeners.ts';
import type { EngineOptions } from './options.ts';
import { createPayloadCache, type PayloadCache } from './payloads.ts';
import { assertRunnable, readNested } from './refusal.ts';
import { reusedFacts } from './reuse.ts';
import { secretNamesOf } from './work.ts';

/** An engine over the given ports. Close it: processes, timers and the orphan guard end with it. */
export function createEngine(ports: Ports, options: EngineOptions = {}): Engine {
  const listeners = createListeners();
  const drivers = new Map<RunId, Promise<Driver>>();
  const workspace = options.workspace ?? process.cwd();
  const ownsProcess = options.ownsProcess ?? false;
  const inProcess = ownsProcess || (options.inProcess ?? false);
  let scratch: Promise<string> | undefined;
  let closed = false;

  const around: DriverSurroundings = {
    listeners,
    groups: createConcurrencyGroups(),
    worker: `embedded-${process.pid}-${randomUUID().slice(0, 8)}`,
    leaseMs: options.leaseMs ?? 60_000,
    left: () => undefined,
    shop: {
      ports,
      workspace,
      inProcess,
      ownsProcess,
      scratch() {
        scratch ??=
          options.scratch === undefined
            ? mkdtemp(join(tmpdir(), 'sluice-'))
            : Promise.resolve(options.scratch);
        return scratch;
      },
      env: () => startingEnv(ports, options.env ?? process.env),
    },
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
    const { runId: run, plan, inputs, event, policy } = request;
    if (drivers.has(run)) {
      await drivers.get(run);
      return false;
    }
    for await (const _ of ports.runs.read(run)) return false;
    const cache = createPayloadCache(ports.blobs);
    const refused = checkPolicy(policy ?? {});
    if (refused !== undefined) throw refused;
    assertInputs(plan, inputs, event);
    const gathered = again?.nested ?? (await readNested(ports, request));
    await assertRunnable(ports, plan, gathered, inProcess);
    const nested: Record<string, string> = {};
    for (const [key, one] of Object.entries(gathered.plans)) {
      nested[key] = await cache.keepPlan(one);
    }
    if (drivers.has(run)) return false;
    const started: RunFact = {
      type: 'run-started',
      run,
      plan,
      planHash: planHash(plan),
      ...(Object.keys(nested).length > 0 && { nested }),
      inputs,
      ...(event !== undefined && { event }),
      ...(policy !== undefined && { policy }),
      ...(again !== undefined && { rerunOf: again.run }),
    };
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
      // The history is all that an engine knows: the definition a run was made from is compared by `runner().find`.
      const history = await historyOf(run);
      const [first] = history;
      const plan: Plan | undefined = first?.type === 'run-started' ? first.plan : undefined;
      if (first?.type === 'run-started' && plan && planHash(plan) !== first.planHash) {
        if (resuming?.acceptChangedPlan !== true) {
          throw new WorkflowError('PLAN_CHANGED', `The plan of the run \`${run}\` has changed.`, {
            hint: 'Start a new run, or accept the changed plan.',
          });
        }
      }
      const driver = await driverOf(run);
      await driver.record(() => (driver.finished ? [] : [{ type: 'resumed', by }]));
    },
    async rerun(run, from) {
      const history = await historyOf(run);
      const [first] = history;
      if (first?.type !== 'run-started') {
        throw new WorkflowError('INTERNAL', `The run \`${run}\` does not begin with its start.`);
      }
      const again = `${run.slice(0, 100)}-${randomUUID().slice(0, 8)}` as RunId;
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
      (ports.spawner as Partial<ChannelSpawner>).close?.();
      if (scratch !== undefined && options.scratch === undefined) {
        await rm(await scratch, { recursive: true, force: true });
      }
      scratch = undefined;
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

/** What steps inherit: everything but what any task declares as a secret. */
async function startingEnv(
  ports: Ports,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, string>> {
  const secrets = new Set<string>();
  for (const name of ports.tasks.names()) {
    const task = await ports.tasks.get(name);
    if (task !== undefined) for (const secret of secretNamesOf(task)) secrets.add(secret);
  }
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !secrets.has(name)) kept[name] = value;
  }
  return kept;
}
