import { expect, test } from 'vitest';
import { session, shellPlan } from './support/session.ts';

const each = (over: string, steps: readonly object[], more: object = {}) => ({
  run: {
    kind: 'each',
    loop: 'item',
    over: `\${{ fromJSON('${over}') }}`,
    steps,
    outputs: {},
    ...more,
  },
});
const say = (more: object = {}) => ({
  id: 'say',
  env: { ITEM: '${{ toJSON(each.item.item) }}' },
  run: { kind: 'shell', command: 'echo "says $ITEM"; case $ITEM in *bad*) exit 3;; esac' },
  ...more,
});
const plan = shellPlan(
  {
    pages: each(
      '["a","a","bad"]',
      [say(), { id: 'after', needs: ['say'], run: { kind: 'shell', command: 'true' } }],
      { maxParallel: 1 },
    ),
    keyed: each('[{"id":"E1"}]', [say()], { key: 'id' }),
    outer: each('[["x"]]', [
      {
        id: 'inner',
        run: {
          kind: 'each',
          loop: 'deep',
          over: '${{ each.item.item }}',
          steps: [{ ...say(), env: {} }],
          outputs: {},
        },
      },
    ]),
  },
  { kind: 'automation' },
);
const HASH = /[0-9a-f]{12}/;

test('a turn without a key of its own is shown by its number, in lines, in the log and in what failed', async () => {
  const ended = await session({ 'plan.json': plan }).sluice(['run', 'plan.json']);
  expect(ended.code).toBe(1);
  expect(ended.stderr).not.toMatch(HASH);
  expect(ended.stderr).toContain('pages[#1]/say | says "a"\n');
  expect(ended.stderr).toContain('pages[#2]/say | says "a"\n');
  expect(ended.stderr).toContain('✗ pages[#3]/say failed');
  expect(ended.stderr).toContain('\nLog of pages[#3]/say\n  says "bad"\n');
  expect(ended.stderr).toMatch(/✗ pages\[#3\]\/say: .* \[EXEC_FAILED\]/);
  expect(ended.stderr).toContain('keyed[E1]/say | says');
  expect(ended.stderr).toContain('✓ outer[#1]/inner[#1]/say ');
});

test('and in the tree', async () => {
  const ended = await session({ 'plan.json': plan }).sluice(['run', 'plan.json'], {
    terminal: true,
  });
  const tree = ended.stderr.slice(ended.stderr.lastIndexOf('work  ')).replace(/ +[\d.]+m?s.*/g, '');
  expect(tree).toContain('  ✓ #2\n    ✓ say\n    ✓ after\n  ✗ #3\n    ✗ say\n    - after');
  expect(tree).toContain('✓ keyed\n  ✓ E1\n');
  expect(tree).not.toMatch(HASH);
});

test('programs get the keys of the history, and so does whoever may type one', async () => {
  const here = session({ 'plan.json': plan });
  const json = await here.sluice(['run', 'plan.json', '--json']);
  expect(json.stdout).toMatch(/"step":"pages\[[0-9a-f]{12}\.2\]\/say"/);
  const kept = await here.sluice(['run', 'plan.json', '--workspace=ws']);
  expect(kept.stderr).toMatch(/pages\[[0-9a-f]{12}\]\/say \| says "a"/);
});

test('a gate in a turn is asked for by its number', async () => {
  const gate = {
    kind: 'gate',
    review: '${{ each.item.item }}',
    acceptors: ['role:editor'],
    onReject: 'fail',
  };
  const here = session({
    'plan.json': shellPlan({ all: each('["one"]', [{ id: 'review', run: gate }]) }),
  });
  const ended = await here.sluice(['run', 'plan.json', '--log-order=stream'], {
    terminal: true,
    onStderr(text, act) {
      if (text.endsWith('[y/n] ')) act.type('y\n');
    },
  });
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain('? all[#1]/review waits for role:editor\n');
});
