/** All steps of a plan, whatever they stand in. @module */
import type { Plan, PlanStep } from './plan.ts';

/** A step, and the segments of the JSON pointer that leads to it. */
export interface PlacedStep {
  readonly step: PlanStep;
  readonly path: readonly (string | number)[];
}

/** The steps of a plan, of the bodies of its iterations and of the plans that are written out in it, each before what is in it. */
export function allSteps(plan: Plan): Iterable<PlacedStep> {
  return within(plan.steps, ['steps']);
}

function* within(steps: readonly PlanStep[], path: PlacedStep['path']): Generator<PlacedStep> {
  for (const [index, step] of steps.entries()) {
    const at = [...path, index];
    yield { step, path: at };
    const { run } = step;
    if (run.kind === 'each') yield* within(run.steps, [...at, 'run', 'steps']);
    else if (run.kind === 'workflow' && run.plan !== undefined) {
      yield* within(run.plan.steps, [...at, 'run', 'plan', 'steps']);
    }
  }
}
