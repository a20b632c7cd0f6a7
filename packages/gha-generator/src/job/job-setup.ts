/** What the machine of a job needs before its command. @module */
import { type AnyAutomation, type AnyFlow, resolveSetup } from '@sluice/core';
import type { PlanSetup, PlanStep } from '@sluice/core/plan';
import type { Project } from '../project.ts';

/** The bootstrap of the app, then what the job asks for: of a saved automation only its plan knows. */
export function jobSetup(
  { app, saved }: Pick<Project, 'app' | 'saved'>,
  workflow: AnyAutomation | AnyFlow,
  step: PlanStep,
): readonly PlanSetup[] {
  const own = saved.has(workflow.plan()) ? step.placement?.setup : undefined;
  if (own === undefined) return resolveSetup(app, workflow, step.id);
  return [...resolveSetup({ ...app, setup: [] }, workflow, step.id), ...own];
}
