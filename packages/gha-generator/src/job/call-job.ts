/** A job that runs another automation: a call of its file. @module */
import type { PlanStep } from '@sluice/core/plan';
import { travelsAsText } from '@sluice/core/plan';
import { jobConcurrency } from '../concurrency.ts';
import { jsonTextAt, type Place, textAt, valueAt } from '../expression/texts.ts';
import type { Path } from '../findings.ts';
import { inputForm } from '../inputs.ts';
import type { CallJob } from '../model/workflow.ts';
import { neededSecrets } from '../secrets.ts';
import { CALLER_INPUT } from '../trigger/triggers.ts';
import { calledPermissions } from './called-permissions.ts';
import type { JobContext } from './command-job.ts';
import { strategyOf } from './strategy.ts';

type Called = NonNullable<Extract<PlanStep['run'], { kind: 'workflow' }>['plan']>;

/** The job of a step that runs an automation of the same project. */
export function callJob(
  step: PlanStep,
  called: Called,
  path: Path,
  context: JobContext,
): Omit<CallJob, 'needs' | 'if'> {
  const { place, findings, project, names } = context;
  const { placement, matrix, run } = step;
  const inputs = run.kind === 'workflow' ? run.inputs : {};
  checkSettings(step, path, findings);
  const secrets = neededSecrets(called.steps);
  return {
    ...(step.name !== undefined && { name: textAt(place, step.name) }),
    ...(matrix && { strategy: strategyOf(matrix, place, findings, [...path, 'matrix']) }),
    uses: `./.github/workflows/${called.name}.yml`,
    with: {
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [name, inputAt(place, called, name, value)]),
      ),
      [CALLER_INPUT]: callerOf(step, names.callable),
    },
    ...(secrets.length > 0 && {
      secrets: Object.fromEntries(secrets.map((name) => [name, `\${{ secrets.${name} }}`])),
    }),
    permissions: calledPermissions(called, project, placement?.permissions),
    ...(placement?.concurrency && {
      concurrency: jobConcurrency(placement.concurrency, place, findings, [...path, 'placement']),
    }),
  };
}

/** Only the settings of the graph apply to a call: the called workflow places its own jobs. */
function checkSettings(step: PlanStep, path: Path, findings: JobContext['findings']): void {
  const { permissions: _, concurrency: __, ...machine } = step.placement ?? {};
  const { timeoutMs: timeout, retry, continueOnError, env } = step;
  const said = Object.entries({ ...machine, timeout, retry, continueOnError, env })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `\`${name}\``);
  if (said.length === 0) return;
  findings.refuse(
    `\`${step.id}\` runs an automation, which places its own jobs: GitHub gives a call no ${said.join(' and no ')}.`,
    path,
    'Say it in the jobs of the automation.',
  );
}

/** A value for an input, which has a type on GitHub: an expression keeps its own, and a fixed value is what it is. */
function inputAt(
  place: Place,
  called: Called,
  name: string,
  value: Parameters<typeof jsonTextAt>[1],
): string | number | boolean {
  const schema = called.inputs[name]?.schema ?? true;
  if (inputForm(schema).kind === 'json') return jsonTextAt(place, value);
  if (typeof value === 'string') {
    return travelsAsText(schema) ? textAt(place, value) : valueAt(place, value);
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return travelsAsText(schema) ? String(value) : value;
  }
  return jsonTextAt(place, value);
}

/** Which call this is: the path of calls from the workflow that GitHub started, with the leg of a matrix. */
function callerOf({ id, matrix }: PlanStep, callable: boolean): string {
  const prefix = callable
    ? `\${{ inputs.${CALLER_INPUT} && format('{0}.', inputs.${CALLER_INPUT}) }}`
    : '';
  return `${prefix}${id}${matrix ? '.${{ strategy.job-index }}' : ''}`;
}
