/** Which automations others call. @module */
import type { Plan, PlanStep } from '@sluice/core/plan';

/** The names of the automations that are jobs of other automations: their files can be called. */
export function callableNames(plans: readonly Plan[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const plan of plans) if (plan.kind === 'automation') collect(plan.steps, names);
  return names;
}

function collect(steps: readonly PlanStep[], names: Set<string>): void {
  for (const { run } of steps) {
    if (run.kind === 'each') collect(run.steps, names);
    if (run.kind !== 'workflow' || run.plan?.kind !== 'automation') continue;
    names.add(run.plan.name);
    collect(run.plan.steps, names);
  }
}
