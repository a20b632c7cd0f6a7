import { expect, test } from 'vitest';
import { evolve } from '../src/run/index.ts';
import { Drive, plan, step } from './run-driver.ts';

test('a retry waits for its timer, and the waits double', () => {
  let left = 2;
  const drive = new Drive(() => (left-- > 0 ? { fail: 'no' } : { outputs: { v: 1 } }))
    .start(plan([step('a', [], { retry: { attempts: 3, backoffMs: 100 } })]))
    .run();
  expect(drive.history.at(-1)).toMatchObject({
    type: 'timer-set',
    timer: 'retry:a:1',
    fireAt: 1100,
  });
  drive.now = 1100;
  drive.fire('retry:a:1').run();
  expect(drive.history.at(-1)).toMatchObject({
    type: 'timer-set',
    timer: 'retry:a:2',
    fireAt: 1300,
  });
  drive.fire('retry:a:2').run();
  expect(drive.executed).toEqual(['a', 'a#2', 'a#3']);
  expect(drive.outcome()?.status).toBe('completed');
});

test('a time-out is a failure', () => {
  const drive = new Drive(() => ({ timeout: true })).start(plan([step('a')])).run();
  expect(drive.outcome()).toMatchObject({ status: 'failed', error: { code: 'STEP_TIMED_OUT' } });
});

test('a lost attempt spends no retry, and its late result says nothing', () => {
  const drive = new Drive(() => 'hold')
    .start(plan([step('a', [], { retry: { attempts: 2, backoffMs: 1 } })]))
    .run();
  for (const attempt of [1, 2, 3]) {
    drive.append({ type: 'attempt-lost', step: 'a' as never, attempt, worker: 'w' }).run();
  }
  drive
    .end('a', 1, { outputs: { late: true } })
    .end('a', 4, { fail: 'no' })
    .run();
  expect(drive.results()).toEqual({ a: 'retrying' });
  drive
    .end('a', 4, { outputs: { late: true } })
    .fire('retry:a:4')
    .run()
    .end('a', 5, { outputs: { v: 1 } })
    .run();
  expect(drive.outputs('a')).toEqual({ v: 1 });
});

test('an event that cannot follow is INTERNAL', () => {
  const drive = new Drive(() => 'hold').start(plan([step('a'), step('b', ['a'])])).run();
  for (const fact of [
    { type: 'step-completed', step: 'x', attempt: 1, outputs: { value: {} }, artifacts: {} },
    { type: 'step-completed', step: 'a', attempt: 2, outputs: { value: {} }, artifacts: {} },
    { type: 'step-scheduled', step: 'a', attempt: 1, inputs: { value: {} } },
    { type: 'timer-fired', timer: 'never' },
    { type: 'gate-answered', step: 'a', decision: {} },
  ]) {
    expect(() => evolve(drive.state, { ...fact, seq: 9, at: 9 } as never)).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }),
    );
  }
});

test('pause starts nothing; resume goes on', () => {
  const drive = new Drive(() => 'hold').start(plan([step('a'), step('b', ['a'])])).run();
  drive.append({ type: 'paused', by: 'ana' }).end('a', 1, { outputs: {} });
  expect(drive.commands()).toEqual([]);
  drive.append({ type: 'resumed', by: 'ana' });
  expect(drive.commands()).toEqual(['schedule-step b']);
});

test('cancelling: running steps stop, pending ones are cancelled, always() and cancelled() clean up', () => {
  const drive = new Drive(({ step }) =>
    step === 'clean' || step === 'note' ? { outputs: {} } : 'hold',
  ).start(
    plan([
      step('a'),
      step('b', ['a']),
      step('clean', ['b'], { when: 'always()' }),
      step('note', ['a'], { when: 'cancelled()' }),
      step('keep', [], { when: 'always()' }),
    ]),
  );
  drive.run().append({ type: 'cancel-requested', by: 'ana', reason: 'enough' });
  expect(drive.commands()).toEqual(['cancel-step a run-cancelled']);
  drive.run();
  expect(drive.results()).toEqual({
    a: 'cancelled',
    b: 'cancelled',
    clean: 'success',
    note: 'success',
    keep: 'running',
  });
  drive.end('keep', 1, { outputs: {} }).run();
  expect(drive.outcome()).toEqual({ status: 'cancelled', by: 'ana', reason: 'enough' });
  expect(drive.executed).toEqual(['a', 'keep', 'note', 'clean']);
});

test('a concurrency group is had before anything runs; the older of two runs is superseded', () => {
  const workflow = plan([step('a'), step('b', ['a'])], {
    concurrency: { group: 'deploy-${{ inputs.env }}', cancelInProgress: true },
  });
  const first = new Drive(() => 'hold').start(workflow, { env: 'prod' });
  const second = new Drive(() => 'hold').start(workflow, { env: 'prod' });
  expect(first.commands()).toEqual(['acquire-concurrency deploy-prod']);
  first.append({ type: 'concurrency-acquired', group: 'deploy-prod' }).run();
  expect(first.executed).toEqual(['a']);
  expect(second.run().commands()).toEqual(['acquire-concurrency deploy-prod']);
  first.append({ type: 'concurrency-superseded', group: 'deploy-prod', by: 'r2' as never });
  expect(first.commands()).toEqual(['cancel-step a superseded']);
  first.run();
  expect(first.outcome()).toMatchObject({ status: 'cancelled', by: 'run:r2' });
  second.append({ type: 'concurrency-acquired', group: 'deploy-prod' }).run();
  expect(second.executed).toEqual(['a']);
});

test('a step waits for its own group without holding a slot', () => {
  const drive = new Drive()
    .start(
      plan([step('a', [], { placement: { concurrency: { group: 'g' } } }), step('b')], {
        kind: 'flow',
      }),
    )
    .run();
  expect(drive.executed).toEqual(['b']);
  drive.append({ type: 'concurrency-acquired', group: 'g', step: 'a' as never }).run();
  expect(drive.executed).toEqual(['b', 'a']);
});
