/** What turns of an iteration are called on a screen, where their keys are hashes that nobody recognises. @module */
import type { RunEvent, RunView, StepKey, StepView } from '@sluice/core/run';

/** The keys of a run as people see them: `pages[#3]/check`. The history keeps them as they are. */
export interface TurnNames {
  /** The event with such names. All events have to come by, in their order. */
  event(event: RunEvent): RunEvent;
  view(view: RunView): RunView;
  name(step: string): StepKey;
}

/** What core makes of an item without a `key`: of its content, and how often it has occurred before. */
const BY_CONTENT = /^[0-9a-f]{12}(\.[1-9]\d*)?$/;

/** Numbers the turns whose keys are made of the content of their items, in the order of the list. */
export function createTurnNames(): TurnNames {
  /** `#3` by the key of the turn, `pages[a1b2c3d4e5f6]`. */
  const numbers = new Map<string, string>();

  // What people see stands where a key stood: for those who show it, it is one.
  const name = (step: string): StepKey => {
    if (numbers.size === 0 || !step.includes('[')) return step as StepKey;
    let key = '';
    return step
      .split('/')
      .map((part) => {
        key += key === '' ? part : `/${part}`;
        const number = numbers.get(key);
        return number === undefined ? part : part.replace(/\[.*$/, `[${number}]`);
      })
      .join('/') as StepKey;
  };
  const stepView = (step: StepView): StepView => ({
    ...step,
    step: name(step.step),
    ...(step.children && { children: step.children.map(stepView) }),
  });
  return {
    name,
    event(event) {
      if (event.type === 'iteration-expanded' && event.keys.every((key) => BY_CONTENT.test(key))) {
        for (const [at, key] of event.keys.entries())
          numbers.set(`${event.step}[${key}]`, `#${at + 1}`);
      }
      if (numbers.size === 0) return event;
      if (event.type === 'rework-opened') {
        return { ...event, step: name(event.step), steps: event.steps.map(name) };
      }
      return 'step' in event ? { ...event, step: name(event.step) } : event;
    },
    view(view) {
      if (numbers.size === 0) return view;
      const gates = view.gates.map((gate) => ({ ...gate, step: name(gate.step) }));
      return { ...view, gates, steps: view.steps.map(stepView) };
    },
  };
}

/** The keys as they are: for programs, and where somebody may type one. */
export const KEYS_AS_THEY_ARE: TurnNames = {
  event: (event) => event,
  view: (view) => view,
  name: (step) => step as StepKey,
};
