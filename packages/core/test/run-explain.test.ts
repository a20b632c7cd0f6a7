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
    'ok waits: waits for ana',
  ]);
  expect(explained[0]?.facts).toEqual([{ expression: 'inputs.environment', value: 'dev' }]);
});

test('a required input that was not given leaves open what looks at it, and names it', () => {
  const steps = [
    step('publish', [], { when: "inputs.environment == 'prod' && inputs.force" }),
    step('announce', ['publish']),
    step('note', ['publish'], { when: 'inputs.note' }),
    step('clean', ['publish'], { when: 'always()' }),
    step('tag', [], { when: "github.ref_type == 'tag'" }),
  ];
  const inputs = {
    environment: { schema: { type: 'string' }, required: true },
    force: { schema: { type: 'boolean' }, required: false, default: true },
    note: { schema: { type: 'string' }, required: false },
  } as const;
  const explained = explainPlan({ ...plan(steps), inputs }, { inputs: {} });
  expect(explained.map((each) => `${each.step} ${each.verdict}: ${each.reason}`)).toEqual([
    'publish unknown: unknown without `inputs.environment`',
    'announce unknown: depends on `publish`',
    'note skipped: its condition is false',
    'clean runs: its condition is true',
    'tag unknown: `github.ref_type` is decided at run time',
  ]);
  expect(explained[0]?.facts).toEqual([
    { expression: 'inputs.environment', value: undefined },
    { expression: 'inputs.force', value: true },
  ]);
});
