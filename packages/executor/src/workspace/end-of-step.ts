/** The end of a step that somebody asked for, or why it has none. @module */
import { didYouMean, type Plan, stepNames, WorkflowError } from '@sluice/core/plan';
import type { RunView, SkipReason, StepKey, StepView } from '@sluice/core/run';
import { latestRound, withoutRound } from './latest-round.ts';
import { findStepView } from './step-view.ts';
import type { StepsAround } from './steps-around.ts';

interface Known {
  readonly run: RunView;
  readonly around: StepsAround;
  readonly plan: Plan;
}

/**
 * The step as it has ended; a gate as it waits. Throws `STEP_UNKNOWN`, `STEP_NOT_READY`, `STEP_NEED_FAILED`, and
 * `WORKSPACE_BUSY` when another process runs it.
 */
export function endOf(run: RunView, key: StepKey, around: StepsAround, plan: Plan): StepView {
  const known: Known = { run, around, plan };
  const step = findStepView(run.steps, key);
  const name = nameOf(plan, key);
  if (step === undefined) throw notThere(known, key);
  switch (step.status) {
    case 'success':
    case 'failure':
    case 'cancelled':
      return step;
    case 'skipped':
      if (step.skipped !== undefined && OWN_REASONS.has(step.skipped)) return step;
      throw needFailed(known, step);
    case 'running':
    case 'scheduled':
    case 'retrying':
      throw new WorkflowError('WORKSPACE_BUSY', `\`${name}\` is running in another process.`, {
        hint: 'Wait until it has ended.',
      });
    case 'waiting':
      return step;
    case 'pending':
      throw notReady(known, key);
  }
}

/** Why a step is skipped that nothing before it keeps from running. */
const OWN_REASONS: ReadonlySet<SkipReason> = new Set([
  'condition',
  'no-items',
  'no-legs',
  'gate-rejected',
]);

/** What people call a step: `1_fetch`, or its key when it is inside of another. */
export function nameOf(plan: Plan, key: StepKey): string {
  return stepNames(plan).find((each) => each.step === withoutRound(key))?.name ?? key;
}

function notThere(known: Known, key: StepKey): WorkflowError {
  const { run } = known;
  const top = /^[^[/]+/.exec(key)?.[0] ?? key;
  const around = findStepView(run.steps, top);
  if (around === undefined || around.status === 'pending') return notReady(known, top as StepKey);
  const inside = keysInside(around);
  return new WorkflowError('STEP_UNKNOWN', `\`${top}\` has no step \`${key}\`.`, {
    hint:
      didYouMean(key, inside) ??
      (inside.length === 0 ? `\`${top}\` has no steps inside.` : `One of them: \`${inside[0]}\`.`),
  });
}

function keysInside(step: StepView): readonly string[] {
  return (step.children ?? []).flatMap((each) => [each.step, ...keysInside(each)]);
}

/** The steps beside a step that must have ended before it starts. */
function needsOf({ around, run }: Known, key: StepKey): readonly StepKey[] {
  const prefix = key.slice(0, key.lastIndexOf('/') + 1);
  const id = /^[^[@]+/.exec(key.slice(prefix.length))?.[0];
  const needs = around(prefix)?.find((each) => each.id === id)?.needs ?? [];
  return needs.map((need) => latestRound(run, `${prefix}${need}` as StepKey));
}

function notReady(known: Known, key: StepKey): WorkflowError {
  const { run, plan } = known;
  const missing = needsOf(known, key).filter((need) => {
    const status = findStepView(run.steps, need)?.status;
    return status === undefined || !ENDED.includes(status);
  });
  const [first] = missing;
  const listed = missing.map((need) => `\`${nameOf(plan, need)}\``).join(', ');
  return new WorkflowError(
    'STEP_NOT_READY',
    first === undefined
      ? `\`${nameOf(plan, key)}\` cannot start yet: what is before it has not ended.`
      : `\`${nameOf(plan, key)}\` needs ${listed}, which ${missing.length === 1 ? 'has' : 'have'} not run yet.`,
    {
      hint:
        first === undefined
          ? 'Run the steps in front of it first.'
          : `Run --step ${nameOf(plan, first)} first.`,
    },
  );
}

const ENDED: readonly string[] = ['success', 'failure', 'cancelled', 'skipped'];

function needFailed(known: Known, step: StepView): WorkflowError {
  const { plan } = known;
  const name = nameOf(plan, step.step);
  const culprit = culpritOf(known, step.step, new Set());
  if (culprit === undefined) {
    return new WorkflowError(
      'STEP_NEED_FAILED',
      `\`${name}\` does not run: what it needs was skipped.`,
      {
        hint: 'Give it a condition that holds all the same, if it should.',
      },
    );
  }
  const how =
    culprit.status === 'cancelled'
      ? 'was cancelled'
      : culprit.status === 'failure'
        ? 'failed'
        : 'was skipped';
  const why = culprit.status === 'failure' && culprit.error ? `: ${culprit.error.message}` : '.';
  return new WorkflowError(
    'STEP_NEED_FAILED',
    `\`${name}\` does not run: it needs \`${nameOf(plan, culprit.step)}\`, which ${how}${why}`,
    {
      hint:
        culprit.status === 'skipped'
          ? 'Give it a condition that holds all the same, if it should.'
          : `Run --step ${nameOf(plan, culprit.step)} again.`,
    },
  );
}

/** The step that did not succeed and that everything up to this one waits for in vain. */
function culpritOf(known: Known, key: StepKey, seen: Set<string>): StepView | undefined {
  let skipped: StepView | undefined;
  for (const need of needsOf(known, key)) {
    if (seen.has(need)) continue;
    seen.add(need);
    const step = findStepView(known.run.steps, need);
    if (step?.status === 'failure' || step?.status === 'cancelled') return step;
    const behind = culpritOf(known, need, seen);
    if (behind !== undefined && behind.status !== 'skipped') return behind;
    if (step?.status === 'skipped') skipped ??= behind ?? step;
  }
  return skipped;
}
