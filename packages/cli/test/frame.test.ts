import { describe, expect, test } from 'vitest';
import { frame, fullTree, type TreeNode, type TreeState } from '../src/index.ts';
import { displayWidth } from '../src/text/display-width.ts';

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
      'release  1m 05s  1 failed, 1 running, 1 done, 1 to go',
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
    expect(lines[0]).toBe('release  1m 05s  ✗1 ⠋1 ✓1 ·1');
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

  test('drops finished steps first, then logs, then steps to come, and never running or failed ones', () => {
    const many = state([
      ...Array.from({ length: 10 }, (_, n) => node(`done-${n}`, 'success')),
      node('fails', 'failure', { note: 'broken' }),
      ...Array.from({ length: 3 }, (_, n) =>
        node(`runs-${n}`, 'running', { startedAt: at(60), tail: ['log'] }),
      ),
      ...Array.from({ length: 10 }, (_, n) => node(`later-${n}`, 'pending')),
    ]);
    const lines = frame(many, 80, 10);
    expect(lines).toHaveLength(9);
    expect(lines.slice(1)).toEqual([
      '✗ fails    broken',
      '⠋ runs-0   5s',
      '⠋ runs-1   5s',
      '⠋ runs-2   5s',
      '· later-0',
      '· later-1',
      '· later-2',
      '  +17 more: 10 done, 7 to go',
    ]);
  });

  test('stays below the height of the terminal, whatever the height', () => {
    for (let rows = 2; rows < 30; rows++) {
      expect(frame(example, 80, rows).length).toBeLessThanOrEqual(Math.max(1, rows - 1));
    }
  });

  test('the full tree has every step and no log', () => {
    expect(fullTree(example, 80)).toEqual([
      'release  1m 05s  1 failed, 1 running, 1 done, 1 to go',
      '✓ lint            1.3s',
      '⠋ pack            4s',
      '· try',
      '  ✗ entry=.       1.0s  It does not load.',
      '  · entry=./plan',
      '- publish         inputs.publish is false',
    ]);
  });
});
