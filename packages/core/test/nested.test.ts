import { expect, test } from 'vitest';
import {
  gatherNested,
  type Json,
  nestedIn,
  type Plan,
  readPlan,
  validate,
  WorkflowError,
} from '../src/plan/index.ts';

/** Files by their path from the folder of the outermost plan; what was read, in order. */
function files(plans: Readonly<Record<string, Json>>): {
  readonly byPath: (path: string) => Promise<Plan>;
  readonly read: string[];
} {
  const read: string[] = [];
  return {
    read,
    async byPath(path) {
      read.push(path);
      const json = plans[path];
      if (json !== undefined) return readPlan(json);
      throw new WorkflowError('WORKFLOW_NOT_FOUND', `There is no file \`${path}\`.`);
    },
  };
}
const nests = (...paths: string[]): Json => ({
  name: 'nests',
  steps: paths.map((path, index) => ({ id: `s${index}`, run: { kind: 'workflow', path } })),
});
const leaf: Json = {
  name: 'leaf',
  inputs: { who: { schema: { type: 'string' }, required: true } },
  outputs: { said: '${{ steps.say.outputs.stdout }}' },
  steps: [{ id: 'say', run: 'echo ${{ inputs.who }}' }],
};

test('a path is relative to the file that nests it, and each file is read once', async () => {
  const source = files({
    'lib/a.yml': nests('./deep/b.yml', '../c.yml', '../lib//deep/../deep/b.yml'),
    'lib/deep/b.yml': nests('../../c.yml', '../../../outside.yml', '/rooted/d.yml'),
    'c.yml': nests(),
    '../outside.yml': nests('more.yml'),
    '../more.yml': nests(),
    '/rooted/d.yml': nests('e.yml'),
    '/rooted/e.yml': nests(),
  });
  const { plans, findings } = await gatherNested(readPlan(nests('lib/a.yml', 'c.yml')), source);
  expect(findings).toEqual([]);
  expect(source.read).toEqual([
    'lib/a.yml',
    'lib/deep/b.yml',
    'c.yml',
    '../outside.yml',
    '../more.yml',
    '/rooted/d.yml',
    '/rooted/e.yml',
  ]);
  expect(Object.keys(plans).sort()).toEqual([...source.read].sort());
});

test('what stands in iterations and in plans that are written out is found with its place', async () => {
  const inner = { ...(nests('gone.yml') as object), kind: 'flow' };
  const plan = readPlan({
    name: 'outer',
    inputs: { items: { schema: { type: 'array' }, required: true } },
    steps: [
      { id: 'written', run: { kind: 'workflow', plan: inner } },
      {
        id: 'loop',
        run: {
          kind: 'each',
          loop: 'item',
          over: '${{ inputs.items }}',
          steps: [{ id: 'x', run: { kind: 'workflow', path: 'lost.yml' } }],
        },
      },
    ],
  } as Json);
  const { findings } = await gatherNested(plan, files({}));
  expect(findings.map(({ code, path }) => [code, path?.join('/')])).toEqual([
    ['WORKFLOW_NOT_FOUND', 'steps/0/run/plan/steps/0/run'],
    ['WORKFLOW_NOT_FOUND', 'steps/1/run/steps/0/run'],
  ]);
});

test('files that nest each other are a cycle, however long; a diamond is none and costs nothing', async () => {
  const round = files({
    'a.yml': nests('b.yml'),
    'b.yml': nests('c.yml'),
    'c.yml': nests('a.yml'),
  });
  const { findings } = await gatherNested(readPlan(nests('a.yml')), round);
  expect(findings).toMatchObject([{ code: 'GRAPH_CYCLE', path: ['steps', 0, 'run'] }]);
  expect(findings[0]?.message).toContain('`a.yml` -> `b.yml` -> `c.yml` -> `a.yml`');

  const depth = 40; // walked path by path this would be 2^40
  const tower = files({
    ...Object.fromEntries(
      Array.from({ length: depth }, (_, at) => [
        `${at}.yml`,
        nests(`${at + 1}.yml`, `${at + 1}.yml`),
      ]),
    ),
    [`${depth}.yml`]: nests(),
  });
  expect((await gatherNested(readPlan(nests('0.yml')), tower)).findings).toEqual([]);
  expect(tower.read).toHaveLength(depth + 1);
});

test('workflows that nest each other too deep are told, not followed', async () => {
  const chain = files(
    Object.fromEntries(
      Array.from({ length: 200 }, (_, at) => [`${at}.yml`, nests(`${at + 1}.yml`)]),
    ),
  );
  const { findings } = await gatherNested(readPlan(nests('0.yml')), chain);
  expect(findings.map((each) => each.message)).toEqual([
    'Workflows nest each other more than 64 deep: `0.yml` … `64.yml`.',
  ]);
  expect(chain.read).toHaveLength(64);
});

test('what a nested file takes and gives is checked where it is nested', async () => {
  const plan = readPlan({
    name: 'outer',
    steps: [
      { id: 'call', run: { kind: 'workflow', path: 'lib/leaf.yml', inputs: { wo: 'x' } } },
      { id: 'use', run: 'echo ${{ steps.call.outputs.sad }}' },
    ],
  });
  const source = files({ 'lib/leaf.yml': leaf });
  const { plans } = await gatherNested(plan, source);
  const found = validate(plan, { nested: nestedIn(plans) });
  expect(found.map(({ code, path, hint }) => [code, path?.join('/'), hint])).toEqual([
    ['INPUT_INVALID', 'steps/0/run/inputs/wo', 'Did you mean `who`?'],
    ['INPUT_INVALID', 'steps/0/run/inputs', 'Give `who`.'],
    ['OUTPUT_UNDECLARED', 'steps/1/run/command', 'Did you mean `said`?'],
  ]);
  // The same, one level down: a finding about a nested file says which.
  const nested = files({
    'lib/leaf.yml': leaf,
    'lib/mid.yml': {
      name: 'mid',
      steps: [{ id: 'x', run: { kind: 'workflow', path: 'leaf.yml' } }],
    },
  });
  const { findings } = await gatherNested(readPlan(nests('lib/mid.yml')), nested);
  expect(findings.map((one) => one.message)).toEqual([
    '`lib/mid.yml`: The input `who` is missing.',
  ]);
});

test('a saved workflow nests others by name; a file has no place to start from there', async () => {
  const saved: Record<string, Json> = {
    first: { name: 'first', steps: [{ id: 'x', run: { kind: 'workflow', name: 'second' } }] },
    second: nests('file.yml'),
  };
  const byName = async (name: string): Promise<Plan> => readPlan(saved[name]!);
  const plan = readPlan({
    name: 'root',
    steps: [{ id: 'a', run: { kind: 'workflow', name: 'first' } }],
  });
  const { findings } = await gatherNested(plan, { byName, ...files({}) });
  expect(findings).toMatchObject([{ code: 'WORKFLOW_INVALID', path: ['steps', 0, 'run'] }]);
  expect(findings[0]?.message).toContain('`second` is a saved workflow');
  const without = await gatherNested(plan, {});
  expect(without.findings).toMatchObject([
    { code: 'WORKFLOW_NOT_FOUND', path: ['steps', 0, 'run'] },
  ]);
});
