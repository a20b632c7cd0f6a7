/** A library under many processes at once, under kills at every point, and on disks that refuse. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workflowName } from '@sluice/core/plan';
import type { WorkflowLibrary } from '@sluice/core/run';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { createFileLibrary } from '../src/index.ts';
import { planOf } from './library-contract.ts';
import type { Answer, Task } from './processes/worker.ts';
import { prepareWorkers, type Worker } from './processes/workers.ts';
import { folderIn, test as onDisk } from './temporary.ts';

/** Thousands of files are made durable here: where there is a disk in memory, that costs nothing. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const test = onDisk.extend<{ folder: string }>({ folder: folderIn(memory) });

const PROCESSES = 20;
const timeout = 120_000;

let workers: Awaited<ReturnType<typeof prepareWorkers>>;
beforeAll(async () => {
  workers = await prepareWorkers();
}, timeout);
afterAll(() => workers.close());

const one = workflowName('one');
const two = workflowName('two');

describe.each([
  ['with hard links', {}, 80],
  ['where hard links do not exist', { WITHOUT_LINKS: '1' }, 20],
] as const)('many processes, %s', (_, env, rounds) => {
  test('of twenty that save one new name, one wins, and its file is whole', { timeout }, async ({
    folder,
  }) => {
    const root = join(folder, 'workflows');
    await using crowd = await startAll(root, env);
    const { all } = crowd;
    const library = createFileLibrary(root);
    const names: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const name = `round-${round}`;
      names.push(`${name}.json`);
      const answers = await Promise.all(
        all.map((worker, at) => worker.ask({ op: 'save', name, text: `by ${at}` })),
      );
      const codes = answers.map((answer) => answer?.code);
      expect(codes.filter((code) => code === 'OK')).toHaveLength(1);
      expect(codes.filter((code) => code === 'WORKFLOW_EXISTS')).toHaveLength(PROCESSES - 1);
      const winner = `by ${codes.indexOf('OK')}`;
      const saved = await library.load(workflowName(name));
      expect([saved.description, saved.ir.steps[0]?.run]).toEqual([
        winner,
        { kind: 'shell', command: winner },
      ]);
    }
    expect((await readdir(root)).sort()).toEqual(names.sort());
  });

  test('of updates none is lost', { timeout }, async ({ folder }) => {
    const root = join(folder, 'workflows');
    await using crowd = await startAll(root, env);
    const { all } = crowd;
    const library = createFileLibrary(root);
    await library.save(one, planOf('true'), { description: '0' });
    const turns = 3;
    await Promise.all(
      all.map(async (worker) => {
        for (let turn = 0; turn < turns; turn++) {
          expect((await worker.ask({ op: 'count', name: 'one' }))?.code).toBe('OK');
        }
      }),
    );
    expect((await library.load(one)).description).toBe(String(PROCESSES * turns));
    // Nor is any state that there ever was.
    expect(await library.history(one)).toHaveLength(PROCESSES * turns + 1);
    expect(await readdir(root)).toEqual(['one.json']);
  });
});

describe.concurrent('kill -9', () => {
  interface Crash {
    readonly task: Task;
    readonly before: (library: WorkflowLibrary) => Promise<unknown>;
    /** What must hold, whatever was reached: gives which of the two it is. */
    readonly after: (library: WorkflowLibrary) => Promise<'old' | 'new'>;
  }
  const first = (library: WorkflowLibrary) => library.save(one, planOf('old'));
  const both = async (library: WorkflowLibrary) => {
    await first(library);
    await library.update(one, { ir: planOf('newer'), version: '2' });
  };
  const commandOf = async (library: WorkflowLibrary, name = one): Promise<string> => {
    const { ir } = await library.load(name);
    return (ir.steps[0]!.run as unknown as { command: string }).command;
  };
  const replaced = async (library: WorkflowLibrary): Promise<'old' | 'new'> => {
    const command = await commandOf(library);
    expect(['old', 'new']).toContain(command);
    const versions = (await library.history(one)).map((each) => each.version);
    expect(versions).toEqual(command === 'old' ? ['1.0.0'] : ['1.0.1', '1.0.0']);
    return command as 'old' | 'new';
  };
  const crashes: Readonly<Record<string, Crash>> = {
    save: {
      task: { op: 'save', name: 'one', text: 'new' },
      before: async () => undefined,
      async after(library) {
        if (!(await library.exists(one))) return 'old';
        expect(await commandOf(library)).toBe('new');
        return 'new';
      },
    },
    'save over': {
      task: { op: 'overwrite', name: 'one', text: 'new' },
      before: first,
      after: replaced,
    },
    update: { task: { op: 'update', name: 'one', text: 'new' }, before: first, after: replaced },
    delete: {
      task: { op: 'delete', name: 'one' },
      before: first,
      async after(library) {
        const there = await library.exists(one);
        if (!there) await library.restore(one);
        expect(await commandOf(library)).toBe('old');
        return there ? 'old' : 'new';
      },
    },
    rename: {
      task: { op: 'rename', name: 'one', text: 'two' },
      before: first,
      async after(library) {
        const [old, renamed] = [await library.exists(one), await library.exists(two)];
        expect(old).toBe(!renamed);
        expect(await commandOf(library, old ? one : two)).toBe('old');
        return old ? 'old' : 'new';
      },
    },
    restore: {
      task: { op: 'restore', name: 'one', text: '1.0.0' },
      before: both,
      async after(library) {
        const command = await commandOf(library);
        expect(['newer', 'old']).toContain(command);
        expect((await library.history(one)).map((each) => each.version)).toContain('2');
        return command === 'newer' ? 'old' : 'new';
      },
    },
  };

  test.for(Object.keys(crashes))(
    'at every point of %s leaves the old state or the new one',
    {
      timeout,
    },
    async (name, { folder }) => {
      const { task, before, after } = crashes[name]!;
      const reached: string[] = [];
      let answer: Answer | undefined;
      for (let dieAt = 1; answer === undefined; dieAt++) {
        const root = join(folder, String(dieAt), 'workflows');
        const library = createFileLibrary(root);
        await before(library);
        await using worker = await workers.start(root);
        answer = await worker.ask({ ...task, dieAt });
        reached.push(await after(library));
        // Nobody holds the lock, and nothing is in the way of what comes next.
        await library.save(two, planOf('next'), { overwrite: true });
        const warnings: unknown[] = [];
        await library.list((warning) => warnings.push(warning));
        expect(warnings).toEqual([]);
        const left = (await readdir(root)).filter((each) => !each.startsWith('.'));
        expect(left.filter((each) => !/^(one|two)\.json$/.test(each))).toEqual([]);
      }
      expect(answer.code).toBe('OK');
      // Once the new state is reached it stays: the points go through the change in order.
      expect(reached.length).toBeGreaterThan(4);
      expect([...reached].sort((a, b) => (a === b ? 0 : a === 'old' ? -1 : 1))).toEqual(reached);
      expect(new Set(reached).size).toBe(2);
    },
  );

  test('of a busy process loses nothing that it had said was done', { timeout }, async ({
    folder,
  }) => {
    const root = join(folder, 'workflows');
    const library = createFileLibrary(root);
    await library.save(one, planOf('true'), { description: '0' });
    let last = 0;
    for (let round = 0; round < 25; round++) {
      await using worker = await workers.start(root);
      const seen = { begun: last, done: last };
      const gone = new Promise((resolve) => worker.process.once('exit', resolve));
      const until = last + 1 + (round % 5);
      worker.process.on('message', (message: { begun?: number; done?: number }) => {
        Object.assign(seen, message);
        if (seen.begun >= until) worker.process.kill('SIGKILL');
      });
      worker.process.send({ op: 'loop', name: 'one', text: String(last + 1) } satisfies Task);
      await gone;
      last = Number((await library.load(one)).description);
      expect(last).toBeGreaterThanOrEqual(seen.done);
      // The one that was under way may have been finished without a word.
      expect(last).toBeLessThanOrEqual(Math.max(seen.begun, seen.done) + 1);
      const states = await library.history(one);
      expect(states).toHaveLength(last + 1);
    }
  });
});

describe('a disk that refuses', () => {
  const refusals = async (worker: Worker): Promise<readonly (Answer | undefined)[]> => {
    const tasks: readonly Task[] = [
      { op: 'save', name: 'two', text: 'x' },
      { op: 'update', name: 'one', text: 'x' },
      { op: 'delete', name: 'one' },
    ];
    const answers: (Answer | undefined)[] = [];
    for (const task of tasks) answers.push(await worker.ask(task));
    return answers;
  };
  const untouched = async (root: string): Promise<void> => {
    const library = createFileLibrary(root);
    expect((await library.list()).map((each) => each.name)).toEqual(['one']);
    expect(await library.loadIr(one)).toEqual(planOf('old'));
    expect(await readdir(root)).toEqual(['one.json']);
  };

  test('because a file may not grow: nothing changes, nothing is left, and it is said', async ({
    folder,
  }) => {
    const root = join(folder, 'workflows');
    await createFileLibrary(root).save(one, planOf('old'));
    await using worker = await workers.start(root, { through: 'ulimit -f 0; exec "$@"' });
    for (const answer of await refusals(worker)) {
      expect(answer).toMatchObject({
        code: 'STORAGE_FAILED',
        message: expect.stringMatching(
          /cannot be used: the file would be larger than is allowed\.$/,
        ),
      });
    }
    await untouched(root);
  });

  // A file system of its own needs the right to mount one.
  const canMount = (): boolean => {
    try {
      execFileSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  test.skipIf(!canMount())('because it is full [needs unshare and tmpfs]', async ({ folder }) => {
    const root = join(folder, 'disk', 'workflows');
    await mkdir(join(folder, 'disk'));
    const fill = 'dd if=/dev/zero of="$D/fill" bs=4096 count=1024 2>/dev/null';
    await using worker = await workers.start(root, {
      env: { D: join(folder, 'disk') },
      through: `exec unshare -rm sh -c 'mount -t tmpfs -o size=256k none "$D"; mkdir -p "$D/workflows-past"; : > "$D/workflows-past/lock"; ${fill}; exec "$@"' sh "$@"`,
    });
    expect(await worker.ask({ op: 'save', name: 'two', text: 'x' })).toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('no space is left on the disk'),
      hint: 'Make room on the disk and try again.',
    });
  });

  test('because it belongs to somebody else', async ({ folder }) => {
    const isRoot = process.getuid?.() === 0;
    const place = isRoot ? await mkdtemp(join(tmpdir(), 'sluice-theirs-')) : folder;
    const root = join(place, 'workflows');
    try {
      await createFileLibrary(root).save(one, planOf('old'));
      await chmod(root, 0o555);
      await chmod(place, 0o555);
      // Root may do everything: somebody else tries.
      await using worker = await workers.start(root, isRoot ? { uid: 65_534 } : {});
      for (const answer of await refusals(worker)) {
        expect(answer).toMatchObject({
          code: 'STORAGE_FAILED',
          message: expect.stringMatching(/cannot be used: permission is denied\.$/),
          hint: 'Allow this user to write there, or choose another folder.',
        });
      }
      await chmod(place, 0o755);
      await chmod(root, 0o755);
      await untouched(root);
    } finally {
      await chmod(place, 0o755);
      if (isRoot) await rm(place, { recursive: true, force: true });
    }
  });

  test('because its lock cannot be taken, although all else can be written', async () => {
    const isRoot = process.getuid?.() === 0;
    const place = await mkdtemp(join(tmpdir(), 'sluice-theirs-'));
    const root = join(place, 'workflows');
    try {
      await createFileLibrary(root).save(one, planOf('old'));
      const past = `${root}-past`;
      for (const folder of [place, root, past]) await chmod(folder, 0o777);
      await chmod(join(past, 'lock'), 0o444);
      await using worker = await workers.start(root, isRoot ? { uid: 65_534 } : {});
      expect(await worker.ask({ op: 'save', name: 'two', text: 'x' })).toMatchObject({
        code: 'STORAGE_FAILED',
        message: expect.stringContaining('permission is denied'),
      });
      await untouched(root);
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  });
});

async function startAll(
  root: string,
  env: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly all: readonly Worker[] }> {
  const all = await Promise.all(
    Array.from({ length: PROCESSES }, () => workers.start(root, { env })),
  );
  return {
    all,
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((worker) => worker[Symbol.asyncDispose]()));
    },
  };
}
