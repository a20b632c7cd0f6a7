/** The inputs of a workflow on an event: only a dispatch and a call carry any. @module */
import { conditionNode, type JsonObject, type Plan, references } from '@sluice/core/plan';
import type { EventFacts } from '@sluice/core/run';
import { type Problem, Problems } from '../problem.ts';
import { carriesInputs } from './event-name.ts';

/** A run's event and inputs, and what is odd about the two together. */
export interface EventInputs {
  readonly event: EventFacts;
  readonly inputs: JsonObject;
  readonly warnings: readonly Problem[];
}

/**
 * On a dispatch the payload says the inputs as texts, as GitHub's does. On any other event inputs are null unless they
 * have a default; a condition that asks for one of those has a warning. Throws {@link Problems} for inputs that were
 * given to an event that carries none.
 */
export function eventInputs(plan: Plan, event: EventFacts, given: JsonObject): EventInputs {
  if (carriesInputs(event.name)) {
    return { event: withInputs(event, plan, given), inputs: given, warnings: [] };
  }
  const names = Object.keys(given);
  if (names.length > 0) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${event.name}\` carries no inputs, and ${names.map((name) => `\`${name}\``).join(', ')} ${names.length === 1 ? 'was' : 'were'} given.`,
      hint: 'Leave them out, or leave --event out.',
    });
  }
  const required = Object.entries(plan.inputs)
    .filter(([, input]) => input.required && input.default === undefined)
    .map(([name]) => name);
  return {
    event,
    inputs: Object.fromEntries(required.map((name) => [name, null])),
    warnings: nullWarnings(plan, event, required),
  };
}

function nullWarnings(plan: Plan, event: EventFacts, nulls: readonly string[]): readonly Problem[] {
  return plan.steps.flatMap((step, at): readonly Problem[] => {
    if (step.when === undefined || step.when.trim() === '') return [];
    const node = conditionNode(step.when);
    const asked = (node === undefined ? [] : references(node))
      .filter(([context, name]) => context === 'inputs' && nulls.includes(name ?? ''))
      .map(([, name]) => `\`inputs.${name}\``);
    if (asked.length === 0) return [];
    const names = [...new Set(asked)].join(', ');
    return [
      {
        code: 'INPUT_NULL',
        severity: 'warning',
        message: `\`${step.id}\` asks for ${names}, which ${asked.length === 1 ? 'is' : 'are'} null on \`${event.name}\`.`,
        hint: 'Give the input a default, or ask for github.event_name, too.',
        path: ['steps', at, 'when'],
      },
    ];
  });
}

/** The facts with `github.event.inputs`, where every value is a text. */
function withInputs(event: EventFacts, plan: Plan, given: JsonObject): EventFacts {
  if (event.payload['inputs'] !== undefined) return event;
  const texts = Object.entries(plan.inputs).flatMap(([name, input]): [string, string][] => {
    const value = Object.hasOwn(given, name) ? given[name] : input.default;
    if (value === undefined || value === null) return [];
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
  if (texts.length === 0) return event;
  return { ...event, payload: { ...event.payload, inputs: Object.fromEntries(texts) } };
}
