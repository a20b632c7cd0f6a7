/** The project whose tasks a saved workflow uses, wherever it is run. @module */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { allSteps, type Plan, type PlanStep, type WorkflowName } from '@sluice/core/plan';
import type { SavedWorkflow, WorkflowLibrary } from '@sluice/core/run';
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';
import { openProject, type Project } from '../project/open.ts';

/** The folder of the project that a plan depends on: only tasks tie it to one. */
export function sourceOf(plan: Plan, project: Project): string | undefined {
  const { loaded } = project;
  return loaded !== undefined && usesTasks(plan.steps) ? dirname(loaded.file) : undefined;
}

/** The project that a saved workflow runs in: that of its tasks, else the one that is here. Throws `TASK_UNKNOWN` when it is gone. */
export async function projectOf(
  { name, source, ir }: SavedWorkflow,
  here: Project,
  context: CliContext,
): Promise<Project> {
  if (source === undefined || !usesTasks(ir.steps)) return here;
  return openSource(name, source, here, context);
}

/**
 * The project that a plan runs in when it nests saved workflows: that of their tasks. Throws `TASK_UNKNOWN` where they
 * are of several projects, for the tasks of a run come from one.
 */
export async function projectOfNested(
  plan: Plan,
  here: Project,
  library: WorkflowLibrary,
  context: CliContext,
): Promise<Project> {
  const sources = new Map<string, string>();
  if (here.loaded !== undefined && usesTasks(plan.steps)) {
    sources.set(dirname(here.loaded.file), plan.name);
  }
  const seen = new Set<string>();
  const visit = async (nesting: Plan): Promise<void> => {
    for (const { step } of allSteps(nesting)) {
      const name = step.run.kind === 'workflow' ? step.run.name : undefined;
      if (name === undefined || seen.has(name)) continue;
      seen.add(name);
      // What is not there is for the verdict on the plan to say.
      const saved = await library.load(name as WorkflowName).catch(() => undefined);
      if (saved === undefined) continue;
      if (saved.source !== undefined && usesTasks(saved.ir.steps)) sources.set(saved.source, name);
      await visit(saved.ir);
    }
  };
  await visit(plan);
  const [first, second] = sources;
  if (first === undefined) return here;
  if (second === undefined) return openSource(first[1], first[0], here, context);
  throw new Problems({
    code: 'TASK_UNKNOWN',
    message: `\`${first[1]}\` uses tasks of the project \`${first[0]}\`, and \`${second[1]}\` those of \`${second[0]}\`.`,
    hint: 'The tasks of a run come from one project: run one of them on its own.',
  });
}

async function openSource(
  name: string,
  source: string,
  here: Project,
  context: CliContext,
): Promise<Project> {
  if (here.loaded !== undefined && dirname(here.loaded.file) === source) return here;
  const { io, flags } = context;
  const project = existsSync(source)
    ? await openProject({
        ...context,
        io: { ...io, cwd: source },
        flags: { ...flags, file: undefined },
      })
    : undefined;
  if (project?.loaded !== undefined) return project;
  throw new Problems({
    code: 'TASK_UNKNOWN',
    message: `\`${name}\` uses tasks of the project \`${source}\`, which is no longer there.`,
    hint: `Save it again from where the project is now: sluice save NAME --name=${name} --overwrite`,
  });
}

function usesTasks(steps: readonly PlanStep[]): boolean {
  return steps.some(({ run }) => {
    switch (run.kind) {
      case 'task':
        return true;
      case 'each':
        return usesTasks(run.steps);
      case 'workflow':
        return run.plan !== undefined && usesTasks(run.plan.steps);
      default:
        return false;
    }
  });
}
