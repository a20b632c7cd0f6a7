/** The project whose tasks a saved workflow uses, wherever it is run. @module */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plan, PlanStep } from '@sluice/core/plan';
import type { SavedWorkflow } from '@sluice/core/run';
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
