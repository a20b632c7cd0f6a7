import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogSink } from '@sluice/core/run';
import { expect, it } from 'vitest';
import { createOrphanGuard, nodeSpawner } from '../src/index.ts';
import { machine, shell, task } from './support/machine.ts';

/** Whether anything of a process group still runs. What is dead and only not yet collected by its parent does not count. */
function lives(group: number): boolean {
  const all = spawnSync('ps', ['-eo', 'pgid=,stat='], { encoding: 'utf8' }).stdout;
  return all.split('\n').some((line) => {
    const [pgid, state] = line.trim().split(/\s+/);
    return Number(pgid) === group && state?.startsWith('Z') !== true;
  });
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

it.each([
  { name: 'deaf', tidies: false },
  { name: 'heedful', tidies: true },
])('ends a task at SIGINT: $name', async ({ name, tidies }) => {
  // Nothing but SIGINT would come within the time of this test.
  const spawner = nodeSpawner({ grace: { interruptMs: 600_000, terminateMs: 600_000 } });
  await using m = await machine({ ports: { spawner } });
  const run = await m.start([task('long', name)]);
  const group = await numberIn(m.folder, 'group');
  await m.engine.cancel(run, 'ana');
  expect((await m.finish(run)).outcome.status).toBe('cancelled');
  expect(lives(group)).toBe(false);
  expect(m.ledger()).toEqual(tidies ? ['tidied up'] : []);
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
    await expect.poll(() => lives(group), { timeout: 3000 }).toBe(false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 20_000);

it('holds a loud process back when its log is slow, and loses nothing', async () => {
  let lines = 0;
  let largest = 0;
  const logs: LogSink = {
    async append(_, batch) {
      lines += batch.length;
      largest = Math.max(largest, batch.length);
      await new Promise((resolve) => setImmediate(resolve));
    },
    async *read() {},
    delete: async () => undefined,
  };
  await using m = await machine({ ports: { logs } });
  const done = await m.run([shell('loud', 'seq -f %040.0f 200000')]);
  expect(done.outcome.status).toBe('completed');
  expect(lines).toBe(200_000);
  expect(largest).toBeLessThan(20_000);
});

it('kills the groups that were left, however many had come and gone', async () => {
  const guard = createOrphanGuard();
  const groups = Array.from({ length: 3 }, () =>
    spawn('/bin/sh', ['-c', 'read -r _'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] }),
  );
  const [first, gone, last] = groups;
  const ends = [first, last].map((group) => once(group!, 'exit'));
  guard.start();
  guard.add(first!.pid!);
  for (let round = 0; round < 120; round++) {
    guard.add(gone!.pid!);
    guard.remove(gone!.pid!);
  }
  guard.add(last!.pid!);
  guard.close();
  expect((await Promise.all(ends)).map(([, signal]) => signal)).toEqual(['SIGKILL', 'SIGKILL']);
  // Between the two it would have been killed, too.
  await new Promise((resolve) => setImmediate(resolve));
  expect(gone!.signalCode).toBe(null);
  const end = once(gone!, 'exit');
  gone!.stdin!.end();
  expect((await end)[1]).toBe(null);
});
