import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readCheckout } from '../src/run/checkout.ts';

function machine() {
  const base = mkdtempSync(join(tmpdir(), 'sluice-checkout-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const home = join(base, 'home');
  const repository = join(base, 'repository');
  for (const folder of [home, join(repository, 'deep', 'down')]) {
    mkdirSync(folder, { recursive: true });
  }
  const env = { HOME: home, PATH: process.env['PATH'] };
  const git = (cwd: string, ...args: string[]): string => {
    const options = { cwd, env, encoding: 'utf8', stdio: 'pipe' } as const;
    try {
      return execFileSync('git', args, options).trim();
    } catch {
      return '';
    }
  };
  const asked = (cwd: string) => ({
    sha: git(cwd, 'rev-parse', '--verify', '--quiet', 'HEAD'),
    branch: git(cwd, 'symbolic-ref', '--quiet', '--short', 'HEAD'),
    user: git(cwd, 'config', 'user.name'),
    remote: git(cwd, 'config', '--get', 'remote.origin.url'),
  });
  return { home, repository, env, git, asked };
}

test('the files of a repository say what git says', () => {
  const { home, repository, env, git, asked } = machine();
  const same = (cwd: string): void => expect(readCheckout(cwd, env)).toEqual(asked(cwd));
  same(repository);
  writeFileSync(
    join(home, '.gitconfig'),
    '[user]\n\tname = Ada Lovelace\n\temail = ada@example.test\n',
  );
  git(repository, 'init', '--initial-branch=feature/deep');
  same(repository);
  git(repository, 'commit', '--allow-empty', '--message=first');
  git(repository, 'remote', 'add', 'origin', 'git@example.test:ada/engine.git');
  expect(asked(repository)).toMatchObject({ branch: 'feature/deep', user: 'Ada Lovelace' });
  same(repository);
  same(join(repository, 'deep', 'down'));
  git(repository, 'config', 'user.name', 'Charles');
  git(repository, 'pack-refs', '--all');
  same(repository);
  git(repository, 'worktree', 'add', '../tree', '-b', 'other');
  same(join(repository, '..', 'tree'));
});

test('what is not plain is left to git', () => {
  const { home, repository, env, git } = machine();
  git(repository, 'init');
  git(
    repository,
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@b.c',
    'commit',
    '--allow-empty',
    '-m',
    'x',
  );
  expect(readCheckout(repository, env)).toBeDefined();
  expect(readCheckout(repository, { ...env, GIT_DIR: 'elsewhere' })).toBeUndefined();
  for (const text of ['[include]\n\tpath = other\n', '[user]\n\tname = "A # B"\n']) {
    writeFileSync(join(home, '.gitconfig'), text);
    expect(readCheckout(repository, env)).toBeUndefined();
  }
  rmSync(join(home, '.gitconfig'));
  git(repository, 'checkout', '--detach');
  expect(readCheckout(repository, env)).toBeUndefined();
});
