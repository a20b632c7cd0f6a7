/** The history of a workspace under many processes at once, under kills at every point, and cut off anywhere. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runId, WorkflowError } from '@sluice/core/plan';
import type { RunEvent } from '@sluice/core/run';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { createWorkspace } from '../src/index.ts';
import { createHistory } from '../src/workspace/history.ts';
import type { Appended, AppendTask } from './processes/appender.ts';
import { folderIn, test as onDisk } from './temporary.ts';

/** Thousands of lines are made durable here: where there is a disk in memory, that costs nothing. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const test = onDisk.extend<{ folder: string }>({ folder: folderIn(memory) });
const RUN = runId('r1');
const timeout = 120_000;

let bundle: string;
beforeAll(async () => {
  bundle = await mkdtemp(join(tmpdir(), 'sluice-appender-'));
  await build({
    entryPoints: [join(import.meta.dirname, 'processes', 'appender.ts')],
    outdir: bundle,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    conditions: ['@sluice/source'],
  });
}, timeout);
afterAll(() => rm(bundle, { recursive: true, force: true }));

interface Appender extends AsyncDisposable {
  readonly process: ChildProcess;
  /** What it has said that it wrote. */
  readonly said: readonly Appended[];
  /** The answer; undefined when the process died over it. */
  ask(task: AppendTask): Promise<{ readonly code: string; readonly message?: string } | undefined>;
}

async function start(folder: string, name = 'p', through?: string): Promise<Appender> {
  const command = [process.execPath, join(bundle, 'appender.mjs'), folder, name];
  const [program = '', ...args] =
    through === undefined ? command : ['sh', '-c', through, 'sh', ...command];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const said: Appended[] = [];
  let answered: (answer: { readonly code: string } | undefined) => void = () => undefined;
  const exited = once(child, 'exit').then(() => answered(undefined));
  await new Promise<void>((resolve) => {
    child.on('message', (message: 'ready' | Appended | { readonly code: string }) => {
      if (message === 'ready') resolve();
      else if ('code' in message) answered(message);
      else said.push(message);
    });
  });
  return {
    process: child,
    said,
    ask: (task) =>
      new Promise((resolve) => {
        answered = resolve;
        child.send(task);
      }),
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** The events of an edition as the file has them, read by nobody of ours. */
function lines(folder: string, edition: number): readonly RunEvent[] {
  return readFileSync(join(folder, '_history', `${edition}.jsonl`), 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : (JSON.parse(line) as { events: RunEvent[] }).events));
}

async function begun(folder: string): Promise<string> {
  const home = join(folder, 'w');
  await using first = await start(home);
  expect(await first.ask({ op: 'begin' })).toEqual({ code: 'OK' });
  return home;
}

describe.each([2, 20])('%i processes', (many) => {
  test('append at once: each event is there once, where its writer was told', { timeout }, async ({
    folder,
  }) => {
    const home = await begun(folder);
    const count = 60 / many;
    const all = await Promise.all(Array.from({ length: many }, (_, at) => start(home, `p${at}`)));
    const answers = await Promise.all(all.map((each) => each.ask({ op: 'append', count })));
    expect(answers.every((each) => each?.code === 'OK')).toBe(true);
    await Promise.all(all.map((each) => each[Symbol.asyncDispose]()));
    const events = lines(home, 1);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(events).toHaveLength(1 + many * count);
    for (const { said } of all) {
      expect(said).toHaveLength(count);
      for (const { seq, step } of said) expect(events[seq - 1]).toMatchObject({ seq, step });
    }
    const again = createWorkspace(home);
    const read: RunEvent[] = [];
    for await (const event of again.runs.read(RUN)) read.push(event);
    expect(read).toEqual(events);
  });
});

test('an edition that is begun while others append takes nothing with it', { timeout }, async ({
  folder,
}) => {
  const home = await begun(folder);
  const writers = await Promise.all(['a', 'b', 'c'].map((name) => start(home, name)));
  await using taker = await start(home, 'taker');
  const answers = await Promise.all([
    ...writers.map((each) => each.ask({ op: 'append', count: 30 })),
    taker.ask({ op: 'again', count: 6 }),
  ]);
  expect(answers).toEqual(answers.map(() => ({ code: 'OK' })));
  await Promise.all(writers.map((each) => each[Symbol.asyncDispose]()));
  const editions = Array.from({ length: 7 }, (_, index) => lines(home, index + 1));
  for (const { said } of writers) {
    for (const { edition, seq, step } of said) {
      expect(editions[edition - 1]?.[seq - 1]).toMatchObject({ seq, step });
    }
  }
  // Each begins with all of the one before but its last event: nothing was written behind its back.
  for (const [index, before] of editions.slice(0, -1).entries()) {
    const kept = before.slice(0, -1);
    expect(editions[index + 1]?.slice(0, kept.length)).toEqual(kept);
  }
  await createWorkspace(home).run.assertResults(editions[6] ?? []);
});

describe('kill -9', () => {
  test.for(['begin', 'append', 'again'] as const)(
    'at every point of `%s` leaves the old state or the new one',
    { timeout },
    async (op, { folder }) => {
      const reached: string[] = [];
      for (let dieAt = 1; ; dieAt++) {
        const place = join(folder, String(dieAt));
        const home = op === 'begin' ? join(place, 'w') : await begun(place);
        await using worker = await start(home, 'x');
        if (op === 'again') await worker.ask({ op: 'append', count: 2 });
        const before = worker.said.length + (op === 'begin' ? 0 : 1);
        const answer = await worker.ask({ op, count: 1, dieAt });
        // Nobody holds the lock, nothing is in the way, and a line that was cut in two is gone.
        await using next = await start(home, 'next');
        if (op === 'begin') await next.ask({ op: 'begin' });
        const found = await createWorkspace(home).run.history();
        const after = op === 'begin' ? 1 : op === 'append' ? before + 1 : before - 1;
        expect([before, after]).toContain(found?.events.length);
        reached.push(found?.events.length === before ? 'old' : 'new');
        expect(await next.ask({ op: 'append', count: 1 })).toEqual({ code: 'OK' });
        const { runs } = createWorkspace(home);
        const events: RunEvent[] = [];
        for await (const event of runs.read(RUN)) events.push(event);
        expect(events).toHaveLength((found?.events.length ?? 0) + 1);
        expect(lines(home, found?.edition ?? 1)).toEqual(events);
        if (answer !== undefined) break;
      }
      expect(reached.length).toBeGreaterThan(4);
      if (op === 'begin') return;
      expect([...reached].sort((a, b) => (a === b ? 0 : a === 'old' ? -1 : 1))).toEqual(reached);
      expect(new Set(reached).size).toBe(2);
    },
  );

  test('of one that is busy loses nothing that it had said was done', { timeout }, async ({
    folder,
  }) => {
    const home = await begun(folder);
    const workspace = createWorkspace(home);
    let length = 1;
    const rounds = 60;
    for (let round = 0; round < rounds; round++) {
      await using worker = await start(home, String(round));
      const wanted = 1 + (round % 4);
      worker.process.on('message', () => {
        if (worker.said.length >= wanted) worker.process.kill('SIGKILL');
      });
      await worker.ask({ op: 'append' });
      const last = worker.said.at(-1)?.seq ?? 0;
      const found = await workspace.run.history();
      expect(found?.events.length).toBeGreaterThanOrEqual(last);
      expect(found?.events.length).toBeGreaterThan(length);
      length = found?.events.length ?? 0;
    }
    expect(lines(home, 1)).toHaveLength(length);
    for await (const _ of workspace.runs.read(RUN));
  });
});

test('a history that was cut off anywhere in its last line is as it was before that line', async ({
  folder,
}) => {
  const home = await begun(folder);
  const file = join(home, '_history', '1.jsonl');
  const before = readFileSync(file).length;
  await using worker = await start(home, 'ö');
  await worker.ask({ op: 'append', count: 1 });
  const whole = readFileSync(file);
  for (let size = before; size <= whole.length; size++) {
    writeFileSync(file, whole);
    truncateSync(file, size);
    const workspace = createWorkspace(home);
    const length = size < whole.length - 1 ? 1 : 2;
    expect((await workspace.run.history())?.events).toHaveLength(length);
    const paused = [{ type: 'paused', by: 'me' }] as const;
    expect(await workspace.run.append(RUN, length, paused)).toHaveLength(1);
    expect(lines(home, 1)).toHaveLength(length + 1);
    // Who had read the history before goes on where that was.
    expect(await workspace.run.append(RUN, length + 1, paused)).toHaveLength(1);
    expect(lines(home, 1)).toHaveLength(length + 2);
  }
});

test('a workspace that is made ready where it is already takes nobody’s lock away', async ({
  folder,
}) => {
  const history = createHistory(folder);
  await history.prepare();
  const script =
    "const { DatabaseSync } = require('node:sqlite'); new DatabaseSync('lock').exec('BEGIN IMMEDIATE')";
  const another = () =>
    spawnSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' }).stderr;
  await history.change(async () => {
    await createHistory(folder).prepare();
    expect(another()).toContain('database is locked');
  });
});

test('an edition of any size can be read', async ({ folder }) => {
  const home = await begun(folder);
  const [first] = lines(home, 1);
  const more = Array.from({ length: 200_000 }, (_, at) => ({ seq: at + 2, at: 0, type: 'paused' }));
  const edition = JSON.stringify({ run: RUN, events: [first, ...more] });
  writeFileSync(join(home, '_history', '2.jsonl'), `${edition}\n`);
  await using next = await start(home, 'next');
  expect(await next.ask({ op: 'append', count: 1 })).toEqual({ code: 'OK' });
  expect(next.said).toEqual([{ edition: 2, seq: 200_002, step: 'next-0' }]);
});

test('a history that is damaged is told with its line', async ({ folder }) => {
  const home = await begun(folder);
  const file = join(home, '_history', '1.jsonl');
  const good = readFileSync(file, 'utf8');
  const entry = (value: unknown): string => `${JSON.stringify(value)}\n`;
  for (const bad of [
    '{"run"\n',
    '[]\n',
    entry({ run: 'r1' }),
    entry({ run: 'r1', events: [null] }),
    entry({ run: 'r1', events: [{ seq: 3, at: 0, type: 'paused', by: 'me' }] }),
    entry({ run: 'r2', events: [{ seq: 2, at: 0, type: 'paused', by: 'me' }] }),
  ]) {
    writeFileSync(file, good);
    appendFileSync(file, bad);
    const error: unknown = await createWorkspace(home)
      .run.history()
      .catch((thrown: unknown) => thrown);
    if (!WorkflowError.is(error, 'WORKSPACE_DAMAGED')) throw error;
    expect([bad, error.location]).toEqual([bad, { file, line: 2, column: 1 }]);
    expect(error.message).toContain('in line 2');
  }
  writeFileSync(file, '');
  await expect(createWorkspace(home).run.history()).rejects.toThrow('holds no history');
});

test('where a file may grow no more, a line that did not fit is as if it had not been written', async ({
  folder,
}) => {
  const home = await begun(folder);
  await using worker = await start(home, 'x', 'ulimit -f 4; exec "$@"');
  expect(await worker.ask({ op: 'append' })).toMatchObject({
    code: 'STORAGE_FAILED',
    message: expect.stringContaining('the file would be larger than is allowed'),
  });
  const { said } = worker;
  expect(said.length).toBeGreaterThan(2);
  const workspace = createWorkspace(home);
  expect((await workspace.run.history())?.events).toHaveLength(said.length + 1);
  await using next = await start(home, 'next');
  expect(await next.ask({ op: 'append', count: 2 })).toEqual({ code: 'OK' });
  expect(lines(home, 1)).toHaveLength(said.length + 3);
});
