/** Which steps of a run ask for the machine of another operating system. @module */
import {
  type EvaluationScope,
  type JsonObject,
  type PlanStep,
  resolveTemplates,
  WorkflowError,
} from '@sluice/core/plan';
import type { RunEvent } from '@sluice/core/run';
import { otherSystems, otherSystemWords } from '../explain/other-system.ts';

/** Remembers what the plan and the legs of a run say about machines. */
export interface MachineBook {
  /** All events have to come by, in their order. */
  event(event: RunEvent): void;
  /** `here, not on macos-latest`, of a step or leg that asks for it and has begun; else nothing. */
  read(step: string): string;
}

/** A book without a page. */
export function createMachineBook(platform?: NodeJS.Platform): MachineBook {
  let roots: readonly PlanStep[] = [];
  let values: EvaluationScope['values'] = {};
  const legs = new Map<string, JsonObject>();
  const found = new Map<string, string>();

  const words = (key: string): string => {
    const step = stepAt(key, roots);
    const runsOn = step?.placement?.runsOn;
    const leg = legs.get(key);
    if (runsOn === undefined || (step?.matrix !== undefined && leg === undefined)) return '';
    const labels = typeof runsOn === 'object' && 'group' in runsOn ? (runsOn.labels ?? []) : runsOn;
    // What is nested has inputs of its own.
    const known = key.includes('/') ? {} : values;
    const all = [resolved(labels, { values: { ...known, matrix: leg ?? {} } })].flat();
    const texts = all.filter((label) => typeof label === 'string');
    return otherSystemWords(otherSystems(texts, platform));
  };
  return {
    event(event) {
      // Whoever asks may know the run further than the events that came by.
      if (event.type === 'run-started' || event.type === 'matrix-expanded') found.clear();
      if (event.type === 'run-started') {
        roots = event.plan.steps;
        const defaults = Object.entries(event.plan.inputs).map(([name, input]) => [
          name,
          input.default ?? null,
        ]);
        const inputs = { ...Object.fromEntries(defaults), ...event.inputs };
        values = { inputs, vars: event.vars ?? {} };
      } else if (event.type === 'matrix-expanded') {
        // The step may bear the name that people see; its legs have the keys of the history.
        for (const leg of event.legs)
          legs.set(event.step + leg.step.slice(leg.step.lastIndexOf('[')), leg.values);
      }
    },
    read(key) {
      // The tree asks for each step with every picture.
      const known = found.get(key) ?? words(key);
      found.set(key, known);
      return known;
    },
  };
}

/** The step that a key stands for, unless it is in a file of its own. */
function stepAt(key: string, roots: readonly PlanStep[]): PlanStep | undefined {
  let steps = roots;
  let found: PlanStep | undefined;
  for (const part of key.split('/')) {
    const id = part.replace(/[[@].*$/s, '');
    found = steps.find((step) => step.id === id);
    if (found === undefined) return undefined;
    const { run } = found;
    steps =
      run.kind === 'each' ? run.steps : run.kind === 'workflow' ? (run.plan?.steps ?? []) : [];
  }
  return found;
}

/** Labels whose values come from where this view cannot look are not known. */
function resolved(
  labels: string | readonly string[],
  scope: EvaluationScope,
): ReturnType<typeof resolveTemplates> {
  try {
    return resolveTemplates(labels, scope);
  } catch (error) {
    if (!WorkflowError.is(error)) throw error;
    return [];
  }
}
