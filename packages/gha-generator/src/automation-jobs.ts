/** The jobs of an automation: one for each step, and those that GitHub needs besides. @module */
import type { AnyAutomation } from '@sluice/core';
import {
  expressionSchema,
  type JsonSchema,
  type PlanStep,
  wholeExpression,
} from '@sluice/core/plan';
import { type BodyCall, bodyCall } from './each/body-workflow.ts';
import { singleTurn, turnJob } from './each/turn-job.ts';
import { jobPlace, type WorkflowWords } from './expression/job-words.ts';
import type { Path, WorkflowFindings } from './findings.ts';
import { gateJobs } from './gate/gate-jobs.ts';
import { callJob } from './job/call-job.ts';
import { commandJob, type JobContext } from './job/command-job.ts';
import { jobCondition } from './job/job-condition.ts';
import { checkJobKind } from './job/legality.ts';
import { mentionsOf, readSteps } from './job/mentions.ts';
import { gatherJob, legOutputs } from './legs/gather-job.ts';
import type { Job, Workflow } from './model/workflow.ts';
import type { Project } from './project.ts';

type Jobs = Readonly<Record<string, Job>>;

/** What is the same for all graphs of a workflow. */
export interface Around {
  readonly workflow: AnyAutomation;
  readonly project: Project;
  readonly findings: WorkflowFindings;
  /** Other workflows call it. */
  readonly callable: boolean;
  readonly addFile: (tree: Workflow) => void;
}

/** All jobs, in the order of the steps; `at` is where the graph stands in its plan. */
export function automationJobs(words: WorkflowWords, around: Around, at: Path = []): Jobs {
  const { plan, steps } = words;
  const { callable, ...shared } = around;
  const place = jobPlace(words);
  const read = readSteps(plan.steps, plan.outputs);
  const legged = plan.steps.filter((each) => each.matrix && read.has(each.id));
  const gathered = new Set(legged.map(({ id }) => id));
  const context: JobContext = { ...shared, place, names: { callable }, steps, gathered };
  const jobs: Record<string, Job> = {};
  for (const [index, step] of plan.steps.entries()) {
    const path: Path = [...at, 'steps', index];
    if (!checkJobKind(step, path, around.findings)) continue;
    Object.assign(jobs, jobsOf(step, path, words, context));
  }
  return jobs;
}

function jobsOf(step: PlanStep, path: Path, words: WorkflowWords, context: JobContext): Jobs {
  const { place, project, names } = context;
  const needs = jobNeeds(step, words);
  const condition = jobCondition({ ...step, needs }, words.asked, place);
  const frame = {
    ...(needs.length > 0 && { needs }),
    ...(condition !== undefined && { if: condition }),
  };
  const { run } = step;
  if (run.kind === 'gate') return gateJobs(step, { needs, condition }, path, context);
  if (run.kind === 'each') return eachJobs(step, path, frame, words, context);
  const called = run.kind === 'workflow' ? run.plan : undefined;
  if (called?.kind === 'automation') {
    if (context.gathered.has(step.id)) {
      context.findings.refuse(
        `The legs of \`${step.id}\` call a workflow: GitHub hands on the outputs of one of them only.`,
        path,
        'Repeat a task or a flow, or do not read the outputs.',
      );
    }
    return { [step.id]: { ...callJob(step, called, path, context), ...frame } };
  }
  const job = commandJob(step, path, context);
  if (!context.gathered.has(step.id)) return { [step.id]: { ...job, ...frame } };
  const legs = `${step.id}--legs`;
  const gather = gatherJob(
    {
      id: step.id,
      legs,
      needs: [legs],
      condition: `!cancelled() && needs.${legs}.result != 'skipped'`,
      outputs: legOutputs(step),
      artifacts: step.artifacts ?? [],
      tolerant: false,
    },
    names,
    project.pinner,
  );
  return { [legs]: { ...job, ...frame }, [step.id]: gather };
}

function eachJobs(
  step: PlanStep,
  path: Path,
  frame: Pick<Job, 'needs' | 'if'>,
  words: WorkflowWords,
  context: JobContext,
): Jobs {
  const { run } = step;
  if (run.kind !== 'each') return {};
  const turn = singleTurn(run);
  const turns = `${step.id}--turns`;
  return {
    [turns]: {
      ...frame,
      ...(turn
        ? turnJob(step, turn, words, path, context)
        : severalJobs(step, words, path, context)),
    },
    [step.id]: gatherJob(
      {
        id: step.id,
        legs: turns,
        needs: [turns],
        condition: `!cancelled() && needs.${turns}.result != 'skipped'`,
        outputs: Object.fromEntries(
          Object.keys(run.outputs).map((name) => [
            name,
            turnOutput(run.outputs[name]!, run.steps, words),
          ]),
        ),
        artifacts: [],
        tolerant: run.failFast === false,
      },
      context.names,
      context.project.pinner,
    ),
  };
}

/** The call of a body of several jobs, whose file is added. */
function severalJobs(
  step: PlanStep,
  words: WorkflowWords,
  path: Path,
  context: JobContext,
): BodyCall['job'] {
  if (step.run.kind === 'each' && step.run.failFast === false) {
    context.findings.refuse(
      `The body of \`${step.id}\` is several jobs, and GitHub lets no call of a workflow fail without harm.`,
      [...path, 'run', 'failFast'],
      'Put the body into a flow, and let one job run the flow.',
    );
  }
  const { workflow, project, findings, addFile } = context;
  const around: Around = {
    // the cast: only automations have iterations of jobs
    workflow: workflow as AnyAutomation,
    project,
    findings,
    callable: true,
    addFile,
  };
  const { tree, job } = bodyCall(step, words, path, context, (inside, at) =>
    automationJobs(inside, around, at),
  );
  addFile(tree);
  return job;
}

/** The type of what one turn gives: a text around expressions is a text. */
function turnOutput(
  template: string,
  body: readonly PlanStep[],
  { plan, steps }: WorkflowWords,
): JsonSchema | undefined {
  const node = wholeExpression(template);
  if (node === undefined) return { type: 'string' };
  const step = (id: string): PlanStep | undefined =>
    body.find((each) => each.id === id) ?? steps.get(id);
  return expressionSchema(node, { inputs: plan.inputs, step });
}

/** What a job waits for, each once: what it says, then what it mentions. GitHub hands on outputs of these only. */
function jobNeeds(step: PlanStep, { steps, plan }: WorkflowWords): readonly string[] {
  const needs = new Set(step.needs ?? []);
  for (const [context, name] of mentionsOf(step)) {
    if (context === 'steps' && name !== undefined && steps.has(name)) needs.add(name);
    if (context === 'documents') {
      const producer = plan.steps.find((each) => each.produces?.document === name);
      if (producer) needs.add(producer.id);
    }
  }
  needs.delete(step.id);
  return [...needs];
}
