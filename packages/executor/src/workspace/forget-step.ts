/** The history of a run as if one of its steps had not run yet: what a step that failed is run again in. @module */
import { dependents, type PlanStep } from '@sluice/core/plan';
import type { RunEvent, StepKey } from '@sluice/core/run';
import type { StepsAround } from './steps-around.ts';

/**
 * What is left of a history when a step, everything that came after it, and the ends of everything around it are taken
 * out. Steps that were cancelled run again, too: what cancelled them was a failure. The rest is numbered anew.
 */
export function forgetStep(
  history: readonly RunEvent[],
  step: StepKey,
  stepsAt: StepsAround,
): readonly RunEvent[] {
  const gone = new Set<string>([step]);
  const around = new Set<string>();
  for (const { prefix, id } of pathOf(step)) {
    const steps = stepsAt(prefix) ?? [];
    for (const after of allAfter(steps, id)) gone.add(prefix + after);
    if (prefix + id !== step) around.add(prefix + id);
  }
  for (const container of containersOf(step)) around.add(container);
  for (const event of history) if (event.type === 'step-cancelled') gone.add(event.step);
  for (const container of around) gone.delete(container);

  const left = history.filter((event) => {
    if (event.type === 'run-finished' || event.type === 'cancel-requested') return false;
    if (event.type === 'timer-fired') return !concerns(event.timer.replace(/^\w+:/, ''), gone);
    if (!('step' in event) || event.step === undefined) return true;
    if (concerns(event.step, gone)) return false;
    return !(around.has(event.step) && endsOrTimes(event));
  });
  return left.map((event, index) => ({ ...event, seq: index + 1 }));
}

/** `a[x]/b/c[y]` as its levels: `a` at the top, `b` below `a[x]/`, `c` below `a[x]/b/`. */
function pathOf(step: StepKey): readonly { readonly prefix: string; readonly id: string }[] {
  const segments = step.split('/');
  return segments.map((segment, index) => ({
    prefix: segments
      .slice(0, index)
      .map((each) => `${each}/`)
      .join(''),
    id: /^[^[@]+/.exec(segment)?.[0] ?? segment,
  }));
}

/** Everything that a step is inside of: `a`, `a[x]` and `a[x]/b` of `a[x]/b[z]`. */
function containersOf(step: StepKey): readonly string[] {
  const ends = [...step.matchAll(/[[/]/g)].map((each) => each.index);
  return ends.map((end) => step.slice(0, end));
}

function allAfter(steps: readonly PlanStep[], id: string): ReadonlySet<string> {
  const next = dependents(steps);
  const found = new Set<string>();
  const mark = (one: string): void => {
    for (const after of next.get(one) ?? []) {
      if (found.has(after)) continue;
      found.add(after);
      mark(after);
    }
  };
  mark(id);
  return found;
}

/** Whether a key is one of these, or lies inside of one of them. */
function concerns(key: string, gone: ReadonlySet<string>): boolean {
  for (let at = key; at !== ''; at = at.slice(0, Math.max(0, at.search(/[[/@][^[/@]*$/)))) {
    if (gone.has(at)) return true;
  }
  return false;
}

function endsOrTimes(event: RunEvent): boolean {
  return (
    event.type === 'step-completed' ||
    event.type === 'step-failed' ||
    event.type === 'step-timed-out' ||
    event.type === 'step-cancelled' ||
    event.type === 'step-skipped' ||
    event.type === 'timer-set'
  );
}
