/** The gates that a run may come to, at any depth. @module */
import type { PlanStep } from '@sluice/core/plan';
import type { ExplainedStep } from '../explain/explained-step.ts';

/** A step that waits for a person. */
export type GateStep = PlanStep<'gate'>;

/** Every gate that is not sure to be skipped, also those in iterations and nested workflows. */
export function gatesOf(steps: readonly ExplainedStep[]): readonly GateStep[] {
  return steps.flatMap(({ step, found, inner }) => {
    if (found.verdict === 'skipped') return [];
    return step.run.kind === 'gate' ? [step as GateStep] : gatesOf(inner);
  });
}

/** The gate that a key of a run stands for: `epics[E1]/review@2` is `review`. */
export function gateAt(key: string, gates: readonly GateStep[]): GateStep | undefined {
  const id = key.replace(/@\d+$/, '').split('/').at(-1)!.replace(/\[.*$/, '');
  return gates.find((gate) => gate.id === id);
}
