import { expect, test } from 'vitest';
import { explainPlan } from '../src/run/index.ts';
import { plan, step } from './run-driver.ts';

test('says what would run, what not and why, with the values in the condition', () => {
  const explained = explainPlan(
    plan([
      step('publish', ['build'], { when: "inputs.environment == 'prod'" }),
      step('build'),
      step('announce', ['publish']),
      step('clean', ['publish'], { when: 'always()' }),
      step('look', ['build'], { when: "steps.build.outputs.v == '1'" }),
      { id: 'ok', needs: ['build'], run: { kind: 'gate', acceptors: ['ana'], onReject: 'fail' } },
    ]),
    { inputs: { environment: 'dev' } },
  );
  expect(explained.map((each) => `${each.step} ${each.verdict}: ${each.reason}`)).toEqual([
    'publish skipped: its condition is false',
    'build runs: it needs nothing',
    'announce skipped: its need `publish` is skipped',
    'clean runs: its condition is true',
    'look unknown: `steps.build.outputs.v` is decided at run time',
    'ok waits: a person decides: ana',
  ]);
  expect(explained[0]?.facts).toEqual([{ expression: 'inputs.environment', value: 'dev' }]);
});
