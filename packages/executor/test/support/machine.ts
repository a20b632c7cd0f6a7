/** One engine over real processes and memory stores, in a folder of its own that disappears afterwards. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, JsonObject, Plan, PlanStep, RunId, TaskDefinition } from '@sluice/core/plan';
import type { Engine, LogLine, Outcome, RunEvent, StepKey } from '@sluice/core/run';
import {
  createMemoryArtifactStore,
  createMemoryBlobStore,
  createMemoryLibrary,
  createMemoryLogSink,
  createMemoryRunStore,
  createMemorySecretSource,
} from '@sluice/testing';
import {
  createEngine,
  createTaskRegistry,
  type EngineOptions,
  type Grace,
  nodeSpawner,
  type Ports,
  systemClock,
} from '../../src/index.ts';
import * as fixtures from '../fixtures/tasks.ts';

/** Short times, so that a stubborn process is dead within the test. */
export const GRACE: Grace = { interruptMs: 300, terminateMs: 300 };

export interface Machine extends AsyncDisposable {
  readonly folder: string;
  readonly ports: Ports;
  readonly engine: Engine;
  /** What the engine was made with, for a second one over the same ports. */
  readonly options: EngineOptions;
  start(steps: readonly PlanStep[], more?: Partial<Plan>, inputs?: JsonObject): Promise<RunId>;
  run(steps: readonly PlanStep[], more?: Partial<Plan>, inputs?: JsonObject): Promise<Finished>;
  finish(run: RunId): Promise<Finished>;
  /** The lines that steps wrote into the ledger: one per execution. */
  ledger(): string[];
}
export interface Finished {
  readonly run: RunId;
  readonly outcome: Outcome;
  readonly events: readonly RunEvent[];
  result(step: string): string | undefined;
  outputs(step: string): JsonObject | undefined;
  log(step: string, attempt?: number): Promise<string[]>;
}

export async function machine(
  options: EngineOptions & {
    secrets?: Record<string, string>;
    ports?: Partial<Ports>;
    byValue?: boolean;
  } = {},
): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-executor-test-'));
  const { secrets, byValue, ports: replaced, ...engineOptions } = options;
  const tasks = Object.values(fixtures) as unknown as TaskDefinition[];
  const ports: Ports = {
    runs: createMemoryRunStore({ clock: systemClock }),
    library: createMemoryLibrary(),
    artifacts: createMemoryArtifactStore(),
    blobs: createMemoryBlobStore(),
    secrets: createMemorySecretSource(secrets ?? {}),
    logs: createMemoryLogSink(),
    clock: systemClock,
    spawner: nodeSpawner({ grace: GRACE }),
    tasks: createTaskRegistry({
      tasks,
      ...(byValue !== true && { module: new URL('../fixtures/tasks.ts', import.meta.url) }),
    }),
    prompts: { get: () => undefined, names: () => [] },
    ...replaced,
  };
  const settings: EngineOptions = {
    workspace: folder,
    scratch: join(folder, '.attempts'),
    env: { ...process.env, LEDGER: join(folder, 'ledger'), ...engineOptions.env },
    ...engineOptions,
  };
  const engine = createEngine(ports, settings);
  let count = 0;
  const finish = async (run: RunId): Promise<Finished> => {
    const outcome = await engine.outcome(run);
    const events: RunEvent[] = [];
    for await (const event of ports.runs.read(run)) events.push(event);
    return {
      run,
      outcome,
      events,
      result: (step) => resultOf(events, step),
      outputs: (step) => outputsOf(events, step),
      async log(step, attempt = 1) {
        const lines: LogLine[] = [];
        const stop = new AbortController();
        const ref = { run, step: step as StepKey, attempt };
        setImmediate(() => setTimeout(() => stop.abort(), 50));
        try {
          for await (const line of engine.logs(ref, 0, stop.signal)) lines.push(line);
        } catch (error) {
          if (!stop.signal.aborted) throw error;
        }
        return lines.map((line) => line.text);
      },
    };
  };
  const start: Machine['start'] = async (steps, more, inputs) => {
    count += 1;
    const run = `run-${count}` as RunId;
    await engine.start({ runId: run, plan: plan(steps, more), inputs: inputs ?? {} });
    return run;
  };
  return {
    folder,
    ports,
    engine,
    options: settings,
    start,
    finish,
    run: async (steps, more, inputs) => finish(await start(steps, more, inputs)),
    ledger: () =>
      existsSync(join(folder, 'ledger'))
        ? readFileSync(join(folder, 'ledger'), 'utf8').split('\n').filter(Boolean)
        : [],
    async [Symbol.asyncDispose]() {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function plan(steps: readonly PlanStep[], more: Partial<Plan> = {}): Plan {
  return {
    irVersion: 1,
    kind: 'flow',
    name: 'test-flow',
    inputs: {},
    outputs: {},
    on: [],
    parallelism: 8,
    steps,
    ...more,
  };
}

type More = Partial<Omit<PlanStep, 'id' | 'run'>>;
export const shell = (
  id: string,
  command: string,
  more: More & { env?: Record<string, string>; shell?: string } = {},
): PlanStep => {
  const { env, shell: name, ...rest } = more;
  return {
    id,
    run: {
      kind: 'shell',
      command,
      ...(env && { env }),
      ...(name !== undefined && { shell: name }),
    },
    ...rest,
  };
};
export const task = (
  id: string,
  name: string,
  inputs: Record<string, Json> = {},
  more: More = {},
): PlanStep => ({
  id,
  run: { kind: 'task', task: name, inputs },
  ...more,
});

function resultOf(events: readonly RunEvent[], step: string): string | undefined {
  const last = events.findLast(
    (event) => 'step' in event && event.step === step && event.type.startsWith('step-'),
  );
  return last?.type;
}

function outputsOf(events: readonly RunEvent[], step: string): JsonObject | undefined {
  for (const event of events) {
    if (
      event.type === 'step-completed' &&
      event.step === step &&
      event.outputs.blob === undefined
    ) {
      return event.outputs.value as JsonObject;
    }
  }
  return undefined;
}
