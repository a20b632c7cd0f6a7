/** What a call must hand on: a called workflow cannot do more than the job that calls it. @module */
import { resolveSetup } from '@sluice/core';
import type { Plan } from '@sluice/core/plan';
import type { Permissions } from '../model/workflow.ts';
import type { Project } from '../project.ts';
import { jobPermissions, unitedPermissions } from './permissions.ts';

/** The scopes of all jobs of a called automation, and what the call itself declares. */
export function calledPermissions(
  called: Plan,
  project: Project,
  declared: Readonly<Record<string, 'read' | 'write' | 'none'>> | undefined,
): Permissions {
  const all: Permissions[] = declared === undefined ? [] : [declared];
  const workflow = project.automations.get(called.name);
  for (const step of called.steps) {
    const { run, placement } = step;
    if (run.kind === 'workflow' && run.plan?.kind === 'automation') {
      all.push(calledPermissions(run.plan, project, placement?.permissions));
    } else if (workflow) {
      const setups = resolveSetup(project.app, workflow, step.id);
      all.push(jobPermissions(placement?.permissions, setups));
    }
  }
  return unitedPermissions(all, `for ${called.name}`);
}
