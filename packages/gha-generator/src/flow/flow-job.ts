/** The one job of a flow: its run is set up in a folder, and each step of the plan is a step of the job. @module */
import { type AnyFlow, resolveSetup } from '@sluice/core';
import {
  conditionNode,
  type ExprNode,
  type JsonSchema,
  type PlanStep,
  stepNames,
  usesStatusFunction,
} from '@sluice/core/plan';
import { allOf, call, equals, githubPath, literal } from '../expression/rewrite.ts';
import { bare, nodeAt, valueAt } from '../expression/texts.ts';
import type { Path, WorkflowFindings } from '../findings.ts';
import { inputForm } from '../inputs.ts';
import { commandLine, flagName } from '../job/command-line.ts';
import { commentCondition } from '../job/job-condition.ts';
import { checkStepKind, checkStepPlacement } from '../job/legality.ts';
import { USUAL_MACHINE } from '../job/machine.ts';
import { jobPermissions } from '../job/permissions.ts';
import { setupSteps } from '../job/setup-steps.ts';
import type { RunStep, Step, StepsJob } from '../model/workflow.ts';
import type { Project } from '../project.ts';
import { neededSecrets, secretEnv } from '../secrets.ts';
import { type FlowWords, flowPlace, SETUP_STEP, succeeded } from './flow-words.ts';

/** What the job of a flow depends on. */
export interface FlowContext {
  readonly project: Project;
  readonly words: FlowWords;
  readonly findings: WorkflowFindings;
  /** What the job hands on to a caller, as texts of a workflow file. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** The job of a flow. */
export function flowJob(flow: AnyFlow, context: FlowContext): StepsJob {
  const { project, words, findings, outputs } = context;
  const { plan } = words;
  const setups = resolveSetup(project.app, flow);
  const place = flowPlace(words);
  const condition = commentCondition(plan);
  const steps = plan.steps.flatMap((step, at): readonly Step[] => {
    const path = ['steps', at];
    return checkStepKind(step, path, findings) ? [planStep(step, at, path, context)] : [];
  });
  return {
    ...(condition && { if: bare(condition) }),
    'runs-on': USUAL_MACHINE,
    permissions: jobPermissions(undefined, setups),
    'timeout-minutes': 360,
    ...(Object.keys(outputs).length > 0 && { outputs }),
    steps: [
      ...setupSteps(setups, {
        pinner: project.pinner,
        place,
        findings,
        path: [],
        pushes: false,
      }),
      setUpStep(context),
      ...steps,
    ],
  };
}

/** Starts the run, with the inputs of the event. */
function setUpStep(context: FlowContext): RunStep {
  const { project, words } = context;
  const { plan } = words;
  const { line, env } = commandLine({
    ...invocation(context, ['--setup']),
    inputs: Object.fromEntries(
      Object.keys(plan.inputs).map((name) => [name, `\${{ inputs.${name} }}`]),
    ),
    schemas: Object.fromEntries(
      Object.entries(plan.inputs).map(([name, { schema }]) => [name, flagSchema(schema)]),
    ),
    taken: Object.keys(project.env),
    place: flowPlace(words),
  });
  return {
    name: SETUP_STEP,
    id: SETUP_STEP,
    run: line,
    ...(Object.keys(env).length > 0 && { env }),
  };
}

/** What no form can show arrives as JSON. */
function flagSchema(schema: JsonSchema): JsonSchema {
  return inputForm(schema).kind === 'json' ? true : schema;
}

/** One step of the plan: the command knows the rest from the folder of the run. */
function planStep(step: PlanStep, at: number, path: Path, context: FlowContext): RunStep {
  const { words, findings, project } = context;
  const { name, githubId } = stepNames(words.plan)[at]!;
  const { continueOnError } = step;
  const secrets = secretEnv({ ...step, secrets: neededSecrets([step]) }, findings, path);
  checkStepPlacement(step, path, findings);
  const { line } = commandLine({
    ...invocation(context, [`--step=${name}`]),
    inputs: {},
    schemas: {},
    taken: Object.keys(project.env),
    place: flowPlace(words),
  });
  return {
    name,
    id: githubId,
    if: bare(stepCondition(step, words)),
    run: line,
    ...(Object.keys(secrets).length > 0 && { env: secrets }),
    ...(continueOnError !== undefined && {
      'continue-on-error':
        typeof continueOnError === 'boolean'
          ? continueOnError
          : valueAt(flowPlace(words), continueOnError),
    }),
  };
}

/** The command of a flow in its folder; flags stand before the name where an input of the flow has the same. */
function invocation(
  { project, words }: FlowContext,
  flags: readonly string[],
): {
  readonly entryPoint: string;
  readonly flags: readonly string[];
  readonly words: readonly string[];
} {
  const { plan } = words;
  const all = [...flags, `--workspace=.sluice/workspaces/${plan.name}`];
  const own = new Set(Object.keys(plan.inputs).map(flagName));
  const meant = ['setup', 'step', 'workspace'].some((each) => own.has(each));
  return {
    entryPoint: project.entryPoint,
    flags: meant ? all : [],
    words: [plan.name, ...(meant ? [] : all)],
  };
}

/** When a step of a job runs: as a job of the plan would. */
function stepCondition(step: PlanStep, words: FlowWords): ExprNode {
  const own = step.when === undefined ? undefined : conditionNode(step.when);
  const isSetUp = equals(githubPath('steps', SETUP_STEP, 'outcome'), literal('success'));
  if (own !== undefined && usesStatusFunction(own)) {
    const written = nodeAt(flowPlace(words, step), own);
    const status = usesStatusFunction(written) ? [] : [call('always')];
    return allOf([...status, isSetUp, written])!;
  }
  const written = own === undefined ? [] : [nodeAt(flowPlace(words), own)];
  return allOf([succeeded(step, words), isSetUp, ...written])!;
}
