/** A step together with what would happen to it and to what is inside of it. @module */
import {
  folderOfKey,
  type NestedPlans,
  nestedKey,
  type Plan,
  type PlanStep,
} from '@sluice/core/plan';
import { type ExplainOptions, explainPlan, type StepExplanation } from '@sluice/core/run';

/** A step of a plan, explained. */
export interface ExplainedStep {
  readonly step: PlanStep;
  readonly found: StepExplanation;
  /** The steps of a nested workflow, or of one turn of an iteration. */
  readonly inner: readonly ExplainedStep[];
}

/** Explains the steps of a plan, and of what it nests; in the order of the plan. */
export function explainSteps(
  plan: Plan,
  options: ExplainOptions & { readonly nested: NestedPlans['plans'] },
): readonly ExplainedStep[] {
  return together(plan.steps, explainPlan(plan, options), options.nested, '');
}

/** Brings steps together with their explanations. */
function together(
  steps: readonly PlanStep[],
  explained: readonly StepExplanation[],
  nested: NestedPlans['plans'],
  folder: string,
): readonly ExplainedStep[] {
  const byId = new Map(explained.map((found) => [found.step, found]));
  return steps.map((step) => {
    const found = byId.get(step.id)!;
    const within = innerPlan(step, nested, folder);
    const inner =
      within === undefined || found.steps === undefined
        ? []
        : together(within.steps, found.steps, nested, within.folder);
    return { step, found, inner: found.verdict === 'unknown' ? inner.map(perhaps) : inner };
  });
}

/** What is inside of a step that perhaps runs is not known either. */
function perhaps({ step, found, inner }: ExplainedStep): ExplainedStep {
  const open = found.verdict === 'runs' || found.verdict === 'waits';
  return {
    step,
    found: open ? { ...found, verdict: 'unknown', reason: 'if it is reached' } : found,
    inner: inner.map(perhaps),
  };
}

function innerPlan(
  { run }: PlanStep,
  nested: NestedPlans['plans'],
  folder: string,
): { readonly steps: readonly PlanStep[]; readonly folder: string } | undefined {
  if (run.kind === 'each') return { steps: run.steps, folder };
  if (run.kind !== 'workflow') return undefined;
  if (run.plan !== undefined) return { steps: run.plan.steps, folder };
  const key = nestedKey(run, folder)!;
  const plan = Object.hasOwn(nested, key) ? nested[key] : undefined;
  return plan && { steps: plan.steps, folder: folderOfKey(key) };
}
