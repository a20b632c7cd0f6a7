import { spawn } from 'node:child_process';
import { existsSync, readFileSync, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { machine, shell, task } from './support/machine.ts';

/** Whether anything is left of a process group. */
function lives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

/** The number in a file, as soon as it is there. */
function numberIn(folder: string, name: string): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      const path = join(folder, name);
      const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
      if (text === '') return;
      watcher.close();
      resolve(Number(text));
    };
    const watcher = watch(folder, look);
    look();
  });
}

it('leaves no process when a run is cancelled, and runs what cleans up', async () => {
  await using m = await machine();
  const run = await m.start([
    shell('slow', 'trap "" INT TERM; sleep 600 & echo $$ > shell-group; wait; sleep 600'),
    task('stubborn', 'stubborn'),
    shell('after', 'echo after >> "$LEDGER"', { needs: ['slow'] }),
    shell('clean', 'echo clean >> "$LEDGER"', { needs: ['slow'], when: 'always()' }),
  ]);
  const groups = await Promise.all([
    numberIn(m.folder, 'shell-group'),
    numberIn(m.folder, 'group'),
  ]);
  expect(groups.map(lives)).toEqual([true, true]);
  await m.engine.cancel(run, 'ana', 'enough');
  const done = await m.finish(run);
  expect(done.outcome).toMatchObject({ status: 'cancelled', by: 'ana' });
  expect(groups.map(lives)).toEqual([false, false]);
  expect(m.ledger()).toEqual(['clean']);
});

it('leaves no process when the engine closes', async () => {
  await using m = await machine();
  await m.start([shell('slow', 'echo $$ > group; sleep 600')]);
  const group = await numberIn(m.folder, 'group');
  await m.engine.close();
  expect(lives(group)).toBe(false);
});

it('leaves no process when the engine is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-executor-kill-'));
  try {
    const host = spawn(
      process.execPath,
      [
        '--conditions=@sluice/source',
        '--disable-warning=ExperimentalWarning',
        new URL('./fixtures/host.ts', import.meta.url).pathname,
        folder,
      ],
      { stdio: 'inherit' },
    );
    const group = await numberIn(folder, 'group');
    expect(lives(group)).toBe(true);
    const gone = new Promise((resolve) => host.once('exit', resolve));
    host.kill('SIGKILL');
    await gone;
    await expect.poll(() => lives(group), { timeout: 5000 }).toBe(false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('keeps up with a process that writes much', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('loud', 'yes "0123456789012345678901234567890123456789" | head -n 400000'),
  ]);
  expect(done.outcome.status).toBe('completed');
});
