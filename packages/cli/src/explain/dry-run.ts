/** A dry run: what a run with these inputs would do, step by step. @module */
import { orderSteps, type PlanStep } from '@sluice/core/plan';
import { explainPlan, type StepExplanation } from '@sluice/core/run';
import type { CliContext } from '../context.ts';
import type { Execution } from '../run/execute.ts';
import { conditionNote } from '../run/skip-note.ts';
import { cutToWidth, displayWidth, padToWidth } from '../text/display-width.ts';
import { doing } from './doing.ts';
import { matrixWords, planHead, planTotal, VERDICT_SYMBOLS } from './plan-text.ts';

/** Says what a run would do, step by step in the order of the run; runs nothing. */
export function dryRun(
  { plan, inputs, event }: Pick<Execution, 'plan' | 'inputs' | 'event'>,
  context: CliContext,
): number {
  const { io, flags } = context;
  const explained = explainPlan(plan, { inputs, event });
  const byId = new Map(explained.map((each) => [each.step, each]));
  const steps = orderSteps(plan.steps).map((id) => plan.steps.find((step) => step.id === id)!);
  if (flags.json) {
    const rows = steps.map((step) => byId.get(step.id)!);
    io.stdout.write(
      `${JSON.stringify({ v: 1, dryRun: true, workflow: plan.name, inputs, steps: rows })}\n`,
    );
    return 0;
  }
  const columns = Math.min(io.stdout.columns ?? 80, 120);
  const width = Math.max(0, ...steps.map((step) => displayWidth(step.id)));
  const lines = steps.map((step) => {
    const found = byId.get(step.id)!;
    const line = `${VERDICT_SYMBOLS[found.verdict]} ${padToWidth(step.id, width)}  ${words(step, found)}`;
    return cutToWidth(line.trimEnd(), columns);
  });
  io.stdout.write(
    `${[...planHead(plan, inputs, event), ...lines, '', planTotal(explained)].join('\n')}\n`,
  );
  return 0;
}

function words(step: PlanStep, found: StepExplanation): string {
  if (found.verdict === 'skipped') {
    return found.facts === undefined || found.condition === undefined
      ? `skipped: ${found.reason}`
      : `skipped: ${conditionNote(found.condition, found.facts)}`;
  }
  const parts = [
    found.verdict === 'unknown' ? `perhaps ${doing(step)} (${found.reason})` : doing(step),
    matrixWords(step),
    step.retry === undefined ? '' : `up to ${step.retry.attempts} attempts`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
