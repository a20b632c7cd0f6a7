import { expect, test } from 'vitest';
import type { PlanMatrix } from '../src/plan/plan.ts';
import { Drive, plan, step } from './run-driver.ts';

const legs = (matrix: PlanMatrix, inputs = {}) => {
  const drive = new Drive().start(plan([step('t', [], { matrix })]), inputs).run();
  return drive.executed.length > 0 ? drive.executed : drive.outcome();
};

test('legs are named by typed values in the order of the axes', () => {
  expect(
    legs({
      axes: [
        ['os', ['linux', 'mac os']],
        ['v', [1, '1']],
      ],
    }),
  ).toEqual(['t[os=linux,v=1]', "t[os=linux,v='1']", 't[os=mac%20os,v=1]', "t[os=mac%20os,v='1']"]);
});

test('exclude matches in part; include merges where it contradicts no original value, or adds a leg', () => {
  expect(
    legs({
      axes: [
        ['fruit', ['apple', 'pear']],
        ['animal', ['cat', 'dog']],
      ],
      exclude: [{ fruit: 'pear', animal: 'dog' }],
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    }),
  ).toEqual([
    't[fruit=apple,animal=cat,color=pink]',
    't[fruit=apple,animal=dog,color=green]',
    't[fruit=pear,animal=cat,color=pink]',
    't[fruit=banana]',
    't[fruit=banana,animal=cat]',
  ]);
});

test('a dynamic axis is the list of an expression; empty, too long or no list at all is MATRIX_INVALID', () => {
  const axis = (list: unknown) =>
    legs({ axes: [['n', '${{ inputs.list }}']] }, { list: list as never });
  expect(axis([1, 2])).toEqual(['t[n=1]', 't[n=2]']);
  for (const wrong of [[], 'text', null, Array.from({ length: 257 }, (_, n) => n), [1, 1]]) {
    expect(axis(wrong)).toMatchObject({
      status: 'failed',
      step: 't',
      error: { code: 'MATRIX_INVALID' },
    });
  }
});

test('outputs are lists in leg order, whatever order the legs end in', () => {
  const drive = new Drive(({ step }) => (step.startsWith('t') ? 'hold' : { outputs: {} })).start(
    plan([step('t', [], { matrix: { axes: [['n', [1, 2, 3]]] } })], {
      outputs: { all: '${{ steps.t.outputs.v }}' },
    }),
  );
  drive.run();
  for (const n of [3, 1, 2]) drive.end(`t[n=${n}]`, 1, { outputs: n === 2 ? {} : { v: n } });
  drive.run();
  expect(drive.outcome()).toEqual({ status: 'completed', outputs: { all: [1, null, 3] } });
});

test('fail-fast cancels queued legs and those in flight; the first result of an attempt counts', () => {
  const drive = new Drive(() => 'hold').start(
    plan([step('t', [], { matrix: { axes: [['n', [1, 2, 3]]], maxParallel: 2 } })]),
  );
  drive.run();
  expect(drive.executed).toEqual(['t[n=1]', 't[n=2]']);
  drive.end('t[n=1]', 1, { fail: 'no' });
  expect(drive.commands()).toEqual([
    'cancel-step t[n=2] fail-fast',
    'cancel-step t[n=3] fail-fast',
  ]);
  drive.run().end('t[n=2]', 1, { outputs: { late: true } });
  expect(drive.results()).toEqual({
    t: 'failure',
    't[n=1]': 'failure',
    't[n=2]': 'cancelled',
    't[n=3]': 'cancelled',
  });
  expect(drive.outcome()).toMatchObject({ status: 'failed', step: 't[n=1]' });
});

test('without fail-fast all legs run; a leg that may fail neither stops the others nor fails the step', () => {
  const worker = ({ step }: { step: string }) =>
    step === 't[n=1]' ? { fail: 'no' } : { outputs: { v: step } };
  const free = new Drive(worker)
    .start(plan([step('t', [], { matrix: { axes: [['n', [1, 2]]], failFast: false } })]))
    .run();
  expect(free.results()).toEqual({ t: 'failure', 't[n=1]': 'failure', 't[n=2]': 'success' });
  const tolerant = new Drive(worker)
    .start(
      plan([
        step('t', [], {
          continueOnError: '${{ matrix.n == 1 }}',
          matrix: { axes: [['n', [1, 2]]], maxParallel: 1 },
        }),
      ]),
    )
    .run();
  expect(tolerant.results()).toEqual({ t: 'success', 't[n=1]': 'failure', 't[n=2]': 'success' });
  expect(tolerant.outputs('t')).toEqual({ v: [null, 't[n=2]'], results: ['failure', 'success'] });
});

test('results are how the legs ended and artifacts are lists, in leg order, also of a step that failed', () => {
  const seen: unknown[] = [];
  const drive = new Drive(({ step, inputs }) => {
    if (step === 'after') seen.push(inputs);
    return step === 'after' ? { outputs: {} } : 'hold';
  }).start(
    plan([
      step('t', [], {
        artifacts: ['log'],
        matrix: { axes: [['n', [1, 2, 3]]], failFast: false },
      }),
      step('after', ['t'], {
        when: 'always()',
        run: {
          kind: 'task',
          task: 'after',
          inputs: {
            results: '${{ steps.t.outputs.results }}',
            logs: '${{ steps.t.artifacts.log }}',
          },
        },
      }),
    ]),
  );
  drive.run().end('t[n=2]', 1, { fail: 'no' });
  const log = { artifact: 'log' };
  drive.append({
    type: 'step-completed',
    step: 't[n=3]' as never,
    attempt: 1,
    outputs: { value: {} },
    artifacts: { log: log as never },
  });
  drive.end('t[n=1]', 1, { outputs: {} }).run();
  expect(seen).toEqual([{ results: ['success', 'failure', 'success'], logs: [null, null, log] }]);
});
