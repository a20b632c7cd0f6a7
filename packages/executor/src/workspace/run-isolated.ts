/** A whole run whose steps share nothing but a workspace, for hosts. @module */
import type { ParamsOf } from '@sluice/core';
import type { LogLine, Outcome, RunEvent, StepKey } from '@sluice/core/run';
import { createSecretSource, createWorkspace, sluiceHome } from '@sluice/storage';
import { entryArgs } from '../attempt/step-runner-path.ts';
import { systemClock } from '../clock.ts';
import { createEngine } from '../engine/engine.ts';
import { builtInStepTypes } from '../kinds.ts';
import { nodeSpawner } from '../process/spawner.ts';
import { type RunHandle, type Runnable, runner, type StartOptions } from '../runner.ts';
import { tasksIn } from '../task/find-task.ts';
import { createTaskRegistry } from '../task/registry.ts';
import { isolatedAttempts } from './isolated-attempts.ts';

/** Where and how an isolated run takes place. */
export interface IsolatedOptions extends StartOptions {
  /** File URL of the module whose default export is the app, or that exports the tasks. */
  readonly module: string | URL;
  /** The folder of the workspace: empty, or not there yet. It stays when the run has ended. */
  readonly folder: string;
  /** The checkout that steps share. Default: the working directory of the process. */
  readonly checkout?: string | undefined;
  /** The environment of every process, which also finds its secrets there. Default: that of this one. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  readonly onLines?: ((step: StepKey, lines: readonly LogLine[]) => void) | undefined;
  /** Cancels the run. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a workflow to its end, each attempt in a process that opens the workspace and runs that one step. A process that
 * is killed fails its step. Throws `WORKSPACE_TAKEN` for a folder that holds a run or other files, and what
 * `Engine.start` throws.
 */
export async function runIsolated<W extends Runnable>(
  workflow: W,
  inputs: ParamsOf<W>,
  options: IsolatedOptions,
): Promise<Outcome<W['outputs']>> {
  const { checkout = process.cwd(), env = process.env, onLines = () => undefined } = options;
  const module = String(options.module);
  const workspace = createWorkspace(options.folder, { script: module });
  await workspace.run.assertFree();
  const { runs, blobs, artifacts, logs } = workspace;
  const spawner = nodeSpawner();
  const elsewhere = isolatedAttempts(workflow.plan(), {
    workspace,
    spawner,
    command: () => ({
      file: process.execPath,
      args: [...entryArgs('workspace-step'), options.folder, module, checkout],
    }),
    cwd: checkout,
    env,
    onLines,
  });
  const engine = createEngine(
    {
      runs,
      blobs,
      artifacts,
      logs,
      secrets: createSecretSource({ env, home: sluiceHome(env) }),
      clock: systemClock,
      spawner,
      tasks: createTaskRegistry({ tasks: await tasksIn(module), module }),
      runners: builtInStepTypes,
      prompts: { get: () => undefined, names: () => [] },
    },
    { workspace: checkout, env, elsewhere },
  );
  try {
    // `start` tells workflows without inputs apart; here they are always given.
    const start = runner(engine).start as (
      workflow: W,
      inputs: ParamsOf<W>,
      options: StartOptions,
    ) => Promise<RunHandle<W['outputs']>>;
    const handle = await start(workflow, inputs, options);
    const cancel = (): void => void handle.cancel('host').catch(() => undefined);
    options.signal?.addEventListener('abort', cancel, { once: true });
    if (options.signal?.aborted) cancel();
    const watched = (async () => {
      for await (const event of handle.events()) options.onEvent?.(event);
    })();
    const outcome = await handle.outcome();
    await watched;
    options.signal?.removeEventListener('abort', cancel);
    return outcome;
  } finally {
    await engine.close();
  }
}
