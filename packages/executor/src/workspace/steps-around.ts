/** The steps beside a step, wherever in a run it is. @module */
import { folderOfKey, nestedKey, type PlanStep } from '@sluice/core/plan';
import type { OpenedRun } from './open-run.ts';

/** The steps below a prefix like `epics[E1]/`: of the plan, of the body of an iteration, or of a nested workflow. */
export type StepsAround = (prefix: string) => readonly PlanStep[] | undefined;

interface Level {
  readonly steps: readonly PlanStep[];
  /** The folder of the plan that the steps are part of. */
  readonly folder: string;
}

/** The steps of a run that was read. */
export function stepsAround({ plan, history, cache }: OpenedRun): StepsAround {
  const [started] = history.events;
  const nested = started?.type === 'run-started' ? (started.nested ?? {}) : {};
  const below = ({ steps, folder }: Level, segment: string): Level | undefined => {
    const id = /^[^[@]+/.exec(segment)?.[0];
    const run = steps.find((each) => each.id === id)?.run;
    if (run?.kind === 'each') return { steps: run.steps, folder };
    if (run?.kind !== 'workflow') return undefined;
    if (run.plan !== undefined) return { steps: run.plan.steps, folder };
    const key = nestedKey(run, folder) ?? '';
    const hash = nested[key];
    const found = hash === undefined ? undefined : cache.lookup.plan(hash);
    return found && { steps: found.steps, folder: folderOfKey(key) };
  };
  return (prefix) => {
    let level: Level | undefined = { steps: plan.steps, folder: '' };
    for (const segment of prefix.split('/')) {
      if (segment !== '') level = level && below(level, segment);
    }
    return level?.steps;
  };
}
