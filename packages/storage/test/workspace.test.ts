import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plan, planHash, runId, WorkflowError } from '@sluice/core/plan';
import type { RunEvent, RunFact, StepKey } from '@sluice/core/run';
import { runStoreConformance } from '@sluice/testing';
import { describe, expect, test as plainTest } from 'vitest';
import { createWorkspace, createWorkspaceRunStore, isGone, thisProcess } from '../src/index.ts';
import { test } from './temporary.ts';

const RUN = runId('r1');
const plan: Plan = {
  irVersion: 1,
  kind: 'flow',
  name: 'release',
  inputs: {},
  outputs: {},
  on: [],
  steps: [
    { id: 'a', run: { kind: 'task', task: 'fetch-source', inputs: {} } },
    { id: 'b', run: { kind: 'shell', command: 'true' } },
  ],
};
const started: RunFact = {
  type: 'run-started',
  run: RUN,
  plan,
  planHash: planHash(plan),
  inputs: { who: 'ann' },
};
const completed = (value: string): RunFact => ({
  type: 'step-completed',
  step: 'a' as StepKey,
  attempt: 1,
  outputs: { value: { text: value } },
  artifacts: {},
});

describe('a run store of plain files', () => {
  for (const each of runStoreConformance((clock) => make(clock))) {
    plainTest(each.name, () => each.run());
  }
  const roots: string[] = [];
  async function make(clock: { now(): number }) {
    const { mkdtemp, rm } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    const root = await mkdtemp(join(tmpdir(), 'sluice-plain-'));
    roots.push(root);
    return {
      store: createWorkspaceRunStore(root, { clock }),
      another: () => createWorkspaceRunStore(root, { clock }),
      close: () => rm(root, { recursive: true, force: true }),
    };
  }
});

test('the files are those of the design, and their owner’s alone', async ({ folder }) => {
  const home = join(folder, "a b'ö$x");
  const clock = { now: () => Date.UTC(2026, 10, 21) };
  const workspace = createWorkspace(home, { clock, script: '/project/sluice.ts' });
  await workspace.runs.append(RUN, 0, [started, completed('one')]);
  await workspace.runs.append(RUN, 2, [
    {
      type: 'step-failed',
      step: 'b' as StepKey,
      attempt: 1,
      error: { code: 'TASK_FAILED', message: 'no', hint: 'yes', traceback: 'at x' },
    },
  ]);
  const json = (name: string): unknown => JSON.parse(readFileSync(join(home, name), 'utf8'));
  expect(json('_params.json')).toEqual({
    flow: 'release',
    params: { who: 'ann' },
    steps: ['1_fetch-source', '2_b'],
    script: '/project/sluice.ts',
    createdAt: '2026-11-21T00:00:00.000Z',
    plan: planHash(plan),
  });
  expect(json('1_fetch-source.json')).toEqual({
    status: 'success',
    value: { text: 'one' },
    error: null,
    traceback: null,
  });
  expect(json('2_b.json')).toEqual({
    status: 'failure',
    value: null,
    error: { code: 'TASK_FAILED', message: 'no', hint: 'yes' },
    traceback: 'at x',
  });
  for (const each of readdirSync(home, { recursive: true, withFileTypes: true })) {
    const mode = statSync(join(each.parentPath, each.name)).mode & 0o777;
    expect([each.name, mode.toString(8)]).toEqual([each.name, each.isFile() ? '600' : '700']);
  }
});

test('a value that is too large for the history is whole in the file of its step', async ({
  folder,
}) => {
  const workspace = createWorkspace(join(folder, 'w'));
  await workspace.runs.append(RUN, 0, [started]);
  const value = { text: 'x'.repeat(100_000) };
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const { sha256 } = await workspace.blobs.put(bytes);
  const fact: RunFact = {
    type: 'step-completed',
    step: 'a' as StepKey,
    attempt: 1,
    outputs: { blob: sha256, bytes: bytes.length },
    artifacts: {},
  };
  await workspace.runs.append(RUN, 1, [fact]);
  const file = readFileSync(join(folder, 'w', '1_fetch-source.json'), 'utf8');
  expect((JSON.parse(file) as { value: unknown }).value).toEqual(value);
  for await (const _ of workspace.runs.read(RUN));
});

test('a result that did not reach the disk before the machine went down is written again', async ({
  folder,
}) => {
  const path = join(folder, 'w', '1_fetch-source.json');
  const first = createWorkspace(join(folder, 'w'));
  await first.runs.append(RUN, 0, [started, completed('one')]);
  const whole = readFileSync(path, 'utf8');
  const read = async (): Promise<string> => {
    const { runs } = createWorkspace(join(folder, 'w'));
    for await (const _ of runs.read(RUN));
    return readFileSync(path, 'utf8');
  };
  const spoilt: readonly (() => void)[] = [
    () => rmSync(path),
    () => writeFileSync(path, ''),
    () => writeFileSync(path, whole.slice(0, 20)),
    () => writeFileSync(path, '\0'.repeat(whole.length)),
  ];
  const history = join(folder, 'w', '_history', '1.jsonl');
  for (const spoil of spoilt) {
    spoil();
    await expect(read()).rejects.toThrow(WorkflowError);
    // Written before this machine was started, whenever that was.
    utimesSync(history, 1, 1);
    expect(await read()).toBe(whole);
    utimesSync(history, new Date(), new Date());
    expect(await read()).toBe(whole);
  }
  writeFileSync(path, whole.replace('one', 'two'));
  utimesSync(history, 1, 1);
  await expect(read()).rejects.toThrow('somebody changed it');
});

test('a process that ended is gone, this one is not, and one of another machine may be there', () => {
  expect(isGone(thisProcess())).toBe(false);
  expect(isGone(thisProcess().replace(/since \w+/, 'since 1'))).toBe(
    !thisProcess().endsWith('unknown'),
  );
  expect(isGone('pid 1 on another-machine since 1')).toBe(false);
});

test('a lease whose process was killed is free at once', async ({ folder }) => {
  const workspace = createWorkspace(folder);
  const lease = join(folder, '_lease');
  mkdirSync(lease);
  const dead = thisProcess().replace(/pid \d+/, 'pid 4194303');
  const held = { holder: 'other', process: dead, until: Date.now() + 60_000 };
  writeFileSync(join(lease, '000000000001.json'), JSON.stringify(held));
  expect(await workspace.lease()).toBe(undefined);
  const token = await workspace.runs.lease(RUN, 'me', 1000);
  expect(token).toBe('000000000002');
  expect(await workspace.runs.lease(RUN, 'you', 1000)).toBe(null);
  expect((await workspace.lease())?.holder).toBe('me');
});

test('killed at random points of a write, a run is as before it or as after it', async ({
  folder,
}) => {
  const writer = fileURLToPath(new URL('./fixtures/workspace-writer.ts', import.meta.url));
  let seen = 0;
  for (let round = 0; round < 4; round++) {
    const home = join(folder, String(round));
    const child = spawn(process.execPath, ['--conditions=@sluice/source', writer, home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let wanted = 3 + round * 9;
    let last = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trim().split('\n')) last = Number(line);
      if (last >= wanted) {
        wanted = Number.POSITIVE_INFINITY;
        child.kill('SIGKILL');
      }
    });
    await once(child, 'close');
    const workspace = createWorkspace(home);
    const events: RunEvent[] = [];
    for await (const event of workspace.runs.read(RUN)) events.push(event);
    // What was acknowledged is there; of what was not, at most the one that was being written.
    expect(events.length - 1).toBeGreaterThanOrEqual(last);
    expect(events.length - 1).toBeLessThanOrEqual(last + 1);
    expect(
      await workspace.runs.append(RUN, events.length, [{ type: 'paused', by: 'me' }]),
    ).toHaveLength(1);
    seen += last;
  }
  expect(seen).toBeGreaterThan(20);
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const growing: Readonly<Record<string, (at: number) => RunFact>> = {
  'a step’s file': (at) =>
    ({ ...completed('x'.repeat(9000)), step: `s${at}` as StepKey }) as RunFact,
  'a line': () => ({ type: 'paused', by: 'x'.repeat(9000) }),
};
test.skipIf(!canMount).for(Object.entries(growing))(
  'on a full disk (a small tmpfs) nothing is lost, and it goes on when there is room: %s',
  async ([, factOf], { folder, skip }) => {
    const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder]);
    if (made.status !== 0) skip('tmpfs cannot be mounted here');
    try {
      const { runs } = createWorkspace(join(folder, 'w'));
      await runs.append(RUN, 0, [started]);
      const ballast = join(folder, 'ballast');
      writeFileSync(ballast, 'x'.repeat(40_000));
      let length = 1;
      let error: unknown;
      while (error === undefined) {
        const fact = factOf(length);
        const written = await runs.append(RUN, length, [fact]).catch((thrown: unknown) => {
          error = thrown;
          return false as const;
        });
        if (written !== false) length += 1;
      }
      expect(WorkflowError.is(error, 'STORAGE_FAILED')).toBe(true);
      const events: RunEvent[] = [];
      const again = createWorkspace(join(folder, 'w'));
      for await (const event of again.runs.read(RUN)) events.push(event);
      expect(events).toHaveLength(length);
      rmSync(ballast);
      expect(await runs.append(RUN, length, [{ type: 'paused', by: 'me' }])).toHaveLength(1);
    } finally {
      // A lock may be open for a moment more.
      spawnSync('umount', ['--lazy', folder]);
    }
  },
);

test.skipIf(process.getuid?.() === 0)(
  'in a folder that cannot be written it is said so',
  async ({ folder }) => {
    await chmod(folder, 0o500);
    const workspace = createWorkspace(join(folder, 'w'));
    const error: unknown = await workspace.runs
      .append(RUN, 0, [started])
      .catch((each: unknown) => each);
    expect(WorkflowError.is(error, 'STORAGE_FAILED')).toBe(true);
  },
);
