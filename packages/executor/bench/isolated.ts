/** One task in a process of its own, from nothing. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plan, runId, type TaskDefinition } from '@sluice/core/plan';
import { createEngine, createTaskRegistry, nodeSpawner, systemClock } from '@sluice/executor';
import {
  createMemoryArtifactStore,
  createMemoryBlobStore,
  createMemoryLogSink,
  createMemoryRunStore,
} from '@sluice/testing';

const MODULE = pathToFileURL(join(import.meta.dirname, 'trivial-task.mjs'));
const { trivial } = (await import(MODULE.href)) as { trivial: TaskDefinition };
const PLAN: Plan = {
  irVersion: 1,
  kind: 'flow',
  name: 'bench',
  inputs: {},
  outputs: {},
  on: [],
  steps: [{ id: 'trivial', run: { kind: 'task', task: 'trivial', inputs: {} } }],
};

/** The floor. */
export function emptyNode(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}

/** A run of one task, its process included; the engine is there already. */
export function isolatedTask(): { run(): Promise<void>; close(): Promise<void> } {
  const engine = createEngine({
    runs: createMemoryRunStore(),
    blobs: createMemoryBlobStore(),
    artifacts: createMemoryArtifactStore(),
    logs: createMemoryLogSink(),
    secrets: { get: () => undefined },
    clock: systemClock,
    spawner: nodeSpawner(),
    tasks: createTaskRegistry({ tasks: [trivial], module: MODULE }),
    prompts: { get: () => undefined, names: () => [] },
  });
  let count = 0;
  return {
    async run() {
      const run = runId(`bench-${count++}`);
      await engine.start({ runId: run, plan: PLAN, inputs: {} });
      const outcome = await engine.outcome(run);
      if (outcome.status !== 'completed') throw new Error(JSON.stringify(outcome));
    },
    close: () => engine.close(),
  };
}
