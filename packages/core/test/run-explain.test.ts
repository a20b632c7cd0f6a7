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

test('steps of nested workflows and of iterations are explained with what they can see', () => {
  const inner = {
    ...plan([
      step('always-prod', [], { when: "inputs.to == 'prod'" }),
      step('maybe', [], { when: 'inputs.built' }),
      step('rest', ['maybe'], { when: '!failure()' }),
      step('facts', [], { when: "inputs.kept == 'kept' && inputs.left == null" }),
      step('bad', [], { when: 'inputs.broken' }),
    ]),
    inputs: Object.fromEntries(
      ['to', 'built', 'kept', 'left', 'broken'].map((name) => [
        name,
        { schema: {}, required: false, ...(name === 'kept' && { default: 'kept' }) },
      ]),
    ),
  };
  const inputs = {
    to: '${{ inputs.environment }}',
    built: '${{ steps.build.outputs.v }}',
    broken: "${{ fromJSON('{') }}",
  };
  const gate = { kind: 'gate' as const, acceptors: ['ana'], onReject: 'fail' as const };
  const workflow = plan([
    step('build'),
    step('written', ['build'], { run: { kind: 'workflow', plan: inner, inputs } }),
    step('saved', [], { run: { kind: 'workflow', name: 'release', inputs: {} } }),
    step('unknown', [], { run: { kind: 'workflow', name: 'nobody', inputs: {} } }),
    step('off', [], { when: 'false', run: { kind: 'workflow', plan: inner, inputs } }),
    step('each', [], {
      run: {
        kind: 'each',
        loop: 'each',
        over: '${{ inputs.list }}',
        steps: [
          step('item', [], { when: 'each.each.item.on' }),
          step('ask', ['item'], { run: gate }),
        ],
        outputs: {},
      },
    }),
  ]);
  const release = plan([
    step('r', [], { run: { kind: 'workflow', path: 'deep/x.json', inputs: {} } }),
  ]);
  const deep = plan([step('self', [], { run: { kind: 'workflow', path: 'x.json', inputs: {} } })]);
  const explained = explainPlan(workflow, {
    inputs: { environment: 'prod', list: [] },
    nested: { release, 'deep/x.json': deep },
  });
  const tell = (steps: typeof explained, indent = ''): string[] =>
    steps.flatMap((each) => [
      `${indent}${each.step} ${each.verdict}: ${each.reason}`,
      ...tell(each.steps ?? [], `${indent}  `),
    ]);
  expect(tell(explained)).toEqual([
    'build runs: it needs nothing',
    'written runs: its needs run',
    '  always-prod runs: its condition is true',
    '  maybe unknown: `inputs.built` is decided at run time',
    '  rest unknown: depends on `maybe`',
    '  facts runs: its condition is true',
    '  bad unknown: `inputs.broken` is decided at run time',
    'saved runs: it needs nothing',
    '  r runs: it needs nothing',
    '    self runs: it needs nothing',
    'unknown runs: it needs nothing',
    'off skipped: its condition is false',
    'each runs: it needs nothing',
    '  item unknown: `each.each.item` is decided at run time',
    '  ask unknown: depends on `item`',
  ]);
});

test('of a conjunction that is false, the first part that is', () => {
  const steps = [
    step('publish', [], { when: "!failure() && inputs.a == '1' && (inputs.b == '1' && inputs.a)" }),
    step('either', [], { when: "inputs.b == '1' || inputs.b == '2'" }),
    step('late', ['publish'], { when: "always() && inputs.b == '1'" }),
  ];
  const explained = explainPlan(plan(steps), { inputs: { a: '1', b: '0' } });
  const b = { condition: "inputs.b == '1'", facts: [{ expression: 'inputs.b', value: '0' }] };
  expect(explained.map(({ failing }) => failing)).toEqual([b, undefined, b]);
});
