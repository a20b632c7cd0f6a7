import { WorkflowError } from '@sluice/core/plan';
import type { StepKey } from '@sluice/core/run';
import { expect, it } from 'vitest';
import { machine, shell, task } from './support/machine.ts';

const note = (name: string): string => `echo ${name} >> "$LEDGER"`;

it('skips what needs a failed step, and lets the others finish', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('bad', `${note('bad')}; exit 1`),
    shell('after', note('after'), { needs: ['bad'] }),
    shell('always', note('always'), { needs: ['bad'], when: 'always()' }),
    shell('other', note('other')),
  ]);
  expect(done.outcome).toMatchObject({ status: 'failed', step: 'bad' });
  expect(done.result('after')).toBe('step-skipped');
  expect(m.ledger().sort()).toEqual(['always', 'bad', 'other']);
});

it('tries again as often as said', async () => {
  await using m = await machine();
  const flaky = `${note('x')}; test "$(wc -l < "$LEDGER")" -ge 3`;
  const done = await m.run([shell('flaky', flaky, { retry: { attempts: 3, backoffMs: 1 } })]);
  expect(done.outcome.status).toBe('completed');
  expect(m.ledger()).toHaveLength(3);
  const again = await m.run([
    shell('never', `${note('y')}; exit 1`, { retry: { attempts: 2, backoffMs: 1 } }),
  ]);
  expect(again.outcome.status).toBe('failed');
  expect(m.ledger().filter((line) => line === 'y')).toHaveLength(2);
});

it('ends a step that takes too long, and tries it again', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('slow', `${note('slow')}; sleep 600`, {
      timeoutMs: 150,
      retry: { attempts: 2, backoffMs: 1 },
    }),
  ]);
  expect(done.outcome).toMatchObject({ status: 'failed', error: { code: 'STEP_TIMED_OUT' } });
  // Counted in the history: a busy machine may end an attempt before its command has begun.
  expect(done.events.filter((event) => event.type === 'step-started')).toHaveLength(2);
  expect(done.events.filter((event) => event.type === 'step-timed-out')).toHaveLength(2);
});

it('runs each leg of a matrix once', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('leg', 'echo "$A-$B" >> "$LEDGER"', {
      matrix: {
        axes: [
          ['a', [1, 2]],
          ['b', ['x', 'y']],
        ],
      },
      env: { A: '${{ matrix.a }}', B: '${{ matrix.b }}' },
    }),
  ]);
  expect(done.outcome.status).toBe('completed');
  expect(m.ledger().sort()).toEqual(['1-x', '1-y', '2-x', '2-y']);
});

it('waits for a person, and goes on with the answer', async () => {
  await using m = await machine();
  const run = await m.start([
    shell('make', 'echo draft'),
    {
      id: 'accept',
      needs: ['make'],
      run: {
        kind: 'gate',
        review: '${{ steps.make.outputs.stdout }}',
        acceptors: ['ana'],
        onReject: 'fail',
      },
    },
    shell('publish', note('publish'), { needs: ['accept'] }),
  ]);
  const waiting = await m.engine.outcome(run);
  if (waiting.status !== 'waiting') throw new Error(waiting.status);
  const [gate] = waiting.gates;
  expect(gate).toMatchObject({ step: 'accept', review: 'draft' });
  expect(m.ledger()).toEqual([]);
  const decision = {
    decisionId: '1',
    accepted: true,
    by: 'ana',
    reviewHash: gate?.reviewHash ?? '',
  };
  const step = 'accept' as StepKey;
  await expect(m.engine.answer(run, step, { ...decision, by: 'bob' })).rejects.toMatchObject({
    code: 'ACCEPTOR_REFUSED',
  });
  await expect(m.engine.answer(run, step, { ...decision, reviewHash: 'x' })).rejects.toThrow();
  expect(await m.engine.answer(run, step, decision)).toBe('recorded');
  expect(await m.engine.answer(run, step, decision)).toBe('already-decided');
  expect(await m.engine.outcome(run)).toMatchObject({ status: 'completed' });
  expect(m.ledger()).toEqual(['publish']);
});

it('refuses what it cannot do before anything runs, all of it at once', async () => {
  await using m = await machine();
  const steps = [
    shell('first', note('first')),
    task('typo', 'gret', { who: 'x' }),
    { id: 'ask', run: { kind: 'llm' as const, prompt: 'hello' } },
    { id: 'saved', run: { kind: 'workflow' as const, name: 'not-there', inputs: {} } },
  ];
  const error = await m.start(steps).catch((thrown: unknown) => thrown);
  if (!WorkflowError.is(error)) throw error;
  expect(error.diagnostics.map((each) => each.code)).toEqual([
    'WORKFLOW_NOT_FOUND',
    'TASK_UNKNOWN',
    'WORKFLOW_INVALID',
  ]);
  expect(error.message).toContain('no runner');
  const inputs = { n: { schema: { type: 'number' }, required: true } };
  await expect(m.start([shell('a', note('a'))], { inputs }, { m: 1 })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    diagnostics: [{ path: ['inputs', 'n'] }, { path: ['inputs', 'm'] }],
  });
  expect(m.ledger()).toEqual([]);
});

it('hands over outputs that are too large for the history', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('make', 'head -c 300000 /dev/zero | tr "\\0" a'),
    shell('count', 'printf %s "$V" | wc -c', {
      needs: ['make'],
      env: { V: '${{ steps.make.outputs.stdout }}' },
    }),
  ]);
  expect(done.outputs('count')?.['stdout']).toMatch(/^\s*300000$/);
});
