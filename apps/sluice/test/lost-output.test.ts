import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { project } from './project.ts';

const bin = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src', 'bin.ts');

/** Runs `sluice`, closes one of its streams when the first bytes arrive, and gives what the other one brought. */
function closing(
  stream: 'stdout' | 'stderr',
  cwd: string,
  args: readonly string[],
): Promise<{ code: number | null; other: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=@sluice/source', bin, ...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd },
    });
    let other = '';
    child[stream].once('data', () => child[stream].destroy());
    child[stream === 'stdout' ? 'stderr' : 'stdout']
      .setEncoding('utf8')
      .on('data', (text: string) => (other += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, other }));
    child.stdin.end();
  });
}

const plan = (last: string): string =>
  JSON.stringify({
    irVersion: 1,
    kind: 'flow',
    name: 'long',
    inputs: {},
    outputs: {},
    steps: [
      { id: 'a', run: { kind: 'shell', command: 'for i in $(seq 1 2000); do echo $i; done' } },
      { id: 'b', run: { kind: 'shell', command: `touch done; ${last}` } },
    ],
  });

test('a reader that leaves does not stop the run, and nothing is said about it', async () => {
  const { folder } = project({ 'plan.json': plan('true') });
  expect(await closing('stdout', folder, ['run', 'plan.json', '--json'])).toEqual({
    code: 0,
    other: '',
  });
  expect(existsSync(join(folder, 'done'))).toBe(true);
});

test('the exit code is still that of the run', async () => {
  const { folder } = project({ 'plan.json': plan('exit 3') });
  expect(await closing('stderr', folder, ['run', 'plan.json'])).toEqual({ code: 1, other: '' });
  expect(existsSync(join(folder, 'done'))).toBe(true);
});

test.skipIf(!existsSync('/dev/full'))(
  'a disk that takes nothing is told of, and the run goes on to its end',
  async () => {
    const { folder } = project({ 'plan.json': plan('true') });
    const full = openSync('/dev/full', 'w');
    const child = spawn(
      process.execPath,
      ['--conditions=@sluice/source', bin, 'run', 'plan.json', '--json'],
      {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '', HOME: folder },
        stdio: ['ignore', full, 'pipe'],
      },
    );
    closeSync(full);
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = await once(child, 'close');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'error[STORAGE_FAILED]: Standard output was not written whole: no space left on device.\n' +
        '  hint: Free some space, or write to another place.\n',
    });
    expect(existsSync(join(folder, 'done'))).toBe(true);
  },
);
