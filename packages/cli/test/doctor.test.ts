import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Check } from '../src/doctor/check.ts';
import { checkNode } from '../src/doctor/machine-checks.ts';
import { type Session, session } from './support/session.ts';

const real = (program: string) =>
  execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();

/** A machine with these programs: `git` is the real one, `gh` says what a test wants. */
const machine = (programs: { git?: boolean; gh?: 'in' | 'out' }) => {
  const made = session();
  const bin = join(made.folder, 'bin');
  mkdirSync(bin);
  if (programs.git === true) symlinkSync(real('git'), join(bin, 'git'));
  if (programs.gh !== undefined) {
    const script = `#!${real('sh')}\n[ "$1" = --version ] && echo "gh version 2.99.0 (today)" && exit 0\nexit ${programs.gh === 'in' ? 0 : 1}\n`;
    writeFileSync(join(bin, 'gh'), script);
    chmodSync(join(bin, 'gh'), 0o755);
  }
  return { made, env: { PATH: bin } };
};
const doctor = async (made: Session, env: Record<string, string>) => {
  const { code, stdout } = await made.sluice(['doctor', '--json'], { env });
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: readonly Check[] };
  expect(code).toBe(ok ? 0 : 1);
  return Object.fromEntries(checks.map((check) => [check.name, check]));
};

test('a machine without anything odd', async () => {
  const { made, env } = machine({ git: true, gh: 'in' });
  execFileSync('git', ['init', '-q', '-b', 'work'], { cwd: made.folder });
  const found = await doctor(made, env);
  expect(found['Node']).toMatchObject({ status: 'ok', message: process.versions.node });
  expect(found['git']).toMatchObject({ status: 'ok' });
  expect(found['gh']).toMatchObject({ status: 'ok', message: '2.99.0, logged in' });
  expect(found['secrets']?.status).toBe('note');
  expect(found['project']).toMatchObject({ status: 'note', hint: 'sluice init' });
});

test('no git is wrong; no gh, or one without a login, is not', async () => {
  const bare = machine({});
  const without = await doctor(bare.made, bare.env);
  expect(without['git']).toMatchObject({ status: 'wrong', message: 'not found' });
  expect(without['gh']?.status).toBe('note');
  const other = machine({ git: true, gh: 'out' });
  expect((await doctor(other.made, other.env))['gh']).toMatchObject({
    status: 'note',
    hint: 'gh auth login',
  });
});

test.skipIf(process.platform === 'win32')('secrets that others can read', async () => {
  const { made, env } = machine({ git: true });
  made.write('.home/secrets.toml', 'TOKEN = "x"\n');
  const file = join(made.folder, '.home', 'secrets.toml');
  chmodSync(file, 0o644);
  expect((await doctor(made, env))['secrets']).toMatchObject({
    status: 'wrong',
    message: '`secrets.toml` is open to others (mode 0644)',
    hint: 'Run `chmod 600 <folder>/.home/secrets.toml`.',
  });
  chmodSync(file, 0o600);
  expect((await doctor(made, env))['secrets']?.status).toBe('ok');
});

test('a project that does not load is wrong', async () => {
  const { made, env } = machine({ git: true });
  made.write('sluice.mjs', 'throw new Error("no");\n');
  expect((await doctor(made, env))['project']).toMatchObject({ status: 'wrong' });
});

test('as text, in 80 columns', async () => {
  const { made, env } = machine({ git: true });
  const { stdout } = await made.sluice(['doctor'], { env });
  expect(stdout).toMatch(/^✓ Node {5}\d+\.\d+\.\d+\n- git {6}.+\n/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect((await made.sluice(['doctor', 'me'], { env })).code).toBe(2);
});

test.each([
  ['22.17.0', 'wrong'],
  ['22.18.0', 'ok'],
  ['23.9.0', 'wrong'],
  ['24.10.0', 'wrong'],
  ['24.11.0', 'ok'],
  ['25.1.0', 'wrong'],
  ['26.0.0', 'ok'],
  ['27.3.1', 'ok'],
])('Node %s is %s', (version, status) => {
  expect(checkNode(version).status).toBe(status);
});
