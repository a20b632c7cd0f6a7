/** An iteration whose body is one job: a dynamic matrix, whose legs are the turns. @module */
import {
  type ContextPath,
  type ExprNode,
  type PlanStep,
  stepOutputSchema,
} from '@sluice/core/plan';
import { arrived } from '../expression/border.ts';
import { handedOnJson } from '../expression/handed-on.ts';
import { jobPlace, type WorkflowWords } from '../expression/job-words.ts';
import { call, githubPath, literal } from '../expression/rewrite.ts';
import { bare } from '../expression/texts.ts';
import type { Path } from '../findings.ts';
import { RUN_STEP } from '../job/artifact-steps.ts';
import { commandJob, type JobContext } from '../job/command-job.ts';
import { legSteps, ownLeg } from '../legs/leg-steps.ts';
import type { StepsJob } from '../model/workflow.ts';
import { stepsWhere, turnList } from './turn-list.ts';

type Each = Extract<PlanStep['run'], { kind: 'each' }>;

/** The axis that holds the items. */
export const TURN = 'turn';

/** The one step of a body that can be a job of the same file: it asks for nothing before its machine is there. */
export function singleTurn({ steps }: Each): PlanStep | undefined {
  const [step, ...others] = steps;
  if (step === undefined || others.length > 0 || step.when !== undefined || step.matrix) {
    return undefined;
  }
  const isCommand =
    step.run.kind === 'task' || (step.run.kind === 'workflow' && step.run.plan?.kind === 'flow');
  return isCommand ? step : undefined;
}

/** The job of the turns; `id` is its own, `path` that of the iteration. */
export function turnJob(
  step: PlanStep,
  turn: PlanStep,
  words: WorkflowWords,
  path: Path,
  context: JobContext,
): Omit<StepsJob, 'needs' | 'if'> {
  const run = step.run as Each;
  const place = jobPlace({
    ...words,
    inside: (at) => turnContext(at, run, path, context) ?? words.inside?.(at),
  });
  const inLeg = jobPlace({
    ...words,
    steps: new Map([...words.steps, [turn.id, turn]]),
    inside: (at) =>
      legContext(at, turn) ?? turnContext(at, run, path, context) ?? words.inside?.(at),
  });
  // as a step with legs: its artifacts have the number of the leg in their names
  const leg: PlanStep = { ...turn, matrix: { axes: [] } };
  const job = commandJob(leg, [...path, 'run', 'steps', 0], { ...context, place });
  const { outputs: _, ...rest } = job;
  const list = turnList(run, context.place);
  return {
    ...rest,
    strategy: {
      ...(run.failFast === false && { 'fail-fast': false }),
      ...(run.maxParallel !== undefined && { 'max-parallel': run.maxParallel }),
      matrix: { [TURN]: list.axis },
    },
    ...(run.failFast === false && { 'continue-on-error': true }),
    steps: stepsWhere(bare(list.some), [
      ...job.steps,
      ...legSteps(
        ownLeg(step.id, context.names, handedOnJson(run.outputs, inLeg)),
        context.project.pinner,
      ),
    ]),
  };
}

/** What the body sees of its turn, in a leg. */
export function turnContext(
  path: ContextPath,
  run: Each,
  at: Path,
  { findings }: JobContext,
): ExprNode | undefined {
  const [context, loop, part] = path as readonly (string | undefined)[];
  if (context !== 'each' || loop !== run.loop) return undefined;
  if (part === 'item') return githubPath('matrix', TURN);
  if (part === 'index') return githubPath('strategy', 'job-index');
  if (run.key !== undefined) {
    return call('format', literal('{0}'), githubPath('matrix', TURN, run.key));
  }
  findings.refuse(
    `The key of a turn of \`${run.loop}\` is a hash of its item, which GitHub cannot compute.`,
    [...at, 'run'],
    'Give the iteration a `key`, or use the index.',
  );
  return githubPath('strategy', 'job-index');
}

/** The outputs of the turn's own command, after it has run. */
function legContext(path: ContextPath, turn: PlanStep): ExprNode | undefined {
  const [context, id, part, name] = path as readonly (string | undefined)[];
  if (context !== 'steps' || id !== turn.id) return undefined;
  if (part === 'result') return githubPath('steps', RUN_STEP, 'conclusion');
  if (part !== 'outputs') return undefined;
  return arrived(githubPath('steps', RUN_STEP, 'outputs', name!), stepOutputSchema(turn, name!));
}
