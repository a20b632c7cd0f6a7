/** What every `RunStore` promises: whole appends at one place, leases with a time, lists. @module */
import { deepStrictEqual, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { type Awaitable, type Plan, planHash, type RunId, runId } from '@sluice/core/plan';
import type { Clock, RunEvent, RunFact, RunQuery, RunStore, StepKey } from '@sluice/core/run';
import { createManualClock } from '../manual-clock.ts';
import { type ConformanceCase, collect, expectCode } from './conformance-case.ts';

/** A store for one case. */
export interface RunStoreWorld {
  readonly store: RunStore;
  /** Another store over the same data, as the next process would make one; one that ends with its process gives itself. */
  readonly another: () => Awaitable<RunStore>;
  readonly close?: (() => Awaitable<void>) | undefined;
}

/**
 * The cases that a run store must pass; each gets an empty store of its own that takes the time of its events and
 * leases from the clock it is given.
 */
export function runStoreConformance(
  make: (clock: Clock) => Awaitable<RunStoreWorld>,
): readonly ConformanceCase[] {
  return CASES.map(([name, check]) => ({
    name,
    async run() {
      const clock = createManualClock(100);
      const world = await make(clock);
      try {
        await check({ ...world, clock });
      } finally {
        await world.close?.();
      }
    },
  }));
}

type Check = (
  world: RunStoreWorld & { readonly clock: ReturnType<typeof createManualClock> },
) => Promise<void>;

const RUN = runId('r1');
const plan = (name: string): Plan => ({
  irVersion: 1,
  kind: 'flow',
  name,
  inputs: {},
  outputs: {},
  on: [],
  steps: [{ id: 'a', run: { kind: 'shell', command: 'true' } }],
});
const started = (run: RunId, workflow = 'build', rerunOf?: RunId): RunFact => ({
  type: 'run-started',
  run,
  plan: plan(workflow),
  planHash: planHash(plan(workflow)),
  inputs: {},
  ...(rerunOf !== undefined && { rerunOf }),
});
const by = (event: RunEvent): string | undefined => ('by' in event ? event.by : undefined);

const LISTS: readonly (readonly [what: string, query: RunQuery, runs: readonly string[]])[] = [
  ['newest first', {}, ['r3', 'r2', 'r1']],
  ['by workflow', { workflow: 'build' }, ['r3', 'r1']],
  ['by status', { status: 'paused' }, ['r1']],
  ['by several statuses', { status: ['running', 'paused'], workflow: 'build' }, ['r3', 'r1']],
  ['by time', { startedAfter: 100, startedBefore: 120 }, ['r2']],
  ['the reruns of a run', { parent: RUN }, ['r3']],
  ['no more than asked for', { limit: 2 }, ['r3', 'r2']],
];

const CASES: readonly (readonly [name: string, check: Check])[] = [
  [
    'numbers events from 1 and gives them the time of the clock',
    async ({ store, clock }) => {
      await store.append(RUN, 0, [started(RUN), { type: 'paused', by: 'me' }]);
      await clock.advance(3);
      const written = await store.append(RUN, 2, [{ type: 'resumed', by: 'me' }]);
      const history = await collect(store.read(RUN));
      deepStrictEqual(
        history.map((event) => [event.seq, event.at, event.type]),
        [
          [1, 100, 'run-started'],
          [2, 100, 'paused'],
          [3, 103, 'resumed'],
        ],
      );
      deepStrictEqual(written, history.slice(2));
      deepStrictEqual(await collect(store.read(RUN, 2)), history.slice(2));
      deepStrictEqual(await collect(store.read(RUN, 3)), []);
      deepStrictEqual(await collect(store.read(runId('other'))), []);
    },
  ],
  [
    'lets one of several writers at one place win, and the others write nothing',
    async ({ store }) => {
      await store.append(RUN, 0, [started(RUN)]);
      const results = await Promise.all(
        ['a', 'b', 'c', 'd'].map((who) =>
          store.append(RUN, 1, [
            { type: 'paused', by: who },
            { type: 'resumed', by: who },
          ]),
        ),
      );
      strictEqual(results.filter((result) => result !== false).length, 1);
      const [first, second, ...more] = (await collect(store.read(RUN, 1))).map(by);
      strictEqual(first, second);
      deepStrictEqual(more, []);
      strictEqual(await store.append(RUN, 7, [{ type: 'paused', by: 'me' }]), false);
      strictEqual(await store.append(RUN, 0, [started(RUN)]), false);
      strictEqual((await collect(store.read(RUN))).length, 3);
    },
  ],
  [
    'writes what follows from an append with it, or leaves it to whoever appends',
    async ({ store }) => {
      await store.append(RUN, 0, [started(RUN)]);
      const asked: (readonly RunEvent[])[] = [];
      const written = await store.append(RUN, 1, [{ type: 'paused', by: 'me' }], async (events) => {
        asked.push(events);
        return [{ type: 'resumed', by: 'you' }];
      });
      ok(written !== false);
      deepStrictEqual(await collect(store.read(RUN, 1)), written);
      const types = written.map((event) => event.type);
      deepStrictEqual(types, asked.length === 0 ? ['paused'] : ['paused', 'resumed']);
      deepStrictEqual(asked, asked.length === 0 ? [] : [written.slice(0, 1)]);
      const refusing = (): never => {
        throw new Error('This follows from nothing.');
      };
      strictEqual(await store.append(RUN, 1, [{ type: 'paused', by: 'me' }], refusing), false);
      const length = written.length + 1;
      const wasAsked = await store
        .append(RUN, length, [{ type: 'paused', by: 'me' }], refusing)
        .then(
          () => false,
          () => true,
        );
      strictEqual((await collect(store.read(RUN))).length, wasAsked ? length : length + 1);
    },
  ],
  [
    'keeps what it was given, whatever happens to it afterwards',
    async ({ store }) => {
      const fact = {
        type: 'step-completed',
        step: 'a' as StepKey,
        attempt: 1,
        outputs: { value: { list: [1], text: 'é\u0000\n"', none: null } },
        artifacts: {},
      } satisfies RunFact;
      await store.append(RUN, 0, [started(RUN), fact]);
      fact.outputs.value.list.push(2);
      const [event] = await collect(store.read(RUN, 1));
      ok(event?.type === 'step-completed');
      deepStrictEqual(event.outputs.value, { list: [1], text: 'é\u0000\n"', none: null });
    },
  ],
  [
    'keeps histories across processes',
    async ({ store, another }) => {
      await store.append(RUN, 0, [started(RUN), { type: 'paused', by: 'me' }]);
      const history = await collect(store.read(RUN));
      const next = await another();
      deepStrictEqual(await collect(next.read(RUN)), history);
      notStrictEqual(await next.append(RUN, 2, [{ type: 'resumed', by: 'you' }]), false);
      strictEqual(await store.append(RUN, 2, [{ type: 'resumed', by: 'me' }]), false);
    },
  ],
  [
    'has nothing of a run that was deleted, and deletes what is not there',
    async ({ store }) => {
      await store.append(RUN, 0, [started(RUN)]);
      await store.delete(RUN);
      await store.delete(RUN);
      deepStrictEqual(await collect(store.read(RUN)), []);
      deepStrictEqual(await collect(store.list({})), []);
      notStrictEqual(await store.append(RUN, 0, [started(RUN)]), false);
    },
  ],
  [
    'gives a lease to one holder until it lapses; the next has a later token',
    async ({ store, clock }) => {
      await store.append(RUN, 0, [started(RUN)]);
      const first = await store.lease(RUN, 'a', 100);
      ok(first !== null);
      strictEqual(await store.lease(RUN, 'b', 100), null);
      await clock.advance(60);
      strictEqual(await store.lease(RUN, 'a', 100), first);
      await clock.advance(99);
      strictEqual(await store.lease(RUN, 'b', 100), null);
      await clock.advance(1);
      const second = await store.lease(RUN, 'b', 100);
      ok(second !== null && second > first);
      await expectCode(store.release(RUN, first), 'ATTEMPT_STALE');
      strictEqual(await store.lease(RUN, 'a', 100), null);
      await store.release(RUN, second);
      ok((await store.lease(RUN, 'a', 100)) !== null);
    },
  ],
  [
    'gives a holder that came too late a new token, too',
    async ({ store, clock }) => {
      await store.append(RUN, 0, [started(RUN)]);
      const first = await store.lease(RUN, 'a', 10);
      await clock.advance(10);
      notStrictEqual(await store.lease(RUN, 'a', 10), first);
    },
  ],
  ...LISTS.map(([what, query, expected]): readonly [string, Check] => [
    `lists runs: ${what}`,
    async ({ store, clock }) => {
      const runs = [
        ['r1', 'build'],
        ['r2', 'deploy'],
        ['r3', 'build', 'r1'],
      ] as const;
      for (const [id, workflow, parent] of runs) {
        const rerunOf = parent === undefined ? undefined : runId(parent);
        await store.append(runId(id), 0, [started(runId(id), workflow, rerunOf)]);
        await clock.advance(10);
      }
      await store.append(RUN, 1, [{ type: 'paused', by: 'me' }]);
      const found = await collect(store.list(query));
      deepStrictEqual(
        found.map((seen) => seen.run),
        expected,
      );
    },
  ]),
];
