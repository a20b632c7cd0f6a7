/** Plans that were nested by file, written out, so that the outermost one stands for itself. @module */
import { folderOfKey, nestedKey } from './nested-key.ts';
import type { Plan, PlanStep } from './plan.ts';
import { own } from './shape.ts';

/**
 * A plan in which every workflow that was nested by path is written out in place, however deep; those that are nested by
 * name stay. `plans` are those that `gatherNested` found; what is not among them stays, too.
 */
export function inlineFiles(
  plan: Plan,
  plans: Readonly<Record<string, Plan>>,
  folder: string = '',
): Plan {
  const inline = (step: PlanStep): PlanStep => {
    const { run } = step;
    if (run.kind === 'each') return { ...step, run: { ...run, steps: run.steps.map(inline) } };
    if (run.kind !== 'workflow') return step;
    const { inputs } = run;
    if (run.plan !== undefined) {
      const written = inlineFiles(run.plan, plans, folder);
      return { ...step, run: { kind: 'workflow', plan: written, inputs } };
    }
    const key = run.path === undefined ? undefined : nestedKey(run, folder);
    const nested = key === undefined ? undefined : own(plans, key);
    if (key === undefined || nested === undefined) return step;
    const written = inlineFiles(nested, plans, folderOfKey(key));
    return { ...step, run: { kind: 'workflow', plan: written, inputs } };
  };
  return { ...plan, steps: plan.steps.map(inline) };
}
