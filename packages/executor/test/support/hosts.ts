/** One plan on three hosts: in one process, in a process for each step, and step by step by hand. */
import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject, Plan, RunId } from '@sluice/core/plan';
import { stepNames, WorkflowError } from '@sluice/core/plan';
import type { Outcome, RunView, StepView } from '@sluice/core/run';
import { createWorkspace, type Workspace } from '@sluice/storage';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import {
  createEngine,
  type EngineOptions,
  isolatedAttempts,
  nodeSpawner,
  runStep,
  setUpWorkspace,
} from '../../src/index.ts';
import { MODULE, portsOf } from './workspace-ports.ts';

const RUN = 'run-1' as RunId;

/** What came of a step, whatever the host: paths and times are left out. */
export interface StepFacts {
  readonly step: string;
  readonly status: string;
  readonly outputs: Json;
  readonly artifacts: readonly (readonly [name: string, content: string])[];
  readonly error: string | undefined;
  readonly attempts: number;
}
export interface HostResult {
  readonly outcome: string;
  readonly outputs: Json;
  readonly steps: readonly StepFacts[];
}

/** A folder that is gone when the test has ended. */
export async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'sluice-hosts-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** The program that runs one step, and the one it starts itself, in a file each: what starts often should start fast. */
export async function bundledStep(out: string): Promise<string> {
  const source = (name: string) => fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url));
  await build({
    entryPoints: ['workspace-step', 'step-runner'].map(source),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    conditions: ['@sluice/source'],
    external: ['zod', 'yaml', 'esbuild'],
    logLevel: 'error',
  });
  return join(out, 'workspace-step.mjs');
}

/** A workspace in a folder, with a checkout beside it. */
export function place(root: string): { readonly workspace: Workspace; readonly checkout: string } {
  const checkout = join(root, 'checkout');
  mkdirSync(checkout, { recursive: true });
  return { workspace: createWorkspace(join(root, 'workspace')), checkout };
}

export async function asWhole(root: string, plan: Plan, inputs: JsonObject): Promise<HostResult> {
  const { workspace, checkout } = place(root);
  return drive(workspace, plan, inputs, { workspace: checkout, inProcess: true });
}

export async function inIsolation(
  root: string,
  plan: Plan,
  inputs: JsonObject,
  program: string,
): Promise<HostResult> {
  const { workspace, checkout } = place(root);
  const elsewhere = isolatedAttempts(plan, {
    workspace,
    spawner: nodeSpawner(),
    command: () => ({
      file: process.execPath,
      args: ['--conditions=@sluice/source', program, workspace.folder, MODULE, checkout],
    }),
    cwd: checkout,
    env: process.env,
    onLines: () => undefined,
  });
  return drive(workspace, plan, inputs, { workspace: checkout, elsewhere });
}

export async function byHand(root: string, plan: Plan, inputs: JsonObject): Promise<HostResult> {
  const { workspace, checkout } = place(root);
  const ports = portsOf(workspace);
  await setUpWorkspace(ports, workspace, { runId: RUN, plan, inputs });
  let last: RunView | undefined;
  for (const { name } of stepNames(plan)) {
    // Another store each time, as another process would have it.
    const next = createWorkspace(workspace.folder);
    try {
      const options: EngineOptions = { workspace: checkout, inProcess: true };
      const end = await runStep(portsOf(next), { workspace: next, plan, step: name }, options);
      last = end.run;
    } catch (error) {
      if (!WorkflowError.is(error, 'STEP_NEED_FAILED')) throw error;
    }
  }
  const engine = createEngine(ports);
  try {
    return await resultOf(workspace, await engine.get(RUN), last?.outcome);
  } finally {
    await engine.close();
  }
}

async function drive(
  workspace: Workspace,
  plan: Plan,
  inputs: JsonObject,
  options: EngineOptions,
): Promise<HostResult> {
  const engine = createEngine(portsOf(workspace), options);
  try {
    await engine.start({ runId: RUN, plan, inputs });
    const outcome = await engine.outcome(RUN);
    return await resultOf(workspace, await engine.get(RUN), outcome);
  } finally {
    await engine.close();
  }
}

async function resultOf(
  workspace: Workspace,
  view: RunView,
  outcome: Outcome | undefined,
): Promise<HostResult> {
  const seen = view.outcome ?? outcome;
  return {
    outcome: seen?.status ?? view.status,
    outputs: seen?.status === 'completed' ? seen.outputs : null,
    steps: (await Promise.all(flat(view.steps).map((step) => factsOf(workspace, step)))).sort(
      (a, b) => (a.step < b.step ? -1 : 1),
    ),
  };
}

function flat(steps: readonly StepView[]): readonly StepView[] {
  return steps.flatMap((step) => [step, ...flat(step.children ?? [])]);
}

async function factsOf(workspace: Workspace, view: StepView): Promise<StepFacts> {
  const { step, status, outputs, artifacts = [], error, attempt } = view;
  const contents = artifacts.map(async (name): Promise<readonly [string, string]> => {
    const path = await workspace.artifacts.get(RUN, step, name);
    return [name, await readFile(path, 'utf8')];
  });
  return {
    step,
    status,
    outputs: outputs?.blob === undefined ? (outputs?.value ?? null) : `blob ${outputs.blob}`,
    artifacts: await Promise.all(contents),
    error: error && `${error.code}`,
    attempts: attempt,
  };
}
