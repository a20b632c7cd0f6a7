/** One workflow file, as a tree. @module */
import type { AnyAutomation, AnyFlow } from '@sluice/core';
import type { Plan, PlanStep } from '@sluice/core/plan';
import { automationJobs } from './automation-jobs.ts';
import { workflowConcurrency } from './concurrency.ts';
import { envAt } from './env.ts';
import { handedOn } from './expression/handed-on.ts';
import { jobPlace, type WorkflowWords } from './expression/job-words.ts';
import type { WorkflowFindings } from './findings.ts';
import { flowJob } from './flow/flow-job.ts';
import { flowPlace, flowWords } from './flow/flow-words.ts';
import { commentCondition } from './job/job-condition.ts';
import { checkNames } from './legal-names.ts';
import type { Workflow } from './model/workflow.ts';
import {
  OUTPUTS_ARTIFACT,
  outputsJob,
  outputsOfFlow,
  outputsOfJobs,
} from './outputs/outputs-job.ts';
import type { Project } from './project.ts';
import { neededSecrets } from './secrets.ts';
import { hasOtherEvents, triggersOf } from './trigger/triggers.ts';

/** What the tree of a file depends on besides its workflow. */
export interface FileContext {
  readonly project: Project;
  readonly findings: WorkflowFindings;
  /** Only other automations start it. */
  readonly callOnly: boolean;
  /** Takes a file that this one needs besides. */
  readonly addFile: (tree: Workflow) => void;
}

/** The tree of a workflow's file; in `plan` the saved workflows that its jobs run are written out. */
export function workflowFile(
  workflow: AnyAutomation | AnyFlow,
  plan: Plan,
  context: FileContext,
): Workflow {
  const { project, findings, callOnly } = context;
  const steps = new Map<string, PlanStep>(plan.steps.map((step) => [step.id, step]));
  const words: WorkflowWords = {
    plan,
    steps,
    otherEvents: hasOtherEvents(plan),
    jobs: 'needs',
    asked: commentCondition(plan),
  };
  const place = jobPlace(words);
  const callable =
    project.callable.has(plan.name) || plan.on.some(({ event }) => event === 'workflow-call');
  checkNames(plan, findings);
  if (plan.parallelism !== undefined && plan.kind === 'automation') {
    findings.warn(
      'GitHub starts every job as soon as it may: `parallelism` has no effect there.',
      ['parallelism'],
      'Limit the legs of a matrix with `maxParallel`.',
    );
  }
  const env = { ...project.env, ...envAt(place, plan.env, findings, ['env']) };
  const inFlow = plan.kind === 'flow' ? flowWords(plan, words.otherEvents) : undefined;
  const outputs: Readonly<Record<string, string>> = inFlow
    ? mapValues(plan.outputs, (_, name) => `\${{ jobs.${plan.name}.outputs.${name} }}`)
    : handedOn(plan.outputs, jobPlace({ ...words, jobs: 'jobs' }));
  const secrets = neededSecrets(plan.steps);
  const on = triggersOf(plan, {
    callable,
    callOnly,
    findings,
    call: {
      ...(secrets.length > 0 && {
        secrets: Object.fromEntries(secrets.map((name) => [name, { required: false }])),
      }),
      ...(Object.keys(outputs).length > 0 && {
        outputs: mapValues(outputs, (value) => ({ value })),
      }),
    },
  });
  const isAskedFor = on.workflow_dispatch !== undefined && Object.keys(plan.outputs).length > 0;
  const given = inFlow ? outputsOfFlow(plan, flowPlace(inFlow)) : outputsOfJobs(plan, place);
  return {
    name: plan.name,
    on,
    permissions: {},
    concurrency: workflowConcurrency(plan, callable, place, findings),
    ...(Object.keys(env).length > 0 && { env }),
    defaults: project.defaults,
    jobs: {
      ...(inFlow
        ? {
            [plan.name]: flowJob(workflow as AnyFlow, {
              project,
              words: inFlow,
              findings,
              outputs: callable || isAskedFor ? handedOn(plan.outputs, flowPlace(inFlow)) : {},
            }),
          }
        : automationJobs(words, {
            workflow: workflow as AnyAutomation,
            project,
            findings,
            callable,
            addFile: context.addFile,
          })),
      ...(isAskedFor && {
        [OUTPUTS_ARTIFACT]: outputsJob(
          given.outputs,
          { needs: given.needs, callable },
          project.pinner,
        ),
      }),
    },
  };
}

function mapValues<T, R>(
  record: Readonly<Record<string, T>>,
  to: (value: T, name: string) => R,
): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value, name)]));
}
