/** A job that runs a command of the project: a task, or a flow. @module */
import { type AnyAutomation, type AnyFlow, toPortableSchema } from '@sluice/core';
import type { JsonSchema, PlanStep } from '@sluice/core/plan';
import { jobConcurrency } from '../concurrency.ts';
import { envAt } from '../env.ts';
import { githubPath } from '../expression/rewrite.ts';
import { type Place, textAt, valueAt, whole } from '../expression/texts.ts';
import type { Path, WorkflowFindings } from '../findings.ts';
import { legSteps, ownLeg } from '../legs/leg-steps.ts';
import type { Step, StepsJob, Workflow } from '../model/workflow.ts';
import type { Project } from '../project.ts';
import { neededSecrets, secretEnv } from '../secrets.ts';
import {
  type ArtifactNames,
  artifactOutputs,
  downloadSteps,
  RUN_STEP,
  uploadSteps,
} from './artifact-steps.ts';
import { commandLine, mentionsArtifact } from './command-line.ts';
import { enduranceFlags, jobTimeout } from './endurance.ts';
import { jobSetup } from './job-setup.ts';
import { machineOf } from './machine.ts';
import { jobPermissions } from './permissions.ts';
import { setupSteps } from './setup-steps.ts';
import { strategyOf } from './strategy.ts';

/** What the jobs of one workflow share. */
export interface JobContext {
  readonly project: Project;
  readonly workflow: AnyAutomation | AnyFlow;
  readonly place: Place;
  readonly findings: WorkflowFindings;
  readonly names: ArtifactNames;
  /** The steps that expressions can see. */
  readonly steps: ReadonlyMap<string, PlanStep>;
  /** Takes a file that a job needs besides its own. */
  readonly addFile: (tree: Workflow) => void;
  /** The steps whose legs somebody asks about. */
  readonly gathered: ReadonlySet<string>;
}

/** The job of a step that runs a task or a flow. */
export function commandJob(
  step: PlanStep,
  path: Path,
  context: JobContext,
): Omit<StepsJob, 'needs' | 'if'> {
  const { project, place, findings, names } = context;
  const { placement, matrix, continueOnError } = step;
  for (const key of Object.keys(placement?.raw ?? {})) {
    findings.warn(
      `\`${key}\` goes into the job as it stands: nobody has looked at it.`,
      [...path, 'placement', 'raw', key],
      'Prefer a setting that has a name, where there is one.',
    );
  }
  const setups = jobSetup(project, context.workflow, step);
  const { pinner } = project;
  return {
    ...(step.name !== undefined && { name: textAt(place, step.name) }),
    ...(matrix && { strategy: strategyOf(matrix, place, findings, [...path, 'matrix']) }),
    ...machineOf(step, place, findings, path),
    permissions: jobPermissions(placement?.permissions, setups),
    ...(placement?.concurrency && {
      concurrency: jobConcurrency(placement.concurrency, place, findings, [...path, 'placement']),
    }),
    'timeout-minutes': jobTimeout(step),
    ...(continueOnError !== undefined && {
      'continue-on-error':
        typeof continueOnError === 'boolean' ? continueOnError : valueAt(place, continueOnError),
    }),
    ...outputsOf(step),
    steps: [
      ...setupSteps(setups, {
        pinner,
        place,
        findings,
        path: [...path, 'placement', 'setup'],
        pushes: placement?.permissions?.['contents'] === 'write',
      }),
      ...downloadSteps(step, context.steps, names, pinner),
      runStep(step, path, context),
      ...uploadSteps(step, names, pinner),
      ...(context.gathered.has(step.id) ? legSteps(ownLeg(step.id, names), pinner) : []),
    ],
    ...(placement?.raw && { raw: placement.raw }),
  };
}

/** The step that runs the command: the only one that sees secrets. */
function runStep(step: PlanStep, path: Path, context: JobContext): Step {
  const { project, place, findings } = context;
  const { run } = step;
  const called = run.kind === 'workflow' ? run.plan : undefined;
  const name = run.kind === 'task' ? run.task : (called?.name ?? '');
  const isSaved = called !== undefined && project.saved.has(called);
  const secrets = secretEnv({ ...step, secrets: neededSecrets([step]) }, findings, path);
  const own = envAt(place, step.env, findings, [...path, 'env']);
  if (mentionsArtifact(step.env ?? {})) {
    findings.refuse(
      'The path of an artifact cannot be a variable: where the checkout is only the command knows.',
      [...path, 'env'],
      'Give it to the task as an input.',
    );
  }
  const fixed = { ...secrets, ...own };
  const command = commandLine({
    entryPoint: project.entryPoint,
    flags: enduranceFlags(step),
    words: isSaved ? ['run', name] : [name],
    assigns: isSaved,
    inputs: run.kind === 'task' || run.kind === 'workflow' ? run.inputs : {},
    schemas: inputSchemas(step, project),
    taken: [...Object.keys(fixed), ...Object.keys(project.env)],
    place,
  });
  const env = { ...command.env, ...fixed };
  return {
    name,
    id: RUN_STEP,
    run: command.line,
    ...(Object.keys(env).length > 0 && { env }),
  };
}

function inputSchemas(step: PlanStep, project: Project): Readonly<Record<string, JsonSchema>> {
  const { run } = step;
  if (run.kind === 'workflow') {
    const inputs = run.plan?.inputs ?? {};
    return Object.fromEntries(Object.entries(inputs).map(([name, each]) => [name, each.schema]));
  }
  const task = run.kind === 'task' ? project.tasks.get(run.task) : undefined;
  if (task === undefined) return {};
  const shape = task.inputs.shape as Readonly<
    Record<string, Parameters<typeof toPortableSchema>[0]>
  >;
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, schema]) => {
      try {
        return [[name, toPortableSchema(schema)] as const];
      } catch {
        return []; // a task's own inputs may transform: they travel as JSON
      }
    }),
  );
}

/** What other jobs may read: outputs and artifacts of the command. A matrix has neither: its legs would mix them. */
function outputsOf(step: PlanStep): Pick<StepsJob, 'outputs'> {
  if (step.matrix) return {};
  const names = Object.keys(
    step.run.kind === 'workflow' ? (step.run.plan?.outputs ?? {}) : (step.outputs ?? {}),
  );
  const outputs = {
    ...Object.fromEntries(
      names.map((name) => [name, whole(githubPath('steps', RUN_STEP, 'outputs', name))]),
    ),
    ...artifactOutputs(step),
  };
  return Object.keys(outputs).length > 0 ? { outputs } : {};
}
