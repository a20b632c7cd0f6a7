import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appFile, type Project, project } from './project.ts';

const tasks = "const hello = task({ name: 'hello', run() {} });\n";
const automation = (name: string) =>
  `const ${name} = automation({ name: '${name}', jobs: ({ job }) => void job(hello) });\n`;
const source = (...names: string[]) =>
  appFile(tasks + names.map(automation).join(''), 'hello', names.join(', '));

const workflow = (made: Project, name: string) =>
  join(made.folder, `.github/workflows/${name}.yml`);
const sha = (digit: string) => digit.repeat(40);

/** A lock with everything that the default set-up uses. */
const lock = {
  version: 1,
  actions: {
    'actions/checkout@v7': {
      tag: 'v7.0.1',
      sha: sha('a'),
      date: '2026-11-01',
      ownerId: 1,
      repoId: 2,
    },
    'actions/setup-node@v7': {
      tag: 'v7.2.0',
      sha: sha('b'),
      date: '2026-11-01',
      ownerId: 1,
      repoId: 3,
    },
  },
};

test('pinning from another lock writes the lock, and names what it does not find', async () => {
  const made = project({ 'sluice.ts': source('build'), 'other.json': JSON.stringify(lock) });
  expect((await made.sluice(['gha', 'generate'])).stderr).toContain('Not pinned to a commit');
  expect((await made.sluice(['gha', 'pin', '--from=other.json'])).stderr).toBe(
    `locked   actions/checkout@v7  v7.0.1 aaaaaaaaaaaa
locked   actions/setup-node@v7  v7.2.0 bbbbbbbbbbbb
Now run sluice gha generate.
`,
  );
  expect((await made.sluice(['gha', 'generate'])).stderr).toBe('');
  // Everything is locked already, so nobody is asked.
  expect((await made.sluice(['gha', 'pin', '--policy=actions=tag'])).code).toBe(0);
  await made.sluice(['gha', 'generate']);
  expect(readFileSync(workflow(made, 'build'), 'utf8')).toContain(
    'uses: actions/checkout@v7.0.1\n',
  );
  expect((await made.sluice(['gha', 'export', '--stdout'])).stdout).toContain(
    `commit: 'sha1-${sha('a')}'`,
  );
  rmSync(join(made.folder, '.github/sluice.lock.json'));
  writeFileSync(join(made.folder, 'other.json'), '{"version":1,"actions":{}}');
  const missing = await made.sluice(['gha', 'pin', '--from=other.json']);
  expect(missing.stderr).toContain(
    'error[GHA_LOCK_INVALID]: `actions/checkout@v7` is not in that lock.',
  );
  expect(existsSync(join(made.folder, '.github/sluice.lock.json'))).toBe(false);
});
