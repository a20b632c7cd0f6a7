/** Steps for another operating system run here, and every view says so once. */
import { describe, expect, test } from 'vitest';
import { otherSystems } from '../src/explain/other-system.ts';
import { fullTree } from '../src/view/frame.ts';
import { session } from './support/session.ts';

const other = process.platform === 'darwin' ? 'windows-latest' : 'macos-latest';
const own =
  process.platform === 'darwin'
    ? 'macOS'
    : process.platform === 'win32'
      ? 'windows-2025'
      : 'ubuntu-24.04';
const shell = (id: string, runsOn: unknown, more: object = {}): object => ({
  id,
  run: { kind: 'shell', command: `echo ${id}` },
  placement: { runsOn },
  ...more,
});
const plan = {
  irVersion: 1,
  kind: 'automation',
  name: 'work',
  steps: [
    shell('here', own),
    shell('there', other),
    shell('labels', ['self-hosted', '${{ inputs.label }}']),
    shell('legs', '${{ matrix.os }}', { matrix: { axes: [['os', [own, other]]] } }),
    shell('unknown', 'big-machine'),
    {
      id: 'job',
      placement: { runsOn: other },
      run: {
        kind: 'workflow',
        plan: {
          irVersion: 1,
          name: 'inner',
          steps: [
            { id: 'one', run: { kind: 'shell', command: 'true' } },
            { id: 'two', needs: ['one'], run: { kind: 'shell', command: 'true' } },
          ],
        },
        inputs: {},
      },
    },
  ],
  inputs: { label: { schema: { type: 'string' }, required: false, default: other } },
};
const mark = `here, not on ${other}`;

describe('a step for another operating system', () => {
  test('plain lines say so where it starts', async () => {
    const made = session({ 'plan.json': plan });
    const { stderr, code } = await made.sluice(['run', 'plan.json']);
    expect(code).toBe(0);
    const marked = stderr.split('\n').filter((line) => line.includes('here, not on'));
    expect(marked.sort()).toEqual([
      `> job/one (${mark})`,
      `> labels (${mark})`,
      `> legs[os=${other}] (${mark})`,
      `> there (${mark})`,
    ]);
  });

  test('the live tree says so behind its name', async () => {
    const made = session({ 'plan.json': plan });
    const { stderr } = await made.sluice(['run', 'plan.json'], { terminal: true });
    const tree = stderr.slice(stderr.lastIndexOf('✓ here'));
    const marked = tree.split('\n').filter((line) => line.includes('here, not on'));
    expect(marked.map((line) => line.trim().split(/\s+/)[1])).toEqual([
      'there',
      'labels',
      `os=${other}`,
      'job',
    ]);
  });

  test.each([['plan'], ['--dry-run']])('%s says so', async (how) => {
    const made = session({ 'plan.json': plan });
    const words = how === 'plan' ? ['plan', 'plan.json'] : ['run', 'plan.json', '--dry-run'];
    const { stdout } = await made.sluice(words);
    const marked = stdout.split('\n').filter((line) => line.includes(mark));
    expect(marked.map((line) => line.trim().split(/\s+/)[1]).sort()).toEqual([
      'job',
      'labels',
      'legs',
      'there',
    ]);
  });

  test('a dry run for programs has the labels of all legs', async () => {
    const made = session({ 'plan.json': plan });
    const { stdout } = await made.sluice(['run', 'plan.json', '--dry-run', '--json']);
    const { steps } = JSON.parse(stdout) as { steps: { step: string; runsOn?: string[] }[] };
    expect(Object.fromEntries(steps.map(({ step, runsOn }) => [step, runsOn]))).toEqual({
      here: [own],
      there: [other],
      labels: ['self-hosted', other],
      legs: [own, other],
      unknown: ['big-machine'],
      job: [other],
    });
  });
});

test.each([
  ['linux', ['windows-2025', 'Windows', 'macos-15-xlarge', 'macOS']],
  ['darwin', ['ubuntu-24.04-arm', 'Linux', 'windows-2025', 'Windows']],
  ['win32', ['ubuntu-24.04-arm', 'Linux', 'macos-15-xlarge', 'macOS']],
] as const)('on %s', (platform, found) => {
  const labels = ['ubuntu-24.04-arm', 'Linux', 'windows-2025', 'Windows', 'macos-15-xlarge'];
  const all = [...labels, 'macOS', 'self-hosted', 'x64', 'windowsill', 'gpu'];
  expect(otherSystems(all, platform)).toEqual(found);
});

test('the mark stands before what went wrong', () => {
  const node = { key: 'a', label: 'a', status: 'failure', attempt: 1, tail: [], children: [] };
  const state = { title: 'work', startedAt: 0, now: 1000, tick: 0 };
  const nodes = [{ ...node, status: 'failure' as const, machine: mark, note: 'it broke' }];
  expect(fullTree({ ...state, nodes }, 80).at(-1)).toMatch(/ {2}here, not on \S+ {2}it broke$/);
});
