import { runId, WorkflowError } from '@sluice/core/plan';
import type { RunEvent, RunFact, StepKey } from '@sluice/core/run';
import { describe, expect, test } from 'vitest';
import { createMemoryRunStore, runStoreConformance } from '../src/index.ts';

const run = runId('r1');
const paused: RunFact = { type: 'paused', by: 'me' };

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('a store of runs in memory', () => {
  const cases = runStoreConformance((clock) => {
    const store = createMemoryRunStore({ clock });
    return { store, another: () => store };
  });
  for (const { name, run: check } of cases) test(name, check);
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
  const [event] = (await all(store.read(run))) as [RunEvent & { type: 'step-completed' }];
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
