/** The work of the benchmark: a hundred trivial commands in a graph of ten by ten, two at a time. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Plan, runId } from '@sluice/core/plan';
import {
  createEngine,
  createTaskRegistry,
  nodeSpawner,
  type Ports,
  systemClock,
} from '@sluice/executor';
import { createFileArtifactStore, createFileLogSink, createWorkspace } from '@sluice/storage';
import { createMemoryBlobStore, createMemoryRunStore } from '@sluice/testing';

export const WIDTH = 10;
export const DEPTH = 10;
export const AT_ONCE = 2;
export const nameOf = (level: number, column: number): string => `s${level}-${column}`;
const LEVEL = Array.from({ length: WIDTH }, (_, column) => column);

/** The names of a level, all of which the next level needs. */
export function levelNames(level: number): readonly string[] {
  return level < 0 || level >= DEPTH ? [] : LEVEL.map((column) => nameOf(level, column));
}

export const PLAN: Plan = {
  irVersion: 1,
  kind: 'flow',
  name: 'bench',
  inputs: {},
  outputs: {},
  on: [],
  parallelism: AT_ONCE,
  steps: Array.from({ length: WIDTH * DEPTH }, (_, at) => {
    const level = Math.floor(at / WIDTH);
    return {
      id: nameOf(level, at % WIDTH),
      needs: levelNames(level - 1),
      run: { kind: 'shell', command: 'true' },
    };
  }),
};

const root = folderIn(tmpdir());
/** Temporary files are kept in memory by many systems; undefined where this one has nothing for that. */
const inMemory = existsSync('/dev/shm') ? folderIn('/dev/shm') : undefined;

/** Gone with this process. Not sooner: where many files have just been removed, ext4 takes long to make new ones. */
function folderIn(place: string): string {
  const folder = mkdtempSync(join(place, 'sluice-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Time of a piece of work in milliseconds, in a folder of its own. */
export async function timed(work: (folder: string) => Promise<void>): Promise<number> {
  const folder = await mkdtemp(join(root, 'work-'));
  const start = performance.now();
  await work(folder);
  return performance.now() - start;
}

/** The floor: the very command lines of the engine, spawned by a bare loop that keeps to the levels. */
export async function bareLoop(folder: string): Promise<void> {
  const script = join(folder, 'script.sh');
  await writeFile(script, 'true\n');
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const args = ['--noprofile', '--norc', '-e', '-o', 'pipefail', script];
      const child = spawn('bash', args, { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.resume();
      child.stderr.resume();
      child.on('error', reject);
      child.on('close', () => resolve());
    });
  for (let level = 0; level < DEPTH; level++) {
    let left = WIDTH;
    const worker = async (): Promise<void> => {
      while (left-- > 0) await one();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }
}

/** Where a run is kept: as `sluice NAME` does it, or in a workspace, whose journal survives everything. */
export type Kept = 'as the command does' | 'in a workspace';

function storesIn(
  folder: string,
  kept: Kept,
): Pick<Ports, 'runs' | 'blobs' | 'artifacts' | 'logs'> {
  if (kept === 'in a workspace') return createWorkspace(join(folder, 'workspace'));
  return {
    runs: createMemoryRunStore(),
    blobs: createMemoryBlobStore(),
    artifacts: createFileArtifactStore(join(folder, 'artifacts')),
    logs: createFileLogSink(join(folder, 'logs')),
  };
}

/** Where the folders of attempts are: on the disk, or in memory if there is a file system for that. */
export type Scratch = 'on the disk' | 'in memory';

/** The graph on the engine. */
export async function engineRun(folder: string, kept: Kept, scratch: Scratch): Promise<void> {
  const { runs, blobs, artifacts, logs } = storesIn(folder, kept);
  const engine = createEngine(
    {
      runs,
      blobs,
      artifacts,
      logs,
      secrets: { get: () => undefined },
      clock: systemClock,
      spawner: nodeSpawner(),
      tasks: createTaskRegistry({ tasks: [] }),
      prompts: { get: () => undefined, names: () => [] },
    },
    {
      workspace: folder,
      ...(scratch === 'in memory' && inMemory !== undefined && { scratch: inMemory }),
    },
  );
  const run = runId('bench');
  await engine.start({ runId: run, plan: PLAN, inputs: {} });
  const outcome = await engine.outcome(run);
  if (outcome.status !== 'completed') throw new Error(JSON.stringify(outcome));
  await engine.close();
}
