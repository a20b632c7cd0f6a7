/**
 * An iteration whose body is several jobs: a reusable workflow, which a dynamic matrix calls for every item. What the
 * body sees of the world around it arrives as inputs: texts as they are, everything else as JSON.
 * @module
 */
import {
  type ContextPath,
  expressionSchema,
  type JsonObject,
  type JsonSchema,
  type Plan,
  type PlanStep,
  templateReferences,
  travelsAsText,
} from '@sluice/core/plan';
import { workflowConcurrency } from '../concurrency.ts';
import { envAt } from '../env.ts';
import { arrived, asJson } from '../expression/border.ts';
import { handedOnJson } from '../expression/handed-on.ts';
import { declarations, jobPlace, type WorkflowWords } from '../expression/job-words.ts';
import { equals, githubPath, literal } from '../expression/rewrite.ts';
import { bare, nodeAt, whole } from '../expression/texts.ts';
import type { Path } from '../findings.ts';
import { artifactName } from '../job/artifact-steps.ts';
import { calledPermissions } from '../job/called-permissions.ts';
import type { JobContext } from '../job/command-job.ts';
import { USUAL_MACHINE } from '../job/machine.ts';
import { mentionsOf } from '../job/mentions.ts';
import { LEG, legSteps } from '../legs/leg-steps.ts';
import type { CallInput, CallJob, Job, Workflow } from '../model/workflow.ts';
import { neededSecrets } from '../secrets.ts';
import { CALLER_INPUT } from '../trigger/triggers.ts';
import { TURN, turnContext } from './turn-job.ts';
import { stepsWhere, turnList } from './turn-list.ts';

type Each = Extract<PlanStep['run'], { kind: 'each' }>;

/** The two sides of an iteration: the file of its body, and the job that calls it. */
export interface BodyCall {
  readonly tree: Workflow;
  readonly job: Omit<CallJob, 'needs' | 'if'>;
}

/** By what inputs a turn knows where it belongs. */
const PLACE = ['sluice-leg', 'sluice-index', 'sluice-total', 'sluice-some'] as const;

/** Whether there is a turn: an empty list calls the body once, and nothing in it runs. */
const SOME = equals(githubPath('inputs', 'sluice-some'), literal('true'));

/** The body of an iteration; `jobsOf` makes the jobs of a graph. */
export function bodyCall(
  step: PlanStep,
  words: WorkflowWords,
  path: Path,
  context: JobContext,
  jobsOf: (words: WorkflowWords, path: Path) => Readonly<Record<string, Job>>,
): BodyCall {
  const run = step.run as Each;
  const { project, findings, names } = context;
  const body: Plan = {
    irVersion: 1,
    kind: 'automation',
    name: `${words.plan.name}--${step.id}`,
    inputs: {},
    outputs: run.outputs,
    on: [{ event: 'workflow-call' }],
    ...(words.plan.env && { env: words.plan.env }),
    steps: run.steps,
  };
  const steps = new Map(run.steps.map((each) => [each.id, each]));
  const outer = jobPlace({
    ...words,
    inside: (at) => turnContext(at, run, path, context) ?? words.inside?.(at),
  });
  const brought = new Map<
    string,
    { readonly path: ContextPath; readonly schema: JsonSchema | undefined }
  >();
  const bring = (at: ContextPath): string | undefined => {
    const key = inputName(at, steps);
    if (key === undefined) return undefined;
    if (at[0] === 'steps' && at[2] === 'artifacts') {
      findings.refuse(
        `The body of \`${step.id}\` takes an artifact from outside, and is several jobs.`,
        [...path, 'run', 'steps'],
        'Put the body into a flow, and let one job run the flow.',
      );
    }
    const schema = expressionSchema({ op: 'context', path: at }, declarations(words));
    brought.set(key, { path: at, schema });
    return key;
  };
  const inside: WorkflowWords = {
    plan: body,
    steps,
    otherEvents: false,
    jobs: 'needs',
    asked: SOME,
    inside: (at) => {
      const key = bring(at);
      return key === undefined
        ? undefined
        : arrived(githubPath('inputs', key), brought.get(key)!.schema);
    },
  };
  const mentioned = [
    ...run.steps.flatMap(mentionsOf),
    ...templateReferences({ ...run.outputs, ...words.plan.env } as JsonObject),
  ];
  for (const each of mentioned) bring(each);

  const place = jobPlace(inside);
  const jobs = jobsOf(inside, [...path, 'run']);
  const env = { ...project.env, ...envAt(place, words.plan.env, findings, ['env']) };
  const secrets = neededSecrets(run.steps);
  const inputs: Record<string, CallInput> = {};
  for (const key of [...brought.keys(), ...PLACE, CALLER_INPUT]) {
    inputs[key] = { type: 'string', required: false };
  }
  const tree: Workflow = {
    name: body.name,
    on: {
      workflow_call: {
        inputs,
        ...(secrets.length > 0 && {
          secrets: Object.fromEntries(secrets.map((name) => [name, { required: false }])),
        }),
      },
    },
    permissions: {},
    concurrency: workflowConcurrency(body, true, place, findings),
    ...(Object.keys(env).length > 0 && { env }),
    defaults: project.defaults,
    jobs: {
      ...jobs,
      'turn--leg': {
        needs: Object.keys(jobs),
        if: 'always()',
        'runs-on': USUAL_MACHINE,
        permissions: {},
        'timeout-minutes': 10,
        steps: stepsWhere(
          bare(SOME),
          legSteps(
            {
              artifact: '${{ inputs.sluice-leg }}',
              index: '${{ inputs.sluice-index }}',
              total: '${{ inputs.sluice-total }}',
              status:
                "${{ toJSON(contains(needs.*.result, 'failure') && 'failure' || contains(needs.*.result, 'cancelled') && 'cancelled' || 'success') }}",
              outputs: handedOnJson(run.outputs, place),
            },
            project.pinner,
          ),
        ),
      },
    },
  };
  const list = turnList(run, context.place);
  const index = '${{ strategy.job-index }}';
  const prefix = artifactName(step.id, LEG, names, index);
  return {
    tree,
    job: {
      strategy: {
        ...(run.maxParallel !== undefined && { 'max-parallel': run.maxParallel }),
        matrix: { [TURN]: list.axis },
      },
      uses: `./.github/workflows/${body.name}.yml`,
      with: {
        ...Object.fromEntries(
          [...brought].map(([key, { path: at, schema }]) => {
            const node = nodeAt(outer, { op: 'context', path: at });
            return [key, whole(travelsAsText(schema) ? node : asJson(node))];
          }),
        ),
        'sluice-leg': prefix,
        'sluice-index': index,
        'sluice-total': '${{ strategy.job-total }}',
        'sluice-some': whole(list.some),
        [CALLER_INPUT]: prefix.replace(`.${LEG}.`, '.'),
      },
      ...(secrets.length > 0 && {
        secrets: Object.fromEntries(secrets.map((name) => [name, `\${{ secrets.${name} }}`])),
      }),
      permissions: calledPermissions(body, project, undefined, context.workflow),
    },
  };
}

/** The input by which something of the world around a body arrives; undefined for what is the same everywhere. */
function inputName(path: ContextPath, steps: ReadonlyMap<string, PlanStep>): string | undefined {
  const [context, name] = path as readonly (string | undefined)[];
  const isOuter =
    context === 'inputs' || context === 'each' || (context === 'steps' && !steps.has(name ?? ''));
  return isOuter && path.length > 1 ? path.join('-') : undefined;
}
