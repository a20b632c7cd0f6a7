/** What a call must hand on: a called workflow cannot do more than the job that calls it. @module */
import type { AnyAutomation, AnyFlow } from '@sluice/core';
import type { Plan } from '@sluice/core/plan';
import type { Permissions } from '../model/workflow.ts';
import type { Project } from '../project.ts';
import { jobSetup } from './job-setup.ts';
import { jobPermissions, unitedPermissions } from './permissions.ts';

/** The scopes of all jobs of a called automation, and what the call itself declares. */
export function calledPermissions(
  called: Plan,
  project: Project,
  declared: Readonly<Record<string, 'read' | 'write' | 'none'>> | undefined,
  within: AnyAutomation | AnyFlow | undefined = project.automations.get(called.name),
): Permissions {
  const all: Permissions[] = declared === undefined ? [] : [declared];
  for (const step of called.steps) {
    const { run, placement } = step;
    if (run.kind === 'workflow' && run.plan?.kind === 'automation') {
      all.push(calledPermissions(run.plan, project, placement?.permissions));
    } else if (run.kind === 'each') {
      all.push(calledPermissions({ ...called, steps: run.steps }, project, undefined, within));
    } else if (run.kind === 'gate') {
      all.push({ actions: 'read' });
    } else if (within) {
      const setups = jobSetup(project, within, step);
      all.push(jobPermissions(placement?.permissions, setups));
    }
  }
  return unitedPermissions(all, `for ${called.name}`);
}
