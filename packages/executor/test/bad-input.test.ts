import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorFacts, RunId, WorkflowError } from '@sluice/core/plan';
import type { LogSink, RunStore } from '@sluice/core/run';
import { createFileArtifactStore, createFileLogSink } from '@sluice/storage';
import { createMemoryRunStore } from '@sluice/testing';
import { expect, it } from 'vitest';
import { createEngine, systemClock } from '../src/index.ts';
import { MAX_LOG_LENGTH } from '../src/logs/log-writer.ts';
import { type Finished, machine, plan, shell, task } from './support/machine.ts';

const errorOf = (done: Finished, step: string): ErrorFacts | undefined =>
  done.events.flatMap((event) =>
    event.type === 'step-failed' && event.step === step ? [event.error] : [],
  )[0];
const caught = (work: Promise<unknown>): Promise<WorkflowError> =>
  work.then(
    () => expect.unreachable(),
    (thrown: WorkflowError) => thrown,
  );
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

it('says which step, what and what to do, for everything a task owes', async () => {
  await using m = await machine();
  const done = await m.run([
    task('no-file', 'no-file'),
    task('no-artifact', 'no-artifact'),
    ...['function', 'circle', 'class', 'nan'].map((what) => task(what, 'no-codec', { what })),
  ]);
  expect(errorOf(done, 'no-file')).toMatchObject({
    code: 'ARTIFACT_MISSING',
    message: 'Artifact `file` of task `no-file`: there is no file `not-there.txt`.',
    hint: 'Paths are relative to the workspace.',
  });
  expect(errorOf(done, 'no-artifact')).toMatchObject({
    code: 'ARTIFACT_MISSING',
    hint: expect.stringContaining("saveArtifact('file'"),
  });
  for (const what of ['function', 'circle', 'class', 'nan']) {
    expect(errorOf(done, what), what).toMatchObject({ code: 'OUTPUT_INVALID' });
    expect(errorOf(done, what)?.message, what).toMatch(
      /^Output `value` of task `no-codec`: `in\[0\]/,
    );
  }
});

it('says what is not on this machine, or not where it should be', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('no-shell', 'true', { shell: 'fishy {0}' }),
    { id: 'no-folder', run: { kind: 'shell', command: 'true', cwd: 'not/there' } },
    shell('huge', 'true', { shell: 'env {0}', env: { BIG: 'x'.repeat(140_000) } }),
  ]);
  expect(errorOf(done, 'no-shell')).toMatchObject({
    code: 'EXEC_FAILED',
    message: '`fishy` could not be started: it is not on this machine.',
    hint: 'Install `fishy`, or use another program.',
  });
  expect(errorOf(done, 'no-folder')?.message).toContain('not/there` does not exist');
  expect(errorOf(done, 'huge')?.message).toContain(
    'the variable `BIG` is more than this system takes',
  );
});

it.skipIf(has('pwsh'))('says how to get PowerShell where it is not', async () => {
  await using m = await machine();
  const done = await m.run([shell('ps', 'Write-Host hi', { shell: 'pwsh' })]);
  expect(errorOf(done, 'ps')).toMatchObject({
    code: 'EXEC_FAILED',
    message: '`pwsh` could not be started: it is not on this machine.',
    hint: 'Install PowerShell, or set `shell: bash`.',
  });
});

it('refuses before anything runs what it can never do', async () => {
  await using m = await machine();
  const services = { db: { image: 'postgres:16' } };
  const steps = [
    shell('first', 'echo first >> "$LEDGER"'),
    shell('typo', 'true', { shell: 'bsh' }),
    shell('boxed', 'true', { placement: { container: { image: 'node:22' }, services } }),
  ];
  const error = await caught(m.start(steps, { kind: 'automation' }));
  expect(error.diagnostics).toMatchObject([
    { path: ['steps', 1, 'run'], hint: expect.stringContaining('Did you mean `bash`?') },
    { code: 'GHA_UNSUPPORTED', path: ['steps', 2, 'run'] },
  ]);
  expect(error.message).toContain('node:22, db (postgres:16)');
  expect(m.ledger()).toEqual([]);
});

it('keeps a script that prints a gigabyte within bounds: 64 MiB of log, and little memory', async () => {
  let kept = 0;
  let last = '';
  const logs: LogSink = {
    async append(_, lines) {
      for (const { text } of lines) kept += text.length;
      last = lines.at(-1)?.text ?? last;
    },
    async *read() {},
    delete: async () => undefined,
  };
  await using m = await machine({ ports: { logs } });
  const before = process.memoryUsage().rss;
  const line = 'x'.repeat(4000);
  const done = await m.run([shell('loud', `yes ${line} | head -c 1000000000`, { shell: 'sh' })]);
  expect(done.outcome.status).toBe('completed');
  expect(kept).toBeGreaterThan(MAX_LOG_LENGTH * 0.9);
  expect(kept).toBeLessThanOrEqual(MAX_LOG_LENGTH);
  expect(last).toContain('cut off here: it is longer than 64 MiB');
  expect(String(done.outputs('loud')?.['stdout'] ?? '').length).toBeLessThan(1_100_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
}, 60_000);

it('takes a line of ten megabytes apart, and loses nothing of it', async () => {
  await using m = await machine();
  const done = await m.run([shell('long', `head -c 10485760 /dev/zero | tr '\\0' x`)]);
  const lines = await done.log('long');
  expect(lines).toHaveLength(10);
  expect(lines.join('').length).toBe(10_485_760);
});

it('stops a run whose store dies, leaves nothing running and keeps what was recorded', async () => {
  const inner = createMemoryRunStore();
  let dead = false;
  const runs: RunStore = {
    ...inner,
    append: (...args) =>
      dead ? Promise.reject(new Error('the socket is closed')) : inner.append(...args),
  };
  await using m = await machine({ ports: { runs } });
  const run = await m.start([
    shell('quick', 'until test -e go; do sleep 0.01; done'),
    shell('slow', 'echo $$ > group; until test -e never; do sleep 0.05; done'),
    shell('after', 'echo after >> "$LEDGER"', { needs: ['quick'] }),
  ]);
  const outcome = caught(m.engine.outcome(run));
  const stop = new AbortController();
  for await (const event of m.engine.events(run, 0, stop.signal)) {
    if (event.type === 'step-started' && event.step === 'slow') break;
  }
  dead = true;
  spawnSync('touch', [join(m.folder, 'go')]);
  const error = await outcome;
  expect(error).toMatchObject({ code: 'RUN_INTERRUPTED', hint: expect.stringContaining('Resume') });
  expect(error.message).toContain('the socket is closed');
  await m.engine.close();
  expect(spawnSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).stdout).not.toContain(m.folder);
  expect(m.ledger()).toEqual([]);

  dead = false;
  const next = createEngine({ ...m.ports, runs: inner }, m.options);
  spawnSync('touch', [join(m.folder, 'never')]);
  await next.resume(run, 'ann');
  expect((await next.outcome(run)).status).toBe('completed');
  expect(m.ledger()).toEqual(['after']);
  await next.close();
});

it('lets one of two hosts drive a run, and tells the other', async () => {
  await using m = await machine();
  const other = createEngine(m.ports, m.options);
  const steps = [shell('hold', 'echo hold >> "$LEDGER"; until test -e go; do sleep 0.01; done')];
  const request = { runId: 'one' as RunId, plan: plan(steps), inputs: {} };
  const both = await Promise.allSettled([m.engine.start(request), other.start(request)]);
  const winner = both[0]?.status === 'fulfilled' && both[0].value.created ? m.engine : other;
  const loser = winner === m.engine ? other : m.engine;
  expect((await caught(loser.cancel(request.runId, 'bob'))).code).toBe('RUN_INTERRUPTED');
  expect((await loser.get(request.runId)).status).toBe('running');
  spawnSync('touch', [join(m.folder, 'go')]);
  expect((await winner.outcome(request.runId)).status).toBe('completed');
  expect((await loser.outcome(request.runId)).status).toBe('completed');
  expect(m.ledger()).toEqual(['hold']);
  await other.close();
});

const asRoot = process.getuid?.() === 0;
// Root may do everything.
it.skipIf(asRoot)('removes what a step has closed to itself, and is not upset by it', async () => {
  await using m = await machine();
  const { scratch = '', ...options } = m.options;
  const steps = [
    shell('inner', 'mkdir "$RUNNER_TEMP/x"; touch "$RUNNER_TEMP/x/y"; chmod 555 "$RUNNER_TEMP/x"'),
    shell('outer', 'chmod 500 "$RUNNER_TEMP"'),
  ];
  expect((await m.run(steps)).outcome.status).toBe('completed');
  expect(readdirSync(scratch)).toEqual([]);
  const other = createEngine(m.ports, options);
  const runId = 'other' as RunId;
  await other.start({ runId, plan: plan(steps), inputs: {} });
  expect((await other.outcome(runId)).status).toBe('completed');
  await other.close();
});

it.skipIf(asRoot)('says that a folder is read-only, and runs on without its log', async () => {
  await using m = await machine();
  const folder = join(m.folder, 'locked');
  mkdirSync(folder);
  chmodSync(folder, 0o500);
  const engine = createEngine(
    {
      ...m.ports,
      artifacts: createFileArtifactStore(join(folder, 'artifacts')),
      logs: createFileLogSink(join(folder, 'logs')),
    },
    m.options,
  );
  const run = 'locked' as RunId;
  const steps = [shell('says', 'echo hi'), task('makes', 'make-file')];
  await engine.start({ runId: run, plan: plan(steps), inputs: {} });
  const outcome = await engine.outcome(run);
  expect(outcome).toMatchObject({
    status: 'failed',
    step: 'makes',
    error: { code: 'STORAGE_FAILED' },
  });
  await engine.close();
  chmodSync(folder, 0o700);
});

/** A disk of one megabyte, where this machine lets one be mounted. */
const disk = `/tmp/sluice-full-disk-${process.pid}`;
mkdirSync(disk, { recursive: true });
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0;
if (!mounted) rmSync(disk, { recursive: true });
it.skipIf(!mounted)('says that a disk is full, and keeps what was recorded', async () => {
  try {
    await using m = await machine();
    const engine = createEngine(
      {
        ...m.ports,
        artifacts: createFileArtifactStore(join(disk, 'artifacts')),
        clock: systemClock,
      },
      { ...m.options, scratch: join(disk, 'scratch') },
    );
    const steps = [
      shell('fine', 'echo fine'),
      shell('fills', 'head -c 2000000 /dev/zero > "$RUNNER_TEMP/file" 2>/dev/null || exit 7', {
        needs: ['fine'],
      }),
      shell('keeps', `head -c 2000000 /dev/zero > '${disk}/rest' || true`, {
        needs: ['fills'],
        when: 'always()',
      }),
      // What the step before has given back is too little for this.
      shell('next', `true # ${'x'.repeat(50_000)}`, { needs: ['keeps'], when: 'always()' }),
    ];
    const run = 'full' as RunId;
    await engine.start({ runId: run, plan: plan(steps), inputs: {} });
    expect((await engine.outcome(run)).status).toBe('failed');
    const errors: (ErrorFacts | undefined)[] = [];
    for await (const event of m.ports.runs.read(run)) {
      if (event.type === 'step-failed') errors.push(event.error);
    }
    expect(errors.map((error) => error?.code)).toContain('STORAGE_FAILED');
    expect((await engine.get(run)).steps[0]?.status).toBe('success');
    await engine.close();
  } finally {
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  }
});
