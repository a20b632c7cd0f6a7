/** `--workspace`: a run in a folder of its own, as a whole or a step at a time. @module */
import { join, resolve } from 'node:path';
import type { NestedPlans } from '@sluice/core/plan';
import type { LogLine, SecretSource, WorkflowLibrary } from '@sluice/core/run';
import {
  CLAIM_VARIABLE,
  createEngine,
  type EngineOptions,
  heardLines,
  type Ports,
} from '@sluice/executor';
import { createWorkspace, type Workspace } from '@sluice/storage';
import type { CliContext } from '../context.ts';
import type { Project } from '../project/open.ts';
import { declaredSecrets } from '../run/declared-secrets.ts';
import { type Execution, execute } from '../run/execute.ts';
import { runFolder } from '../run/folder.ts';
import { checkoutOf, type LocalMachine, localPorts } from '../run/local-engine.ts';
import { claimedStep } from './claimed-step.ts';
import { isolated } from './isolated.ts';
import { oneStep } from './one-step.ts';
import { setUp } from './set-up.ts';

/** What runs in a workspace, and what it uses. */
export interface WorkspaceRun extends Omit<Execution, 'engine' | 'artifacts' | 'stoppable'> {
  readonly project: Project;
  /** What the plan nests by name or path. */
  readonly nested: NestedPlans['plans'];
  /** The words of the command line that name the workflow. */
  readonly words: readonly string[];
  readonly library: WorkflowLibrary;
  readonly secrets: SecretSource;
  readonly machine: LocalMachine;
}

/** What the commands on a workspace have at hand. */
export interface WorkspaceTools {
  readonly workspace: Workspace;
  /** Ports over the stores of the workspace; what steps write is heard. */
  ports(onLines: (step: string, lines: readonly LogLine[]) => void): Ports;
  readonly options: Required<Pick<EngineOptions, 'workspace' | 'env' | 'secretNames'>>;
}

/** Does what `--setup`, `--step`, `--isolated` or none of them asks for. Gives the exit code. */
export async function inWorkspace(run: WorkspaceRun, context: CliContext): Promise<number> {
  const { io, flags } = context;
  const { loaded } = run.project;
  const workspace = createWorkspace(folderOf(run, context), { script: loaded?.file ?? '' });
  // What a step starts itself is a run of its own.
  const { SLUICE_WORKSPACE: _, [CLAIM_VARIABLE]: claim, ...env } = io.env;
  const tools: WorkspaceTools = {
    workspace,
    ports: (onLines) => {
      const { runs, blobs, artifacts, logs } = workspace;
      const stores = { runs, blobs, artifacts, logs: heardLines(logs, onLines) };
      const { library, secrets, machine } = run;
      return localPorts(loaded, io.cwd, { ...stores, library, secrets, machine });
    },
    options: {
      workspace: checkoutOf(loaded, io.cwd),
      env,
      secretNames: () => declaredSecrets(loaded),
    },
  };
  if (flags.setup) return setUp(run, tools, context);
  if (flags.step !== undefined) {
    return claim === undefined
      ? oneStep(flags.step, run, tools, context)
      : claimedStep(claim, tools, context);
  }
  await workspace.run.assertFree();
  const kept = { ...run, again: againIn(run, context) };
  if (flags.isolated) return isolated(kept, tools, context);
  const engine: Execution['engine'] = (onLines) =>
    createEngine(tools.ports(onLines), tools.options);
  const { artifacts } = workspace;
  return execute({ ...kept, artifacts, engine, stoppable: run.machine }, context);
}

/** A folder that was named holds the run from now on: the same command would be refused. */
function againIn({ again }: Pick<Execution, 'again'>, { flags }: CliContext): string {
  if (flags.workspace === undefined) return again;
  return `What it did stays in ${flags.workspace}; --step goes on there, another folder starts anew.`;
}

/** Where the run is kept: an isolated run without a folder gets one in the project, which stays for whoever looks. */
function folderOf({ plan, project }: WorkspaceRun, { io, flags }: CliContext): string {
  if (flags.workspace !== undefined) return resolve(io.cwd, flags.workspace);
  const name = `${plan.name}-${new Date().toISOString().replace(/[:.]/g, '-')}-${process.pid}`;
  return join(runFolder(project.loaded?.file, io.env), 'workspaces', name);
}
