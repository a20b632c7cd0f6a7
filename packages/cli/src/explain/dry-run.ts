/** A dry run: what a run with these inputs would do, step by step. @module */
import { type NestedPlans, orderSteps, type PlanStep } from '@sluice/core/plan';
import type { StepExplanation } from '@sluice/core/run';
import type { CliContext } from '../context.ts';
import { conditionNote } from '../run/skip-note.ts';
import { cutToWidth, displayWidth, hangText, padToWidth } from '../text/display-width.ts';
import { doing } from './doing.ts';
import { type ExplainedStep, explainSteps } from './explained-step.ts';
import {
  machineWords,
  matrixWords,
  type PlanSubject,
  planHead,
  planTotal,
  VERDICT_SYMBOLS,
} from './plan-text.ts';

/** Says what a run would do, step by step in the order of the run; runs nothing. */
export function dryRun(
  subject: PlanSubject,
  nested: NestedPlans['plans'],
  { io, flags }: CliContext,
): number {
  const { plan, inputs, event } = subject;
  const steps = explainSteps(plan, { inputs, event, nested });
  if (flags.json) {
    const byId = new Map(steps.map(({ found }) => [found.step, found]));
    const rows = orderSteps(plan.steps).map((id) => byId.get(id)!);
    io.stdout.write(
      `${JSON.stringify({ v: 1, dryRun: true, workflow: plan.name, inputs, steps: rows })}\n`,
    );
    return 0;
  }
  const columns = Math.min(io.stdout.columns ?? 80, 120);
  const lines = stepLines(steps, '', columns);
  io.stdout.write(`${[...planHead(subject), ...lines, '', planTotal(steps)].join('\n')}\n`);
  return 0;
}

/** A line for each step, in the order of the run; what is inside of a step stands below it, further in. */
function stepLines(
  steps: readonly ExplainedStep[],
  margin: string,
  columns: number,
): readonly string[] {
  const width = Math.max(0, ...steps.map(({ step }) => displayWidth(step.id)));
  const byId = new Map(steps.map((each) => [each.step.id, each]));
  return orderSteps(steps.map(({ step }) => step)).flatMap((id) => {
    const { step, found, inner } = byId.get(id)!;
    const lead = `${margin}${VERDICT_SYMBOLS[found.verdict]} ${padToWidth(id, width)}`;
    const text = words(step, found);
    const own =
      found.verdict === 'skipped'
        ? // Why not is what is asked for: it is not cut.
          hangText(`${lead}  `, text, Math.max(24 + displayWidth(lead), columns))
        : [cutToWidth(`${lead}  ${text}`.trimEnd(), columns)];
    return [...own, ...stepLines(inner, `${margin}  `, columns)];
  });
}

function words(step: PlanStep, found: StepExplanation): string {
  if (found.verdict === 'skipped') {
    return found.facts === undefined || found.condition === undefined
      ? `skipped: ${found.reason}`
      : `skipped: ${conditionNote(found)}`;
  }
  const parts = [
    found.verdict === 'unknown' ? `perhaps ${doing(step)} (${found.reason})` : doing(step),
    matrixWords(step),
    machineWords(found),
    step.retry === undefined ? '' : `up to ${step.retry.attempts} attempts`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
