import { type Plan, type RunId, runId, WorkflowError } from '@sluice/core/plan';
import type {
  FencingToken,
  RunEvent,
  RunFact,
  RunQuery,
  RunStore,
  StepKey,
} from '@sluice/core/run';
import { describe, expect, test } from 'vitest';
import { createManualClock, createMemoryRunStore } from '../src/index.ts';

const run = runId('r1');
const paused: RunFact = { type: 'paused', by: 'me' };

const started = (id: RunId, workflow: string, rerunOf?: RunId): RunFact => {
  const plan: Plan = {
    irVersion: 1,
    kind: 'flow',
    name: workflow,
    inputs: {},
    outputs: {},
    on: [],
    steps: [{ id: 'a', run: { kind: 'shell', command: 'true' } }],
  };
  return {
    type: 'run-started',
    run: id,
    plan,
    planHash: 'h',
    inputs: {},
    ...(rerunOf && { rerunOf }),
  };
};

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('the history of a run', () => {
  test('numbers events from 1 and gives them the time of the clock', async () => {
    const clock = createManualClock(7);
    const store = createMemoryRunStore({ clock });
    await store.append(run, 0, [paused, { type: 'resumed', by: 'me' }]);
    await clock.advance(3);
    await store.append(run, 2, [paused]);
    expect((await all(store.read(run))).map((event) => [event.seq, event.at, event.type])).toEqual([
      [1, 7, 'paused'],
      [2, 7, 'resumed'],
      [3, 10, 'paused'],
    ]);
    expect((await all(store.read(run, 2))).map((event) => event.seq)).toEqual([3]);
  });

  test('of two writers at one place one loses, and writes nothing', async () => {
    const store = createMemoryRunStore();
    const results = await Promise.all(
      ['a', 'b', 'c'].map((by) =>
        store.append(run, 0, [
          { type: 'paused', by },
          { type: 'resumed', by },
        ]),
      ),
    );
    expect(results.map((result) => result !== false)).toEqual([true, false, false]);
    expect((await all(store.read(run))).map((event) => 'by' in event && event.by)).toEqual([
      'a',
      'a',
    ]);
    expect(await store.append(run, 5, [paused])).toBe(false);
  });

  test('what is stored is nobody’s to change', async () => {
    const store = createMemoryRunStore();
    const fact = {
      type: 'step-completed',
      step: 'a' as StepKey,
      attempt: 1,
      outputs: { value: { list: [1] } },
      artifacts: {},
    } satisfies RunFact;
    await store.append(run, 0, [fact]);
    fact.outputs.value.list.push(2);
    const [event] = (await all(store.read(run))) as [RunEvent & { type: 'step-completed' }];
    expect(event.outputs.value).toEqual({ list: [1] });
    expect(() => (event.outputs.value as { list: number[] }).list.push(3)).toThrow(TypeError);
  });

  test('closures are refused, and the whole append with them', async () => {
    const store = createMemoryRunStore();
    const bad = { type: 'paused', by: (() => 'me') as unknown as string } satisfies RunFact;
    const error: unknown = await store
      .append(run, 0, [paused, bad])
      .catch((reason: unknown) => reason);
    expect(WorkflowError.is(error, 'OUTPUT_INVALID')).toBe(true);
    expect(await all(store.read(run))).toEqual([]);
  });

  test('is gone after delete', async () => {
    const store = createMemoryRunStore();
    await store.append(run, 0, [paused]);
    await store.delete(run);
    await store.delete(run);
    expect(await all(store.read(run))).toEqual([]);
    expect(await store.append(run, 0, [paused])).not.toBe(false);
  });
});

describe('the lease of a run', () => {
  test('is one holder’s until it lapses, and its token changes then', async () => {
    const clock = createManualClock();
    const store = createMemoryRunStore({ clock });
    const first = (await store.lease(run, 'a', 100)) as FencingToken;
    expect(await store.lease(run, 'b', 100)).toBe(null);
    await clock.advance(60);
    expect(await store.lease(run, 'a', 100)).toBe(first);
    await clock.advance(99);
    expect(await store.lease(run, 'b', 100)).toBe(null);
    await clock.advance(1);
    const second = (await store.lease(run, 'b', 100)) as FencingToken;
    expect(second > first).toBe(true);
    const stale: unknown = await store.release(run, first).catch((error: unknown) => error);
    expect(WorkflowError.is(stale, 'ATTEMPT_STALE')).toBe(true);
    expect(await store.lease(run, 'a', 100)).toBe(null);
    await store.release(run, second);
    expect(await store.lease(run, 'a', 100)).not.toBe(null);
  });
  test('of a holder that came too late has a new token, too', async () => {
    const clock = createManualClock();
    const store = createMemoryRunStore({ clock });
    const first = await store.lease(run, 'a', 10);
    await clock.advance(10);
    expect(await store.lease(run, 'a', 10)).not.toBe(first);
  });
});

describe('the list of runs', () => {
  async function filled(): Promise<RunStore> {
    const clock = createManualClock(100);
    const store = createMemoryRunStore({ clock });
    for (const [id, workflow, parent] of [
      ['r1', 'build'],
      ['r2', 'deploy'],
      ['r3', 'build', 'r1'],
    ] as const) {
      await store.append(runId(id), 0, [started(runId(id), workflow, parent && runId(parent))]);
      await clock.advance(10);
    }
    await store.append(runId('r1'), 1, [{ type: 'paused', by: 'me' }]);
    return store;
  }
  test.each<[string, RunQuery, string[]]>([
    ['newest first', {}, ['r3', 'r2', 'r1']],
    ['by workflow', { workflow: 'build' }, ['r3', 'r1']],
    ['by status', { status: 'paused' }, ['r1']],
    ['by several', { status: ['running', 'paused'], workflow: 'build' }, ['r3', 'r1']],
    ['by time', { startedAfter: 100, startedBefore: 120 }, ['r2']],
    ['of a run', { parent: run }, ['r3']],
    ['no more than asked', { limit: 2 }, ['r3', 'r2']],
  ])('%s', async (_, query, expected) => {
    const store = await filled();
    expect((await all(store.list(query))).map((seen) => seen.run)).toEqual(expected);
    expect((await all(store.list(query))).map((seen) => seen.run)).toEqual(expected);
  });
});
