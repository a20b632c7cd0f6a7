/** The inputs of a run, against what the plan says. @module */
import {
  checkValue,
  type Diagnostic,
  didYouMean,
  type JsonObject,
  type Plan,
  WorkflowError,
} from '@sluice/core/plan';
import type { EventFacts } from '@sluice/core/run';

/**
 * Throws one `INPUT_INVALID` that lists everything that is wrong. As on GitHub, only a dispatch and a call carry
 * inputs: on any other event none is missed.
 */
export function assertInputs(plan: Plan, inputs: JsonObject, event?: EventFacts): void {
  const carries =
    event === undefined || event.name === 'workflow_dispatch' || event.name === 'workflow_call';
  const found: Diagnostic[] = [];
  const say = (name: string, message: string, hint?: string): void => {
    found.push({
      code: 'INPUT_INVALID',
      severity: 'error',
      message,
      ...(hint !== undefined && { hint }),
      path: ['inputs', name],
    });
  };
  for (const [name, input] of Object.entries(plan.inputs)) {
    const value = inputs[name];
    if (value === undefined || value === null) {
      if (carries && input.required && input.default === undefined) {
        say(name, `The input \`${name}\` is missing.`, `Give a value for \`${name}\`.`);
      }
      continue;
    }
    for (const problem of checkValue(input.schema, value)) {
      say(name, `The input \`${name}\` does not fit: ${problem.message}`);
    }
  }
  const names = Object.keys(plan.inputs);
  for (const name of Object.keys(inputs)) {
    if (names.includes(name)) continue;
    say(name, `\`${plan.name}\` has no input \`${name}\`.`, didYouMean(name, names));
  }
  const [first] = found;
  if (first === undefined) return;
  throw new WorkflowError('INPUT_INVALID', found.map((one) => one.message).join('\n'), {
    hint: first.hint,
    diagnostics: found,
  });
}
