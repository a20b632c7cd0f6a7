import { expect, test } from 'vitest';
import type { PlanStep } from '../src/plan/plan.ts';
import { Drive, plan, step } from './run-driver.ts';

const failing = (...ids: string[]) =>
  new Drive(({ step }) => (ids.includes(step) ? { fail: 'no' } : { outputs: { v: step } }));

test('a diamond runs by its needs, each step once', () => {
  const drive = failing().start(
    plan([step('a'), step('b', ['a']), step('c', ['a']), step('d', ['b', 'c'])], {
      outputs: { v: '${{ steps.d.outputs.v }}' },
    }),
  );
  expect(drive.commands()).toEqual(['schedule-step a']);
  drive.run();
  expect(drive.executed).toEqual(['a', 'b', 'c', 'd']);
  expect(drive.outcome()).toEqual({ status: 'completed', outputs: { v: 'd' } });
});

test.each([
  [
    'a failed need skips the whole chain',
    [step('a'), step('b', ['a']), step('c', ['b'])],
    { b: 'skipped need-failed', c: 'skipped need-failed' },
  ],
  [
    'failure() sees any ancestor',
    [step('a'), step('b', ['a']), step('c', ['b'], { when: 'failure()' })],
    { b: 'skipped need-failed', c: 'success' },
  ],
  [
    'always() runs after a failure',
    [step('a'), step('c', ['a'], { when: 'always()' })],
    { c: 'success' },
  ],
  [
    'success() looks through a step that ran after a failure',
    [step('a'), step('b', ['a'], { when: 'always()' }), step('c', ['b'])],
    { b: 'success', c: 'skipped need-failed' },
  ],
  [
    'the string always() is no status function',
    [step('a'), step('c', ['a'], { when: "'always()' == 'always()'" })],
    { c: 'skipped need-failed' },
  ],
  [
    'a tolerated failure counts as success, and is one to those that ask',
    [
      step('a', [], { continueOnError: true }),
      step('c', ['a'], { when: "steps.a.result == 'success'" }),
    ],
    { a: 'failure', c: 'success' },
  ],
  ['a step elsewhere goes on', [step('a'), step('z')], { z: 'success' }],
])('%s', (_, steps, expected) => {
  const drive = failing('a').start(plan(steps)).run();
  expect(drive.results()).toMatchObject({ a: 'failure', ...expected });
  expect(drive.outcome()?.status).toBe(steps[0]?.continueOnError ? 'completed' : 'failed');
});

test('a skipped need skips its dependents, unless their condition holds a status function', () => {
  const drive = failing().start(
    plan([
      step('a', [], { when: 'inputs.go' }),
      step('b', ['a']),
      step('c', ['a'], { when: '!failure()' }),
    ]),
    { go: false },
  );
  drive.run();
  expect(drive.results()).toEqual({
    a: 'skipped condition',
    b: 'skipped need-skipped',
    c: 'success',
  });
});

test('an expression that cannot be evaluated fails the step', () => {
  const drive = failing()
    .start(
      plan([
        step('a', [], { when: 'fromJSON(inputs.text)' }),
        step('b', [], { env: { X: '${{ fromJSON(inputs.text) }}' } }),
      ]),
      { text: '{' },
    )
    .run();
  expect(drive.executed).toEqual([]);
  expect(drive.results()).toEqual({ a: 'failure', b: 'failure' });
  expect(drive.outcome()).toMatchObject({
    status: 'failed',
    step: 'a',
    error: { code: 'EXPR_INVALID' },
  });
});

test('a flow runs one step after the other, an automation all at once', () => {
  const steps = [step('a'), step('b'), step('c')];
  const automation = new Drive(() => 'hold').start(plan(steps));
  expect(automation.commands()).toEqual(['schedule-step a', 'schedule-step b', 'schedule-step c']);
  const flow = new Drive(() => 'hold').start(plan(steps, { kind: 'flow' })).run();
  expect(flow.executed).toEqual(['a']);
  flow.end('a', 1, { outputs: {} });
  expect(flow.commands()).toEqual(['schedule-step b']);
  expect(flow.commands()).toEqual(['schedule-step b']);
});

test('values reach a command by the environment, and a secret as it is written', () => {
  let seen: unknown;
  const drive = new Drive((attempt) => {
    if (attempt.step === 'say') seen = attempt;
    return { outputs: { v: '$(boom)' } };
  }).start(
    plan([
      step('a'),
      {
        id: 'say',
        needs: ['a'],
        secrets: ['T'],
        env: { TOKEN: '${{ secrets.T }}', N: '${{ inputs.n }}' },
        run: { kind: 'shell', command: 'echo ${{ steps.a.outputs.v }}' },
      },
    ]),
    { n: 3 },
  );
  drive.run();
  expect(seen).toMatchObject({
    inputs: { command: 'echo "$STEPS_A_OUTPUTS_V"' },
    env: { STEPS_A_OUTPUTS_V: '$(boom)', TOKEN: '${{ secrets.T }}', N: '3' },
  });
});

test.each<[string, Partial<PlanStep>, (drive: Drive) => unknown]>([
  ['a task', {}, (drive) => drive],
  [
    'a gate',
    { run: { kind: 'gate', acceptors: ['ana'], onReject: 'fail' } },
    (drive) => drive.answer('a', false).run(),
  ],
  [
    'an iteration',
    {
      run: {
        kind: 'each',
        loop: 'l',
        over: '${{ inputs.list }}',
        steps: [step('bad')],
        outputs: {},
      },
    },
    (drive) => drive,
  ],
  [
    'a nested workflow',
    { run: { kind: 'workflow', plan: plan([step('bad')]), inputs: {} } },
    (drive) => drive,
  ],
  ['a step that fails before it begins', { env: { X: "${{ fromJSON('{') }}" } }, (drive) => drive],
])(
  'a text says whether %s may fail: it is evaluated before, and the history keeps the answer',
  (_, rest, act) => {
    for (const dry of [true, false]) {
      const may = { ...rest, continueOnError: '${{ inputs.dry }}' };
      const drive = new Drive(({ step: key }) => (key === 'z' ? { outputs: {} } : { fail: 'no' }))
        .start(plan([step('a', [], may), step('z', ['a'])]), { dry, list: [1] })
        .run();
      act(drive);
      expect(drive.results()).toMatchObject({
        a: 'failure',
        z: dry ? 'success' : 'skipped need-failed',
      });
      expect(drive.outcome()?.status).toBe(dry ? 'completed' : 'failed');
      // What the plan's text would say today does not matter to a history.
      const changed = drive.history.map((event) =>
        event.type === 'run-started' ? { ...event, inputs: { ...event.inputs, dry: !dry } } : event,
      );
      const folded = new Drive().append(...changed);
      expect(folded.results()).toEqual(drive.results());
    }
  },
);
