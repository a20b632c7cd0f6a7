import { type AnyTask, flow } from '@sluice/core';
import type { JsonObject, RunId, WorkflowError } from '@sluice/core/plan';
import type { StepKey } from '@sluice/core/run';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createTaskRegistry, runner } from '../src/index.ts';
import { makeRich } from './fixtures/tasks.ts';
import { machine, plan, shell, task } from './support/machine.ts';

const note = (name: string): string => `echo ${name} >> "$LEDGER"`;
const caught = (work: Promise<unknown>): Promise<WorkflowError> =>
  work.then(
    () => expect.unreachable(),
    (thrown: WorkflowError) => thrown,
  );

const dated = flow({
  name: 'dated',
  inputs: z.object({ who: z.string(), times: z.number().optional() }),
  steps({ step }) {
    const rich = step(makeRich as AnyTask) as unknown as { output: (name: string) => never };
    return { day: rich.output('day'), big: rich.output('big') } as never;
  },
});
const other = flow({ name: 'other', steps: ({ shell: run }) => void run('a', 'true') });

it('gives typed outputs, and finds a run only for its own workflow', async () => {
  await using m = await machine({ byValue: true });
  const runs = runner(m.engine);
  const handle = await runs.start(dated, { who: 'ann' });
  expect(await handle.outcome()).toMatchObject({
    status: 'completed',
    outputs: { day: new Date('2026-11-21T10:00:00.000Z'), big: -(2n ** 64n) },
  });
  expect((await (await runs.find(dated, handle.id)).outcome()).status).toBe('completed');
  expect((await caught(runs.find(other, handle.id))).code).toBe('PLAN_CHANGED');
});

it('lists every problem of the inputs', async () => {
  await using m = await machine({ byValue: true });
  const wrong = { times: 'x', more: 1 } as never;
  const error = await caught(runner(m.engine).start(dated, wrong));
  expect(error.code).toBe('INPUT_INVALID');
  expect(error.diagnostics.map((one) => one.path)).toEqual([
    ['inputs', 'who'],
    ['inputs', 'times'],
    ['inputs', 'more'],
  ]);
});

it('runs tasks of an app that is a default export', async () => {
  const module = new URL('./fixtures/app.ts', import.meta.url);
  const hello = { ...makeRich, name: 'hello', calls: [], secretNames: [] } as never;
  await using m = await machine({
    ports: { tasks: createTaskRegistry({ module, tasks: [hello] }) },
  });
  const done = await m.run([task('hello', 'hello', { who: 'ann' })]);
  expect(done.outputs('hello')).toEqual({ text: 'hello ann' });
});

it.each([false, true])('lets one run of a group go at a time (cancels: %s)', async (cancels) => {
  await using m = await machine();
  const more = { concurrency: { group: 'one', cancelInProgress: cancels } };
  const wait = 'echo in >> "$LEDGER"; until test -e go; do sleep 0.02; done; echo out >> "$LEDGER"';
  const first = await m.start([shell('a', wait)], more);
  await expect.poll(() => m.ledger(), { timeout: 4000 }).toEqual(['in']);
  const second = await m.start([shell('a', `${note('second')}; touch go`)], more);
  if (!cancels) await m.start([shell('go', 'touch go')]);
  expect((await m.finish(second)).outcome.status).toBe('completed');
  expect((await m.finish(first)).outcome.status).toBe(cancels ? 'cancelled' : 'completed');
  expect(m.ledger()).toEqual(cancels ? ['in', 'second'] : ['in', 'out', 'second']);
});

it('lets one nested workflow of a group go at a time, in one run and in several', async () => {
  await using m = await machine();
  const inner = plan(
    [shell('a', 'echo in >> "$LEDGER"'), shell('b', 'echo out >> "$LEDGER"', { needs: ['a'] })],
    { concurrency: { group: 'deploy', queue: 'max' } },
  );
  const nest = (id: string) => ({
    id,
    run: { kind: 'workflow' as const, plan: inner, inputs: {} },
  });
  const first = await m.start([nest('x'), nest('y')]);
  const second = await m.start([nest('z')]);
  for (const run of [first, second]) {
    expect((await m.finish(run)).outcome.status).toBe('completed');
  }
  expect(m.ledger()).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
});

it.each([
  ['never', ['bad', 'clean']],
  ['dependencies-successful', ['bad', 'clean', 'free']],
  ['always', ['bad', 'after', 'clean', 'free']],
] as const)('goes on after a failure as the policy says: %s', async (how, ran) => {
  await using m = await machine();
  const steps = [
    shell('bad', `${note('bad')}; exit 3`),
    shell('after', note('after'), { needs: ['bad'] }),
    shell('clean', note('clean'), { needs: ['bad'], when: 'always()' }),
    shell('free', note('free')),
  ];
  const runId = 'r' as RunId;
  const policy = { continue: how, maxParallel: 1 };
  await m.engine.start({ runId, plan: plan(steps), inputs: {}, policy });
  expect((await m.finish(runId)).outcome).toMatchObject({ status: 'failed', step: 'bad' });
  expect(m.ledger()).toEqual(ran);
  const again = await m.engine.rerun(runId, ['bad' as StepKey]);
  await m.finish(again);
  expect(m.ledger()).toEqual([...ran, ...ran.filter((step) => how === 'never' || step !== 'free')]);
});

it('refuses a policy that nobody can follow', async () => {
  await using m = await machine();
  const start = { runId: 'r' as RunId, plan: plan([shell('a', note('a'))]), inputs: {} };
  const wrong = m.engine.start({ ...start, policy: { maxParallel: 0 } });
  expect((await caught(wrong)).code).toBe('INPUT_INVALID');
  expect(m.ledger()).toEqual([]);
});

it('runs a kind of step that the host brings', async () => {
  const llm = {
    kind: 'llm' as const,
    run: async (attempt: { inputs: unknown }) => ({
      outputs: { said: (attempt.inputs as JsonObject)['prompt'] ?? null },
    }),
  };
  await using m = await machine({ ports: { runners: [llm as never] } });
  const done = await m.run([{ id: 'ask', run: { kind: 'llm', prompt: 'hello' } }]);
  expect(done.outputs('ask')).toMatchObject({ said: 'hello' });
});

it('says what it cannot do before anything runs', async () => {
  await using m = await machine();
  const image = { image: 'node:22' };
  const steps = [
    shell('first', note('first')),
    shell('boxed', 'true', { placement: { runsOn: 'ubuntu-latest', container: image } }),
    shell('db', 'true', { placement: { runsOn: 'ubuntu-latest', services: { db: image } } }),
    { id: 'file', run: { kind: 'workflow' as const, path: 'x.yml', inputs: {} } },
  ];
  const error = await caught(m.start(steps, { kind: 'automation' }));
  const said = error.diagnostics.map((one) => one.message).join('\n');
  for (const what of ['`boxed` needs containers', '`db` needs containers', '`x.yml`']) {
    expect(said).toContain(what);
  }
  expect(m.ledger()).toEqual([]);
});
