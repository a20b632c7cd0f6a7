import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runWorkflow, type WorkflowRun, type WorkflowRunOptions } from '../src/index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'github-host-'));
  mkdirSync(join(root, 'repository/.github/workflows'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, yaml: string): string {
  const file = `.github/workflows/${name}.yml`;
  writeFileSync(join(root, 'repository', file), yaml);
  return file;
}

function run(yaml: string, options: Partial<WorkflowRunOptions> = {}): Promise<WorkflowRun> {
  return runWorkflow({
    checkout: join(root, 'repository'),
    file: write('main', yaml),
    scratch: join(root, 'scratch'),
    event: { name: 'push' },
    ...options,
  });
}

const results = (ended: WorkflowRun) =>
  Object.fromEntries(Object.values(ended.jobs).map((job) => [job.id, job.result]));
const steps = (ended: WorkflowRun, job: string) =>
  ended.jobs[job]?.legs[0]?.steps.map((step) => `${step.id} ${step.outcome}/${step.conclusion}`);

test('outputs go from step to job to the job that needs it, byte for byte', async () => {
  const nasty = `a b'; $(touch X) "\n line2`;
  const ended = await run(
    `
on: push
jobs:
  one:
    runs-on: ubuntu-latest
    outputs: { value: '\${{ steps.make.outputs.value }}' }
    steps:
      - id: make
        env: { VALUE: ${JSON.stringify(nasty)} }
        run: |
          printf 'value<<END\\n%s\\nEND\\n' "$VALUE" >> "$GITHUB_OUTPUT"
  two:
    needs: one
    runs-on: ubuntu-latest
    steps:
      - id: take
        env: { VALUE: '\${{ needs.one.outputs.value }}' }
        run: printf '%s' "$VALUE" > got && cp got "$RUNNER_TEMP/got"
`,
  );
  expect(results(ended)).toEqual({ one: 'success', two: 'success' });
  expect(ended.jobs['one']?.outputs).toEqual({ value: nasty });
  expect(readFileSync(join(root, 'scratch/run/two-0/temp/got'), 'utf8')).toBe(nasty);
});

test('after a failure a step is skipped unless its condition asks for the status', async () => {
  const ended = await run(`
on: push
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - { id: tolerated, run: exit 3, continue-on-error: true }
      - { id: fails, run: exit 3 }
      - { id: plain, run: 'true' }
      - { id: quoted, if: "'always()' == 'x'", run: 'true' }
      - { id: always, if: always(), run: 'true' }
      - { id: asks, if: "failure() && steps.fails.outcome == 'failure'", run: 'true' }
      - { id: broken, if: always(), env: { X: "\${{ fromJSON('') }}" }, run: 'true' }
`);
  expect(steps(ended, 'one')).toEqual([
    'tolerated failure/success',
    'fails failure/failure',
    'plain skipped/skipped',
    'quoted skipped/skipped',
    'always success/success',
    'asks success/success',
    'broken failure/failure',
  ]);
});

test('a skip goes down the whole chain of jobs, past one that ran always', async () => {
  const ended = await run(`
on: push
jobs:
  first: { if: github.ref_name == 'other', runs-on: u, steps: [{ run: 'true' }] }
  second: { needs: first, if: always(), runs-on: u, steps: [{ run: 'true' }] }
  third: { needs: second, runs-on: u, steps: [{ run: 'true' }] }
  fourth: { needs: third, if: "!cancelled() && needs.third.result == 'skipped'", runs-on: u, steps: [{ run: 'true' }] }
`);
  expect(results(ended)).toEqual({
    first: 'skipped',
    second: 'success',
    third: 'skipped',
    fourth: 'success',
  });
});

test('legs share the outputs; a failed one stops those that have not begun', async () => {
  const yaml = (failFast: boolean) => `
on: push
jobs:
  legs:
    runs-on: u
    strategy:
      fail-fast: ${failFast}
      matrix:
        os: [a, b]
        node: [1, 2]
        exclude: [{ os: a, node: 2 }]
        include: [{ os: a, extra: x }, { os: c }]
    outputs: { last: '\${{ steps.say.outputs.last }}' }
    steps:
      - id: say
        env: { LEG: '\${{ toJSON(matrix) }}', OS: '\${{ matrix.os }}' }
        run: |
          test "$OS" = c || echo "last=$OS" >> "$GITHUB_OUTPUT"
          echo $LEG
      - { if: matrix.node == 1 && matrix.os == 'b', run: exit 1 }
`;
  const stopped = await run(yaml(true));
  expect(stopped.jobs['legs']?.legs.map((leg) => [leg.leg, leg.result])).toEqual([
    [{ os: 'a', node: 1, extra: 'x' }, 'success'],
    [{ os: 'b', node: 1 }, 'failure'],
    [{ os: 'b', node: 2 }, 'cancelled'],
    [{ os: 'c' }, 'cancelled'],
  ]);
  rmSync(join(root, 'scratch'), { recursive: true });
  const all = await run(yaml(false));
  expect(all.jobs['legs']).toMatchObject({ result: 'failure', outputs: { last: 'b' } });
});

test('environment files, paths and masks reach the steps after them', async () => {
  const ended = await run(
    `
on: push
env: { A: top, B: top }
jobs:
  one:
    runs-on: u
    env: { B: job }
    defaults: { run: { shell: bash } }
    steps:
      - run: |
          echo "C=from file" >> "$GITHUB_ENV"
          mkdir bin && printf '#!/bin/sh\\necho tool' > bin/tool && chmod +x bin/tool
          echo "$PWD/bin" >> "$GITHUB_PATH"
          echo "::add-mask::hidden"
          echo "hidden $SECRET"
      - id: seen
        run: echo "all=$A $B $C $(tool)" >> "$GITHUB_OUTPUT"
      - { id: pipe, run: 'false | true' }
`,
    { secrets: { TOKEN: 's3cret' } },
  );
  expect(ended.jobs['one']?.legs[0]?.steps[1]?.outputs).toEqual({ all: 'top job from file tool' });
  expect(steps(ended, 'one')?.at(-1)).toBe('pipe failure/failure');
  expect(ended.log).toContain('***');
  expect(ended.log).not.toContain('hidden ');
});

test('artifacts are directories that later jobs bring back; a name is used once', async () => {
  const ended = await run(`
on: push
jobs:
  make:
    runs-on: u
    steps:
      - run: mkdir -p 'out/a b' && echo one > 'out/a b/f' && touch out/.hidden
      - { uses: actions/upload-artifact@v7, with: { name: wheel, path: out } }
      - { id: again, uses: actions/upload-artifact@v7, with: { name: wheel, path: out }, continue-on-error: true }
  take:
    needs: make
    runs-on: u
    steps:
      - { uses: actions/download-artifact@v8, with: { name: wheel, path: got } }
      - run: test "$(cat 'got/a b/f')" = one && test ! -e got/.hidden
`);
  expect(results(ended)).toEqual({ make: 'success', take: 'success' });
  expect(steps(ended, 'make')?.at(-1)).toBe('again failure/success');
  expect(Object.keys(ended.artifacts)).toEqual(['wheel']);
});

test('a job calls a workflow: typed inputs, named secrets, outputs', async () => {
  write(
    'callee',
    `
on:
  workflow_call:
    inputs: { flag: { type: boolean }, word: { type: string, required: true } }
    secrets: { KEY: { required: true } }
    outputs: { said: { value: '\${{ jobs.say.outputs.said }}' } }
jobs:
  say:
    runs-on: u
    outputs: { said: '\${{ steps.s.outputs.said }}' }
    steps:
      - id: s
        env: { WORD: '\${{ inputs.word }}', KEY: '\${{ secrets.KEY }}', OTHER: '\${{ secrets.OTHER }}' }
        if: inputs.flag
        run: echo "said=$WORD-\${#KEY}-\${#OTHER}" >> "$GITHUB_OUTPUT"
`,
  );
  const ended = await run(
    `
on: workflow_dispatch
jobs:
  call:
    uses: ./.github/workflows/callee.yml
    with: { flag: true, word: "it''s" }
    secrets: { KEY: '\${{ secrets.KEY }}' }
  after:
    needs: call
    if: needs.call.outputs.said == 'it''''s-3-0'
    runs-on: u
    steps: [{ run: 'true' }]
`,
    { event: { name: 'workflow_dispatch' }, secrets: { KEY: 'abc', OTHER: 'x' } },
  );
  expect(ended.jobs['call']?.outputs).toEqual({ said: "it''s-3-0" });
  expect(results(ended)['after']).toBe('success');
});

test('what GitHub refuses is refused, with its words', async () => {
  await expect(
    run('on: push\njobs: { one: { runs-on: u, steps: [{ run: a, environment: x }] } }'),
  ).rejects.toThrow('environment');
});

test('inputs of a dispatch are typed, checked and have defaults', async () => {
  const yaml = `
on: { workflow_dispatch: { inputs: { level: { type: choice, options: [a, b], default: b }, dry: { type: boolean } } } }
jobs: { one: { if: "inputs.level == 'b' && !inputs.dry && github.event.inputs.dry == 'false'", runs-on: u, steps: [{ run: 'true' }] } }
`;
  const event = { name: 'workflow_dispatch' };
  expect(results(await run(yaml, { event }))).toEqual({ one: 'success' });
  await expect(run(yaml, { event, inputs: { level: 'c' } })).rejects.toThrow('level');
});

test('a job that its environment rejects fails, and what needs it is skipped', async () => {
  const ended = await run(
    `
on: push
jobs:
  gate: { runs-on: u, environment: production, steps: [{ run: 'true' }] }
  ship: { needs: gate, runs-on: u, steps: [{ run: 'true' }] }
`,
    { approve: (environment) => environment !== 'production' },
  );
  expect(results(ended)).toEqual({ gate: 'failure', ship: 'skipped' });
});
