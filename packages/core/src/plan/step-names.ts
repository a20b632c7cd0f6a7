/** The names under which people and other programs meet the steps of a plan: `1_fetch-source`. @module */
import type { StepName } from './names.ts';
import type { Plan, PlanStep } from './plan.ts';

/** How one step of a plan is called outside of the plan. */
export interface StepNaming {
  /** The id of the step in its plan. */
  readonly step: string;
  /** What stands after the number: the name of the step's task, or its id where it runs no task. */
  readonly label: string;
  /** Position and label. The number is padded with zeros to the width of the count: `01_t` of twelve. */
  readonly name: StepName;
  /** The same as a legal id of a step on GitHub: `step_1_fetch-source`. */
  readonly githubId: string;
}

/** The names of the steps of a plan, in their order. No two are the same, whatever task they run. */
export function stepNames(plan: Pick<Plan, 'steps'>): readonly StepNaming[] {
  const width = String(plan.steps.length).length;
  return plan.steps.map((step, index) => {
    const label = labelOf(step);
    const name = `${String(index + 1).padStart(width, '0')}_${label}`;
    return { step: step.id, label, name: name as StepName, githubId: `step_${name}` };
  });
}

function labelOf({ id, run }: PlanStep): string {
  return run.kind === 'task' ? run.task : id;
}
