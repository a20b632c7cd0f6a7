import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evolve, initialState, view } from '../src/run/index.ts';
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
    { type: 'step-completed', step: 'b', attempt: 1, outputs: { value: {} }, artifacts: {} },
    { type: 'step-timed-out', step: 'b', attempt: 1 },
    { type: 'no-event' },
    { type: 'matrix-expanded', step: 'b', legs: 7 },
  ]) {
    expect(() => evolve(drive.state, { ...fact, seq: 9, at: 9 } as never)).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }),
    );
    expect(drive.results()).toEqual({ a: 'running', b: 'pending' });
  }
});

test('a gate that nobody answered cannot be completed', () => {
  const gate = step('g', [], { run: { kind: 'gate', acceptors: ['ana'], onReject: 'fail' } });
  const drive = new Drive().start(plan([gate, step('z', ['g'])])).run();
  expect(() => drive.end('g', 1, { outputs: {} })).toThrow(
    expect.objectContaining({ code: 'INTERNAL' }),
  );
  expect(drive.results()).toEqual({ g: 'waiting', z: 'pending' });
  expect(drive.answer('g', true).run().executed).toEqual(['z']);
});

test.each([null, undefined, 7, 'text', [], {}, { type: 7 }])('%j is no event', (garbage) => {
  for (const state of [initialState, new Drive().start(plan([step('a')])).state]) {
    expect(() => evolve(state, garbage as never)).toThrow(
      expect.objectContaining({ name: 'WorkflowError', code: 'INTERNAL' }),
    );
  }
});

test('whatever is written into a history, it can be folded or is refused, and the run can still be seen', {
  timeout: 60_000,
}, () => {
  const types = [
    ...['run-started', 'step-scheduled', 'step-started', 'step-completed', 'step-failed'],
    ...['step-timed-out', 'attempt-lost', 'step-cancelled', 'step-skipped', 'matrix-expanded'],
    ...['iteration-expanded', 'gate-opened', 'gate-answered', 'rework-opened', 'timer-set'],
    ...['timer-fired', 'concurrency-acquired', 'concurrency-superseded', 'paused', 'resumed'],
  ];
  const workflow = plan([
    step('a'),
    step('m', [], { matrix: { axes: [['n', [1, 2]]] } }),
    step('n', ['a'], { run: { kind: 'workflow', plan: plan([step('i')]), inputs: {} } }),
    step('g', [], { run: { kind: 'gate', acceptors: ['ana'], onReject: { rework: [], max: 1 } } }),
  ]);
  const garbage = fc.record(
    {
      type: fc.constantFrom(...types),
      step: fc.constantFrom('a', 'm', 'n', 'g', 'm[n=1]', 'n/i', 'x'),
      attempt: fc.oneof(fc.nat(3), fc.anything()),
      inputs: fc.anything(),
      outputs: fc.anything(),
      env: fc.anything(),
      path: fc.anything(),
      legs: fc.anything(),
      keys: fc.anything(),
      steps: fc.anything(),
      review: fc.anything(),
      decision: fc.anything(),
      timer: fc.anything(),
      policy: fc.anything(),
    },
    { requiredKeys: ['type', 'step'] },
  );
  fc.assert(
    fc.property(fc.nat(20), fc.array(garbage, { maxLength: 12 }), (length, events) => {
      const drive = new Drive().start(workflow).run();
      const cut = new Drive().append(...drive.history.slice(0, length + 1));
      for (const event of events) {
        try {
          cut.append(event as never);
        } catch (error) {
          expect(error).toMatchObject({ name: 'WorkflowError', code: 'INTERNAL' });
        }
        expect(() => view(cut.state)).not.toThrow(TypeError);
      }
    }),
    { numRuns: 200 },
  );
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
