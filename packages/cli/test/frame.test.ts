import { describe, expect, test } from 'vitest';
import { frame, fullTree, type TreeNode, type TreeState } from '../src/index.ts';
import { displayWidth } from '../src/text/display-width.ts';
import { createStyle } from '../src/text/style.ts';

const node = (
  label: string,
  status: TreeNode['status'],
  more: Partial<TreeNode> = {},
): TreeNode => ({
  key: label,
  label,
  status,
  attempt: 1,
  tail: [],
  children: [],
  ...more,
});
const at = (seconds: number): number => 1_000_000 + seconds * 1000;
const state = (nodes: readonly TreeNode[]): TreeState => ({
  title: 'release',
  startedAt: at(0),
  now: at(65),
  tick: 0,
  nodes,
});
const example = state([
  node('lint', 'success', { startedAt: at(0), finishedAt: at(1.25) }),
  node('pack', 'running', {
    startedAt: at(61),
    tail: [
      'one',
      'two',
      'three',
      '\u001b[31mfour\u001b[0m\u0007 with a very long line that a narrow terminal cannot show whole',
    ],
  }),
  node('try', 'pending', {
    children: [
      node('entry=.', 'failure', {
        startedAt: at(2),
        finishedAt: at(3),
        note: 'It does not load.',
      }),
      node('entry=./plan', 'pending'),
    ],
  }),
  node('publish', 'skipped', { note: 'inputs.publish is false' }),
]);

describe('frame', () => {
  test('shows states, times, the last log lines and children, without colour', () => {
    expect(frame(example, 80, 24)).toEqual([
      'release  1m 05s  1 failed, 1 running, 1 done, 1 skipped, 1 to go',
      '✓ lint            1.3s',
      '⠋ pack            4s',
      '  │ two',
      '  │ three',
      '  │ four with a very long line that a narrow terminal cannot show whole',
      '· try',
      '  ✗ entry=.       1.0s  It does not load.',
      '  · entry=./plan',
      '- publish         inputs.publish is false',
    ]);
  });

  test('cuts every line to a narrow terminal', () => {
    const lines = frame(example, 40, 24);
    expect(lines[0]).toBe('release  1m 05s  ✗1 ⠋1 ✓1 -1 ·1');
    expect(lines[5]).toBe('  │ four with a very long line that a n…');
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(40);
  });

  test('counts wide characters as two cells', () => {
    const wide = state([
      node('構築とテストを並列に実行する手順', 'running', { startedAt: at(60) }),
    ]);
    const [, line = ''] = frame(wide, 20, 24);
    expect(line).toBe('⠋ 構築とテスト…  5s');
    expect(displayWidth(line)).toBe(19);
  });

  const many = state([
    ...Array.from({ length: 4 }, (_, n) => node(`done-${n}`, 'success')),
    node('group', 'pending', { children: [node('part', 'pending')] }),
    node('fails', 'failure', { note: 'broken', tail: ['earlier', 'last'] }),
    ...Array.from({ length: 3 }, (_, n) =>
      node(`runs-${n}`, 'running', { startedAt: at(60), tail: ['earlier', 'log'] }),
    ),
    ...Array.from({ length: 4 }, (_, n) => node(`later-${n}`, 'pending')),
  ]);

  test.each([
    [23, ['+2 more: 2 done', 'done-2']],
    [20, ['+4 more: 4 done', 'earlier', 'later-3']],
    [14, ['+7 more: 4 done, 3 to go', 'later-0', 'log', 'last', 'group']],
    [10, ['+9 more: 4 done, 5 to go', 'log', 'group']],
    [7, ['+10 more: 4 done, 6 to go', 'runs-2']],
  ])(
    'in %i rows: finished steps go first, then logs, steps to come, and groups where nothing goes on',
    (rows, [more, ...there]) => {
      const lines = frame(many, 80, rows);
      expect(lines.length).toBeLessThan(rows);
      expect(lines.at(-1)).toBe(`  ${more}`);
      const text = lines.join('\n');
      for (const word of [...there, 'fails', 'runs-0', 'runs-1', 'runs-2']) {
        expect(text).toContain(word);
      }
    },
  );

  test('a terminal that becomes narrower, down to 40 columns, still has all of it on its screen', () => {
    const wordy = state(
      Array.from({ length: 12 }, (_, n) =>
        node(`step-${n}`, 'running', { startedAt: at(60), tail: ['x'.repeat(200)] }),
      ),
    );
    const lines = frame(wordy, 80, 24);
    const broken = lines.reduce((sum, line) => sum + Math.ceil(displayWidth(line) / 40), 0);
    expect(broken).toBeLessThan(24);
    expect(lines.filter((line) => line.includes('│')).length).toBeGreaterThan(2);
  });

  test('at 40 columns names give way to times, and the headline to symbols', () => {
    const narrow = state([
      node('a-name-that-is-longer-than-the-screen-of-a-telephone', 'running', {
        startedAt: at(0),
        attempt: 3,
      }),
      node('short', 'success', { startedAt: at(0), finishedAt: at(0.4) }),
    ]);
    expect(frame({ ...narrow, notice: 'cancelling… (you)' }, 40, 24)).toEqual([
      'release  1m 05s  cancelling… (you)  ⠋1 …',
      '⠋ a-name-that-is-lon…  1m 05s  attempt 3',
      '✓ short               400ms',
    ]);
  });

  test('a terminal with few characters gets others', () => {
    const lines = frame(example, 80, 24, createStyle(false, false)).join('\n');
    expect(lines).toContain('√ lint');
    expect(lines).toContain('| pack');
    expect(lines).toContain('× entry=.');
  });

  test('tasks that a task calls stand below it, and are not counted', () => {
    const calls = [
      node('pack', 'success', {
        startedAt: at(1),
        finishedAt: at(2),
        calls: [node('zip', 'success')],
      }),
      node('pack-2', 'running', { startedAt: at(60) }),
    ];
    expect(frame(state([node('all', 'running', { startedAt: at(0), calls })]), 80, 24)).toEqual([
      'release  1m 05s  1 running',
      '⠋ all       1m 05s',
      '  ✓ pack    1.0s',
      '    ✓ zip',
      '  ⠋ pack-2  5s',
    ]);
  });

  test('stays below the height of the terminal, whatever the height', () => {
    for (let rows = 2; rows < 30; rows++) {
      expect(frame(example, 80, rows).length).toBeLessThanOrEqual(Math.max(1, rows - 1));
    }
  });

  test('the full tree has every step and no log', () => {
    expect(fullTree(example, 80)).toEqual([
      'release  1m 05s  1 failed, 1 running, 1 done, 1 skipped, 1 to go',
      '✓ lint            1.3s',
      '⠋ pack            4s',
      '· try',
      '  ✗ entry=.       1.0s  It does not load.',
      '  · entry=./plan',
      '- publish         inputs.publish is false',
    ]);
  });
});
