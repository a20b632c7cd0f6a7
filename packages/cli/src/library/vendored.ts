/**
 * Saved workflows that a project keeps in its own repository, so that it means the same on every machine: other people's,
 * and GitHub's. What it nests by name is looked for there first, then among what this user has saved.
 * @module
 */
import { dirname, join } from 'node:path';
import { allSteps, type Plan, planHash, type WorkflowName } from '@sluice/core/plan';
import type { WorkflowLibrary } from '@sluice/core/run';
import { createFileLibrary } from '@sluice/storage';
import type { CliContext } from '../context.ts';
import type { LoadedApp } from '../project/load.ts';
import { openLibrary } from './open-library.ts';

const FOLDER = 'saved-workflows';

/** The saved workflows of a project, beside its file. */
export function vendoredLibrary(appFile: string): WorkflowLibrary {
  return createFileLibrary(join(dirname(appFile), FOLDER));
}

/** What a workflow may nest by name: what the project keeps, then what this user has saved. */
export function libraryFor(loaded: LoadedApp | undefined, context: CliContext): WorkflowLibrary {
  const saved = openLibrary(context);
  if (loaded === undefined) return saved;
  const kept = vendoredLibrary(loaded.file);
  const holder = async (name: WorkflowName): Promise<WorkflowLibrary> =>
    (await kept.exists(name)) ? kept : saved;
  return {
    ...saved,
    load: async (name) => (await holder(name)).load(name),
    loadIr: async (name) => (await holder(name)).loadIr(name),
    exists: async (name) => (await kept.exists(name)) || saved.exists(name),
  };
}

/** The names that plans nest, and what those nest in turn, each after what it nests itself. */
export async function namesNested(
  plans: Iterable<Plan>,
  library: WorkflowLibrary,
): Promise<readonly WorkflowName[]> {
  const names = new Set<WorkflowName>();
  const seen = new Set<string>();
  const visit = async (plan: Plan): Promise<void> => {
    for (const { step } of allSteps(plan)) {
      if (step.run.kind !== 'workflow' || step.run.name === undefined) continue;
      const name = step.run.name as WorkflowName;
      if (seen.has(name)) continue;
      seen.add(name);
      if (await library.exists(name)) await visit(await library.loadIr(name));
      names.add(name);
    }
  };
  for (const plan of plans) await visit(plan);
  return [...names];
}

/** Copies workflows from one library into another; gives the names of those that were not there, or not the same. */
export async function copyWorkflows(
  names: readonly WorkflowName[],
  from: WorkflowLibrary,
  to: WorkflowLibrary,
): Promise<readonly WorkflowName[]> {
  const copied: WorkflowName[] = [];
  for (const name of names) {
    // Not the project that it was saved from: the tasks of a copy are those of the project that keeps it.
    const { ir, description, version } = await from.load(name);
    const there = (await to.exists(name)) ? await to.load(name) : undefined;
    if (there !== undefined && planHash(there.ir) === planHash(ir)) continue;
    await to.save(name, ir, { description, version, overwrite: true });
    copied.push(name);
  }
  return copied;
}
