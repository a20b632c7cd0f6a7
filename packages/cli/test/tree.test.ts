import type { LogLine, RunView, StepView } from '@sluice/core/run';
import { expect, test } from 'vitest';
import { createCallBook } from '../src/view/call-book.ts';
import { fullTree } from '../src/view/frame.ts';
import { createLogBook } from '../src/view/log-book.ts';
import { treeOf } from '../src/view/tree.ts';

const step = (key: string, status: StepView['status'], more: object = {}): StepView =>
  ({ step: key, name: key.replace(/^.*\//, ''), status, attempt: 1, ...more }) as StepView;

function shown(steps: readonly StepView[], more: object = {}): readonly string[] {
  const run = { workflow: 'w', startedAt: 0, finishedAt: 60_000, steps, gates: [], ...more };
  const state = treeOf(run as unknown as RunView, 0, 0, {
    tail: () => [],
    calls: () => [],
    machine: () => '',
    cancelNote: () => 'another step failed',
    skipNote: () => 'why not',
  });
  return fullTree(state, 80).slice(1);
}

test('legs go by their values, nested steps by their names, later rounds by their number', () => {
  const legs = [step('test[os=mac%20os,node=22]', 'success')];
  const nested = [step('release/build', 'success', { name: 'Build it' })];
  expect(
    shown([
      step('test', 'success', { children: legs }),
      step('release', 'success', { children: nested }),
      step('draft', 'success', { name: 'draft' }),
      step('draft@2', 'success', { name: 'draft' }),
    ]),
  ).toEqual([
    '✓ test',
    '  ✓ os=mac os, node=22',
    '✓ release',
    '  ✓ Build it',
    '✓ draft',
    '✓ draft (round 2)',
  ]);
});

test('the steps of a turn stand under its item; a body of one step is the item', () => {
  const one = ['a', 'b'].map((item) => step(`each[${item}]/check`, 'success'));
  const more = [
    step('all[E%2F1]/draft', 'success'),
    step('all[E%2F1]/review', 'pending'),
    step('all[E2]/draft', 'failure', { error: { code: 'X', message: 'No.\nMore.' } }),
    step('all[E2]/review', 'skipped'),
  ];
  expect(
    shown([step('each', 'success', { children: one }), step('all', 'running', { children: more })]),
  ).toEqual([
    '✓ each',
    '  ✓ a',
    '  ✓ b',
    '⠋ all',
    '  ⠋ E/1',
    '    ✓ draft',
    '    · review',
    '  ✗ E2',
    '    ✗ draft   No.',
    '    - review  why not',
  ]);
});

test('a gate says whom it waits for, and a step that is tried again, when', () => {
  const gates = [
    { step: 'ok', review: null, reviewHash: '', acceptors: ['ada', 'bob'], deadlineAt: 120_000 },
  ];
  expect(
    shown(
      [
        step('ok', 'waiting'),
        step('again', 'retrying', {
          attempt: 2,
          retryAt: 63_000,
          error: { code: 'X', message: 'No.' },
        }),
      ],
      { gates },
    ),
  ).toEqual([
    '? ok     waits for ada or bob, 1m 00s left',
    '↻ again  attempt 2  again in 3.0s: No.',
  ]);
});

test('a name that would move the cursor does not', () => {
  expect(shown([step('a', 'success', { name: 'a\u001b[2J\u009b1mb' })])).toEqual(['✓ ab']);
});

const line = (text: string, more: Partial<LogLine> = {}): LogLine => ({
  line: 1,
  at: 5,
  stream: 'log',
  text,
  ...more,
});

test('calls are a tree; another attempt begins with none', () => {
  const book = createCallBook();
  const say = (at: number, status: 'running' | 'success' | 'failure', ...path: string[]): void =>
    book.add('s', line('', { at, call: { path, status } }));
  say(1, 'running', 'pack');
  say(2, 'running', 'pack', 'zip');
  say(3, 'success', 'pack', 'zip');
  say(4, 'running', 'pack-2');
  say(5, 'failure', 'pack');
  const shape = (nodes: ReturnType<typeof book.read>): unknown =>
    nodes.map(({ label, status, startedAt, finishedAt, calls = [] }) => [
      label,
      status,
      startedAt,
      finishedAt,
      shape(calls),
    ]);
  expect(shape(book.read('s'))).toEqual([
    ['pack', 'failure', 1, 5, [['zip', 'success', 2, 3, []]]],
    ['pack-2', 'running', 4, undefined, []],
  ]);
  book.forget('s');
  expect(book.read('s')).toEqual([]);
});

test('the book of logs keeps the last lines within bounds, and counts the others', () => {
  const book = createLogBook();
  for (let n = 0; n < 25_000; n++) book.add('s', line(`line ${n}`));
  expect(book.tail('s', 2)).toEqual(['line 24998', 'line 24999']);
  const kept = book.take('s');
  expect(kept.lines.length + kept.dropped).toBe(25_000);
  expect(kept.lines).toHaveLength(10_000);
  expect(kept.lines[0]).toBe('line 15000');
  expect(book.read('s').lines).toEqual([]);
  for (let n = 0; n < 20; n++) book.add('wide', line('x'.repeat(1024 * 1024)));
  expect(book.read('wide').lines.length).toBeLessThan(5);
});
