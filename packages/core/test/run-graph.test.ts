import { expect, test } from 'vitest';
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
    'a tolerated failure counts as success, and says failure',
    [
      step('a', [], { continueOnError: true }),
      step('c', ['a'], { when: "steps.a.result == 'failure'" }),
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
