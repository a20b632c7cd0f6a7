/** One workflow file, as a tree. @module */
import type { AnyAutomation, AnyFlow } from '@sluice/core';
import {
  expressionSchema,
  type Plan,
  type PlanStep,
  parseTemplate,
  travelsAsText,
} from '@sluice/core/plan';
import { automationJobs } from './automation-jobs.ts';
import { workflowConcurrency } from './concurrency.ts';
import { envAt } from './env.ts';
import { arrivedText, asJson } from './expression/border.ts';
import { declarations, jobPlace, type WorkflowWords } from './expression/job-words.ts';
import { nodeAt, textAt, whole } from './expression/texts.ts';
import type { WorkflowFindings } from './findings.ts';
import type { Workflow } from './model/workflow.ts';
import type { Project } from './project.ts';
import { neededSecrets } from './secrets.ts';
import { hasOtherEvents, triggersOf } from './trigger/triggers.ts';

/** What the tree of a file depends on besides its workflow. */
export interface FileContext {
  readonly project: Project;
  readonly findings: WorkflowFindings;
  /** Only other automations start it. */
  readonly callOnly: boolean;
}

/** The tree of a workflow's file. */
export function workflowFile(workflow: AnyAutomation | AnyFlow, context: FileContext): Workflow {
  const { project, findings, callOnly } = context;
  const plan = workflow.plan();
  const steps = new Map<string, PlanStep>(plan.steps.map((step) => [step.id, step]));
  const words: WorkflowWords = { plan, steps, otherEvents: hasOtherEvents(plan), jobs: 'needs' };
  const place = jobPlace(words);
  const callable =
    project.callable.has(plan.name) || plan.on.some(({ event }) => event === 'workflow-call');
  if (plan.parallelism !== undefined && plan.kind === 'automation') {
    findings.warn(
      'GitHub starts every job as soon as it may: `parallelism` has no effect there.',
      ['parallelism'],
      'Limit the legs of a matrix with `maxParallel`.',
    );
  }
  const env = { ...project.env, ...envAt(place, plan.env, findings, ['env']) };
  const outputs = callOutputs({ ...words, jobs: 'jobs' });
  const secrets = neededSecrets(plan.steps);
  return {
    name: plan.name,
    on: triggersOf(plan, {
      callable,
      callOnly,
      findings,
      call: {
        ...(secrets.length > 0 && {
          secrets: Object.fromEntries(secrets.map((name) => [name, { required: false }])),
        }),
        ...(Object.keys(outputs).length > 0 && { outputs }),
      },
    }),
    permissions: {},
    concurrency: workflowConcurrency(plan, callable, place),
    ...(Object.keys(env).length > 0 && { env }),
    defaults: {
      run: {
        shell: 'bash',
        ...(project.workingDirectory !== undefined && {
          'working-directory': project.workingDirectory,
        }),
      },
    },
    jobs: automationJobs(workflow as AnyAutomation, words, project, findings, callable),
  };
}

/** What a called workflow gives back: texts as they are, everything else as JSON. */
function callOutputs(words: WorkflowWords): Readonly<Record<string, { readonly value: string }>> {
  const place = jobPlace(words);
  const { outputs } = words.plan satisfies Plan;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, template]) => {
      const parsed = parseTemplate(template);
      const [first] = parsed.ok ? parsed.parts : [];
      if (!parsed.ok || parsed.parts.length !== 1 || typeof first !== 'object') {
        return [name, { value: textAt(place, template) }];
      }
      const written = nodeAt(place, first);
      const isText = travelsAsText(expressionSchema(first, declarations(words)));
      return [name, { value: whole(isText ? written : (arrivedText(written) ?? asJson(written))) }];
    }),
  );
}
