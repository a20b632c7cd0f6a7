/** The jobs of an automation: one for each step. @module */
import type { AnyAutomation } from '@sluice/core';
import { type JsonObject, type PlanStep, templateReferences } from '@sluice/core/plan';
import type { WorkflowWords } from './expression/job-words.ts';
import { jobPlace } from './expression/job-words.ts';
import type { Path, WorkflowFindings } from './findings.ts';
import { callJob } from './job/call-job.ts';
import { commandJob, type JobContext } from './job/command-job.ts';
import { jobCondition } from './job/job-condition.ts';
import { checkJobKind } from './job/legality.ts';
import type { Job } from './model/workflow.ts';
import type { Project } from './project.ts';

/** All jobs, in the order of the steps. */
export function automationJobs(
  workflow: AnyAutomation,
  words: WorkflowWords,
  project: Project,
  findings: WorkflowFindings,
  callable: boolean,
): Readonly<Record<string, Job>> {
  const place = jobPlace(words);
  const context: JobContext = { project, workflow, place, findings, names: { callable } };
  const jobs: Record<string, Job> = {};
  for (const [at, step] of words.plan.steps.entries()) {
    const path: Path = ['steps', at];
    if (!checkJobKind(step, path, findings)) continue;
    const needs = jobNeeds(step, words);
    const condition = jobCondition(step, words.plan, place);
    const frame = {
      ...(needs.length > 0 && { needs }),
      ...(condition !== undefined && { if: condition }),
    };
    const called = step.run.kind === 'workflow' ? step.run.plan : undefined;
    const job =
      called?.kind === 'automation'
        ? callJob(step, called, path, context)
        : commandJob(step, path, context);
    jobs[step.id] = { ...job, ...frame } as Job;
  }
  return jobs;
}

/** What a job waits for, each once: what it says, then what it mentions. GitHub hands on outputs of these only. */
function jobNeeds(step: PlanStep, { steps, plan }: WorkflowWords): readonly string[] {
  const needs = new Set(step.needs ?? []);
  const texts = { ...step, when: step.when === undefined ? '' : `\${{ ${step.when} }}` };
  // a step is JSON but for its type
  for (const [context, name] of templateReferences(texts as unknown as JsonObject)) {
    if (context === 'steps' && name !== undefined && steps.has(name)) needs.add(name);
    if (context === 'documents') {
      const producer = plan.steps.find((each) => each.produces?.document === name);
      if (producer) needs.add(producer.id);
    }
  }
  needs.delete(step.id);
  return [...needs];
}
