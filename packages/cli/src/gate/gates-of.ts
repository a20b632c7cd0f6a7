/** The gates of a plan, at any depth. @module */
import type { Plan, PlanStep } from '@sluice/core/plan';

/** A step that waits for a person. */
export type GateStep = PlanStep<'gate'>;

/** Every gate, also those in iterations and nested plans. `isOut` says which steps of the plan itself do not run. */
export function gatesOf(
  steps: Plan['steps'],
  isOut: (id: string) => boolean = () => false,
): readonly GateStep[] {
  return steps.flatMap((step): readonly GateStep[] => {
    if (isOut(step.id)) return [];
    switch (step.run.kind) {
      case 'gate':
        return [step as GateStep];
      case 'each':
        return gatesOf(step.run.steps);
      case 'workflow':
        return step.run.plan === undefined ? [] : gatesOf(step.run.plan.steps);
      default:
        return [];
    }
  });
}

/** The gate that a key of a run stands for: `epics[E1]/review@2` is `review`. */
export function gateAt(key: string, plan: Plan): GateStep | undefined {
  const id = key.replace(/@\d+$/, '').split('/').at(-1)!.replace(/\[.*$/, '');
  return gatesOf(plan.steps).find((gate) => gate.id === id);
}
