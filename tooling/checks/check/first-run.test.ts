import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { finish } from '../src/consumer.ts';
import { codeBlocks } from '../src/documents.ts';

const { commands, tarballs } = inject('installation');
let base: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'sluice-first-run-'));
  await mkdir(join(base, 'home'));
  await mkdir(join(base, 'bin'));
  // What the registry would give for our names are the tarballs of this checkout; the rest is npm itself.
  const npm = join(dirname(process.execPath), 'npm');
  await writeFile(
    join(base, 'bin', 'npm'),
    `#!/bin/sh
case "$*" in *--global*) exit 0 ;; esac
node '${join(base, 'from-tarballs.mjs')}' && exec ${await commandOf(npm)} "$@" --prefer-offline --no-audit --no-fund --loglevel=error
`,
  );
  await chmod(join(base, 'bin', 'npm'), 0o755);
  const ours = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  await writeFile(
    join(base, 'from-tarballs.mjs'),
    `import { readFileSync, writeFileSync } from 'node:fs';
const ours = ${JSON.stringify(ours)};
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
for (const name of Object.keys(manifest.devDependencies)) manifest.devDependencies[name] = ours[name] ?? manifest.devDependencies[name];
manifest.overrides = ours;
writeFileSync('package.json', JSON.stringify(manifest));
`,
  );
});
afterAll(() => rm(base, { recursive: true, force: true }));

/** The npm beside this Node, or else the one on PATH. */
async function commandOf(beside: string): Promise<string> {
  const found = await finish(
    'sh',
    ['-c', `test -x '${beside}' && echo '${beside}' || command -v npm`],
    {
      cwd: base,
    },
  );
  return `'${found.stdout.trim()}'`;
}

/** Types the lines of a block into one shell; what stands behind a `#` must be in what the line prints. */
async function follow(title: string, cwd: string): Promise<void> {
  const block = codeBlocks('README.md').find((each) => each.title === title);
  const lines = block!.code.trim().split('\n');
  expect(lines.length).toBeGreaterThan(2);
  const script = lines.map((line, at) => `echo '@@${at}'\n${line}`).join('\n');
  const path = [
    join(base, 'bin'),
    commands,
    dirname(process.execPath),
    '/usr/local/bin',
    '/usr/bin',
    '/bin',
  ];
  const env = {
    ...(process.env as Record<string, string>),
    PATH: path.join(delimiter),
    HOME: join(base, 'home'),
    npm_config_userconfig: join(homedir(), '.npmrc'),
    CI: '1',
    NO_COLOR: '1',
    npm_config_cache: process.env['npm_config_cache'] ?? join(homedir(), '.npm'),
  };
  const done = await finish('sh', ['-ec', `exec 2>&1\n${script}`], { cwd, env });
  expect(done, done.stdout).toMatchObject({ code: 0 });
  const printed = done.stdout.split(/^@@\d+\n/m).slice(1);
  for (const [at, line] of lines.entries()) {
    const promise = line.split(/\s# /)[1];
    if (promise !== undefined) expect(printed[at], line).toContain(promise.trim());
  }
}

test('the first run of the README, in an empty directory', async () => {
  const cwd = join(base, 'empty');
  await mkdir(cwd);
  await follow('first-run', cwd);
  // What `init` writes is what the README shows.
  const shown = codeBlocks('README.md').find(({ title }) => title === 'sluice.ts');
  expect(await readFile(join(cwd, 'hello', 'sluice.ts'), 'utf8')).toBe(shown!.code);
});

test('in a project the global command hands over to the copy that is installed there', async () => {
  const cwd = join(base, 'empty', 'hello');
  const manifest = join(cwd, 'node_modules', 'sluice', 'package.json');
  const text = await readFile(manifest, 'utf8');
  await writeFile(manifest, JSON.stringify({ ...JSON.parse(text), version: '9.9.9' }));
  const ask = (env: Readonly<Record<string, string>>) =>
    finish(join(commands, 'sluice'), ['--version'], {
      cwd,
      env: { PATH: process.env['PATH']!, ...env },
    });
  expect((await ask({})).stdout).toBe('9.9.9\n');
  expect((await ask({ SLUICE_HANDOVER: 'off' })).stdout).not.toBe('9.9.9\n');
  await writeFile(manifest, text);
});

test('beside a project: what is there stays', async () => {
  const cwd = join(base, 'existing');
  await mkdir(cwd);
  const manifest = {
    name: 'mine',
    version: '3.2.1',
    license: 'MIT',
    dependencies: { zod: '^4.0.0' },
  };
  await writeFile(join(cwd, 'package.json'), `${JSON.stringify(manifest, null, '\t')}\n`);
  await writeFile(join(cwd, '.gitignore'), '# mine\nnode_modules');
  await writeFile(join(cwd, 'index.js'), 'module.exports = 1;\n');
  await follow('beside', cwd);
  const after = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'));
  expect(after).toMatchObject(manifest);
  expect(Object.keys(after.devDependencies)).toEqual(['@sluice/core', 'sluice']);
  expect(await readFile(join(cwd, '.gitignore'), 'utf8')).toBe('# mine\nnode_modules\n.sluice/\n');
  expect(await readFile(join(cwd, 'index.js'), 'utf8')).toBe('module.exports = 1;\n');
});
