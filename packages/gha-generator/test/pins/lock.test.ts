import { app, automation, setup, task } from '@sluice/core';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  type ActionLock,
  type ActionResolver,
  EMPTY_LOCK,
  generate,
  type LockedAction,
  parseActionLock,
  pinActions,
  pinsOf,
  printActionLock,
  printGitHubLock,
} from '../../src/index.ts';

const sha = (digit: string) => digit.repeat(40);
const action = (tag: string, commit: string, uses?: readonly string[]): LockedAction => ({
  tag,
  sha: commit,
  date: '2026-11-01',
  ownerId: 1,
  repoId: 2,
  ...(uses && { uses }),
});

/** Looks up in a table, and counts how often it was asked. */
function table(found: Readonly<Record<string, LockedAction>>) {
  const asked: string[] = [];
  const resolver: ActionResolver = {
    async resolve(uses) {
      asked.push(uses);
      const { date: _, ...known } = found[uses] ?? action('', '');
      if (known.sha === '') throw new Error(`nothing known of ${uses}`);
      return known;
    },
  };
  return { resolver, asked };
}

const hello = task({ name: 'hello', run() {} });
const project = app({
  entryPoint: 'npx sluice',
  commands: {},
  bootstrap: [setup.checkout(), setup.action('octo/tools/rust@v1')],
  automations: [automation({ name: 'greet', jobs: ({ job }) => void job(hello) })],
});

test('what is used and not locked is looked up once, with what it uses itself', async () => {
  const { resolver, asked } = table({
    'octo/tools/rust@v1': action('v1.2.3', sha('a'), ['octo/cache@v2']),
    'octo/cache@v2': action('v2.0.0', sha('b')),
    'actions/checkout@v7': action('v7.0.9', sha('c')),
  });
  const actions = generate(project).actions;
  expect(actions).toEqual(['actions/checkout@v7', 'octo/tools/rust@v1']);
  const first = await pinActions(EMPTY_LOCK, { actions, resolver, date: '2026-11-21' });
  expect(first.added).toEqual(['actions/checkout@v7', 'octo/cache@v2', 'octo/tools/rust@v1']);
  expect(first.lock.actions['octo/cache@v2']).toEqual({
    ...action('v2.0.0', sha('b')),
    date: '2026-11-21',
  });
  const again = await pinActions(first.lock, { actions, resolver, date: '2026-12-01' });
  expect(again).toEqual({ lock: first.lock, added: [], moved: [], removed: [] });
  expect(asked).toHaveLength(3);
});

test('an update tells what has moved, and what is not used any more goes', async () => {
  const before: ActionLock = {
    ...EMPTY_LOCK,
    actions: {
      'a/one@v1': action('v1.0.0', sha('1')),
      'a/two@v1': action('v1.0.0', sha('2')),
      'a/old@v1': action('v1', sha('3')),
    },
  };
  const { resolver } = table({
    'a/one@v1': action('v1.1.0', sha('4')),
    'a/two@v1': action('v1.0.0', sha('2')),
  });
  const request = { actions: ['a/one@v1', 'a/two@v1'], resolver, date: '2026-11-21', update: true };
  const { lock, moved, removed } = await pinActions(before, request);
  expect([moved, removed]).toEqual([['a/one@v1'], ['a/old@v1']]);
  expect(lock.actions['a/one@v1']?.date).toBe('2026-11-21');
  expect(lock.actions['a/two@v1']?.date).toBe('2026-11-01');
});

test('a lock survives printing, whatever the order of its entries', () => {
  const one: ActionLock = {
    version: 1,
    policy: { '*': 'sha', actions: 'tag' },
    actions: {
      'b/b@v1': action('v1.0.0', sha('1')),
      'a/a@v1': action('v1.0.0', sha('2'), ['b/b@v1']),
    },
  };
  const other = { ...one, actions: Object.fromEntries(Object.entries(one.actions).reverse()) };
  expect(parseActionLock(printActionLock(one))).toEqual(one);
  expect(printActionLock(other)).toBe(printActionLock(one));
});

test.each([
  ['{', 'is not JSON'],
  ['[]', 'is not of version 1'],
  ['{"version":2}', 'is not of version 1'],
  ['{"version":1,"policy":{"*":"branch"}}', 'has no policy `branch`'],
  ['{"version":1,"actions":{"a/b@v1":{"tag":"v1","sha":"main"}}}', 'has a damaged entry, `a/b@v1`'],
])('%s is refused', (text, words) => {
  expect(() => parseActionLock(text)).toThrow(words);
});

test('files are written by commit with the tag beside it, or by the full tag where the owner is trusted', () => {
  const lock: ActionLock = {
    version: 1,
    policy: { actions: 'tag' },
    actions: {
      'actions/checkout@v7': action('v7.0.9', sha('c')),
      'octo/tools/rust@v1': action('v1.2.3', sha('a')),
    },
  };
  const { files, diagnostics } = generate(project, { pins: pinsOf(lock) });
  expect(files[0]?.content).toContain('uses: actions/checkout@v7.0.9\n');
  expect(files[0]?.content).toContain(`uses: octo/tools/rust@${sha('a')} # v1.2.3\n`);
  expect(diagnostics).toEqual([]);
});

test("GitHub's own lock names what each file uses, by repository, and what that uses", () => {
  const lock: ActionLock = {
    version: 1,
    policy: { actions: 'tag' },
    actions: {
      'actions/checkout@v7': action('v7.0.9', sha('c')),
      'octo/tools/rust@v1': action('v1.2.3', sha('a'), ['Octo/Cache/save@v2']),
      'Octo/Cache/save@v2': action('v2.0.0', sha('b')),
    },
  };
  const all = generate(project, { pins: pinsOf(lock) }).files;
  const files = all.filter(({ workflow }) => workflow === 'greet');
  expect(parse(printGitHubLock(files, lock))).toEqual({
    version: 'v0.0.2',
    workflows: {
      '.github/workflows/greet.yml': [
        'actions/checkout@v7.0.9',
        'octo/cache@v2',
        `octo/tools@${sha('a')}`,
      ],
    },
    dependencies: {
      'actions/checkout@v7.0.9': {
        ref: 'v7.0.9',
        commit: `sha1-${sha('c')}`,
        owner_id: 1,
        repo_id: 2,
      },
      'octo/cache@v2': { ref: 'v2', commit: `sha1-${sha('b')}`, owner_id: 1, repo_id: 2 },
      [`octo/tools@${sha('a')}`]: {
        ref: 'v1.2.3',
        commit: `sha1-${sha('a')}`,
        owner_id: 1,
        repo_id: 2,
        uses: ['octo/cache@v2'],
      },
    },
  });
  expect(() => printGitHubLock(files, EMPTY_LOCK)).toThrow('is not locked');
});
