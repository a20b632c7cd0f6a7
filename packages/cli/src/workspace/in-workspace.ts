/** `--workspace`: a run in a folder of its own, as a whole or a step at a time. @module */
import { resolve } from 'node:path';
import type { LogLine, SecretSource, WorkflowLibrary } from '@sluice/core/run';
import { createEngine, type EngineOptions, type Ports } from '@sluice/executor';
import { createWorkspace, type Workspace } from '@sluice/storage';
import type { CliContext } from '../context.ts';
import type { Project } from '../project/open.ts';
import { declaredSecrets } from '../run/declared-secrets.ts';
import { type Execution, execute } from '../run/execute.ts';
import { checkoutOf, heard, localPorts } from '../run/local-engine.ts';
import { oneStep } from './one-step.ts';
import { setUp } from './set-up.ts';

/** What runs in a workspace, and what it uses. */
export interface WorkspaceRun extends Omit<Execution, 'engine' | 'artifacts'> {
  readonly project: Project;
  readonly library: WorkflowLibrary;
  readonly secrets: SecretSource;
}

/** What the commands on a workspace have at hand. */
export interface WorkspaceTools {
  readonly workspace: Workspace;
  /** Ports over the stores of the workspace; what steps write is heard. */
  ports(onLines: (step: string, lines: readonly LogLine[]) => void): Ports;
  readonly options: Required<Pick<EngineOptions, 'workspace' | 'env' | 'secretNames'>>;
}

/** Does what `--setup`, `--step` or neither of them asks for. Gives the exit code. */
export async function inWorkspace(
  run: WorkspaceRun,
  folder: string,
  context: CliContext,
): Promise<number> {
  const { io, flags } = context;
  const { loaded } = run.project;
  const workspace = createWorkspace(resolve(io.cwd, folder), { script: loaded?.file ?? '' });
  // What a step starts itself is a run of its own.
  const { SLUICE_WORKSPACE: _, ...env } = io.env;
  const tools: WorkspaceTools = {
    workspace,
    ports: (onLines) => {
      const { runs, blobs, artifacts, logs } = workspace;
      const stores = { runs, blobs, artifacts, logs: heard(logs, onLines) };
      const { library, secrets } = run;
      return localPorts(loaded, io.cwd, { ...stores, library, secrets });
    },
    options: {
      workspace: checkoutOf(loaded, io.cwd),
      env,
      secretNames: () => declaredSecrets(loaded),
    },
  };
  if (flags.setup) return setUp(run, tools, context);
  if (flags.step !== undefined) return oneStep(flags.step, run, tools, context);
  await workspace.run.assertFree();
  const engine: Execution['engine'] = (onLines) =>
    createEngine(tools.ports(onLines), tools.options);
  return execute({ ...run, artifacts: workspace.artifacts, engine }, context);
}
