/** The engine of this machine, wired to stores in the project's folder. @module */
import { dirname, join } from 'node:path';
import { tasksOf } from '@sluice/core';
import type { Plan } from '@sluice/core/plan';
import type {
  ArtifactStore,
  Engine,
  LogLine,
  SecretSource,
  WorkflowLibrary,
} from '@sluice/core/run';
import {
  createEngine,
  createStoppableClock,
  createTaskRegistry,
  heardLines,
  nodeSpawner,
  type Ports,
} from '@sluice/executor';
import { builtInStepTypes } from '@sluice/executor/kinds';
import {
  createFileArtifactStore,
  createFileLogSink,
  createPlanFiles,
  createSecretSource,
  sluiceHome,
} from '@sluice/storage';
import { createMemoryBlobStore, createMemoryRunStore } from '@sluice/testing';
import type { CliIo } from '../io.ts';
import type { LoadedApp } from '../project/load.ts';
import { isGithub } from './choose-reporter.ts';
import { declaredSecrets } from './declared-secrets.ts';
import type { Stoppable } from './execute.ts';
import { runFolder } from './folder.ts';
import { hiddenOnGithub } from './github-secrets.ts';

/** The artifacts of local runs. */
export function localArtifacts(
  loaded: LoadedApp | undefined,
  { env }: Pick<CliIo, 'env'>,
): ArtifactStore {
  return createFileArtifactStore(join(runFolder(loaded?.file, env), 'artifacts'));
}

/** The secrets of this machine. On GitHub those of the plan and of the project are hidden from now on. */
export async function localSecrets(
  plan: Plan,
  loaded: LoadedApp | undefined,
  { env, stderr }: Pick<CliIo, 'env' | 'stderr'>,
): Promise<SecretSource> {
  const source = createSecretSource({ env, home: sluiceHome(env) });
  if (!isGithub(env)) return source;
  return hiddenOnGithub(source, stderr, {
    plan,
    tasks: loaded ? [...tasksOf(loaded.app).values()] : [],
  });
}

/** Where a run and what belongs to it is kept, and what it may use. */
export interface RunPorts extends Pick<Ports, 'runs' | 'blobs' | 'artifacts' | 'logs' | 'secrets'> {
  readonly library: WorkflowLibrary;
  readonly machine: LocalMachine;
}

/** The processes of a run, and its clock: both stop and go on with this process. */
export interface LocalMachine extends Pick<Ports, 'clock' | 'spawner'>, Stoppable {}

/** Makes one. */
export function localMachine(): LocalMachine {
  const clock = createStoppableClock();
  const spawner = nodeSpawner({ clock });
  return {
    clock,
    spawner,
    stop: () => spawner.stop(),
    resume(stoodMs) {
      clock.stood(stoodMs);
      spawner.resume();
    },
  };
}

/** An engine for the tasks of a project; without one, for plans of commands and scripts. */
export function localEngine(
  loaded: LoadedApp | undefined,
  io: Pick<CliIo, 'cwd' | 'env'>,
  given: Pick<RunPorts, 'library' | 'secrets' | 'machine'>,
  plan: Plan,
  onLines: (step: string, lines: readonly LogLine[]) => void,
): Engine {
  const folder = runFolder(loaded?.file, io.env);
  const ports = localPorts(loaded, io.cwd, {
    ...given,
    runs: createMemoryRunStore(),
    blobs: createMemoryBlobStore(),
    artifacts: localArtifacts(loaded, io),
    logs: heardLines(createFileLogSink(join(folder, 'logs')), onLines),
  });
  return createEngine(ports, {
    workspace: checkoutOf(loaded, io.cwd),
    ownsProcess: ownsProcess(plan, loaded),
    secretNames: () => declaredSecrets(loaded),
  });
}

/**
 * Whether a run is one task that needs no process of its own: this process is for it. A project with secrets keeps them
 * out of the memory of tasks that did not declare them.
 */
export function ownsProcess({ steps, env }: Plan, loaded: LoadedApp | undefined): boolean {
  const [step, ...more] = steps;
  return (
    loaded !== undefined &&
    step !== undefined &&
    more.length === 0 &&
    env === undefined &&
    step.run.kind === 'task' &&
    step.env === undefined &&
    step.timeoutMs === undefined &&
    step.retry === undefined &&
    step.matrix === undefined &&
    [...tasksOf(loaded.app).values()].every((task) => task.secretNames.length === 0)
  );
}

/** The checkout in which steps run: the folder of the project. */
export function checkoutOf(loaded: LoadedApp | undefined, cwd: string): string {
  return loaded === undefined ? cwd : dirname(loaded.file);
}

/** Everything of this machine that a run needs, over the given stores. */
export function localPorts(
  loaded: LoadedApp | undefined,
  cwd: string,
  { machine: { clock, spawner }, ...given }: RunPorts,
): Ports {
  return {
    ...given,
    clock,
    spawner,
    plans: createPlanFiles(checkoutOf(loaded, cwd)),
    tasks: createTaskRegistry({
      tasks: loaded === undefined ? [] : tasksOf(loaded.app),
      module: loaded?.module,
    }),
    runners: builtInStepTypes,
    prompts: { get: () => undefined, names: () => [] },
  };
}
