/** The jobs of an automation: one for each step, and those that GitHub needs besides. @module */
import type { AnyAutomation } from '@sluice/core';
import {
  conditionNode,
  expressionSchema,
  type JsonSchema,
  type PlanStep,
  usesStatusFunction,
  wholeExpression,
} from '@sluice/core/plan';
import { eachConditions } from './each/each-condition.ts';
import { singleTurn, turnJob } from './each/turn-job.ts';
import { jobPlace, type WorkflowWords } from './expression/job-words.ts';
import type { Path, WorkflowFindings } from './findings.ts';
import { gateJobs } from './gate/gate-jobs.ts';
import { callJob } from './job/call-job.ts';
import { commandJob, type JobContext } from './job/command-job.ts';
import { commentCondition, jobCondition } from './job/job-condition.ts';
import { checkJobKind } from './job/legality.ts';
import { mentionsOf, readSteps } from './job/mentions.ts';
import { gatherJob, legOutputs } from './legs/gather-job.ts';
import type { Job } from './model/workflow.ts';
import type { Project } from './project.ts';

type Jobs = Readonly<Record<string, Job>>;

/** All jobs, in the order of the steps. */
export function automationJobs(
  workflow: AnyAutomation,
  words: WorkflowWords,
  project: Project,
  findings: WorkflowFindings,
  callable: boolean,
): Jobs {
  const { plan, steps } = words;
  const place = jobPlace(words);
  const read = readSteps(plan.steps, plan.outputs);
  const legged = plan.steps.filter((each) => each.matrix && read.has(each.id));
  const gathered = new Set(legged.map(({ id }) => id));
  const names = { callable };
  const context: JobContext = { project, workflow, place, findings, names, steps, gathered };
  const jobs: Record<string, Job> = {};
  for (const [at, step] of plan.steps.entries()) {
    const path: Path = ['steps', at];
    if (checkJobKind(step, path, findings)) Object.assign(jobs, jobsOf(step, path, words, context));
  }
  return jobs;
}

function jobsOf(step: PlanStep, path: Path, words: WorkflowWords, context: JobContext): Jobs {
  const { place, project, names } = context;
  const needs = jobNeeds(step, words);
  const condition = jobCondition({ ...step, needs }, words.plan, place);
  const frame = {
    ...(needs.length > 0 && { needs }),
    ...(condition !== undefined && { if: condition }),
  };
  const { run } = step;
  if (run.kind === 'gate') return gateJobs(step, { needs, condition }, path, context);
  if (run.kind === 'each') return eachJobs(step, path, needs, words, context);
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
  needs: readonly string[],
  words: WorkflowWords,
  context: JobContext,
): Jobs {
  const { run } = step;
  const turn = run.kind === 'each' ? singleTurn(run) : undefined;
  if (run.kind !== 'each' || turn === undefined) {
    context.findings.refuse(
      `The body of \`${step.id}\` is more than one job without a condition.`,
      [...path, 'run', 'steps'],
      'Put the body into a flow, and let one job run the flow.',
    );
    return {};
  }
  const turns = `${step.id}--turns`;
  const own = step.when === undefined ? undefined : conditionNode(step.when);
  const free = needs.length === 0 || (own !== undefined && usesStatusFunction(own));
  const asked = free ? commentCondition(words.plan) : undefined;
  const conditions = eachConditions(step, turns, words, context.place, needs, asked);
  return {
    [turns]: {
      ...(needs.length > 0 && { needs }),
      if: conditions.turns,
      ...turnJob(step, turn, words, path, context),
    },
    [step.id]: gatherJob(
      {
        id: step.id,
        legs: turns,
        needs: conditions.needs,
        condition: conditions.gather,
        outputs: Object.fromEntries(
          Object.keys(run.outputs).map((name) => [
            name,
            turnOutput(run.outputs[name]!, turn, words),
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

/** The type of what one turn gives: a text around expressions is a text. */
function turnOutput(
  template: string,
  turn: PlanStep,
  { plan, steps }: WorkflowWords,
): JsonSchema | undefined {
  const node = wholeExpression(template);
  if (node === undefined) return { type: 'string' };
  const step = (id: string): PlanStep | undefined => (id === turn.id ? turn : steps.get(id));
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
