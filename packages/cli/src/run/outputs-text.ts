/** The outputs of a run, as lines. @module */
import type { JsonObject } from '@sluice/core/plan';

/** `key: value` lines: texts as they are, anything else as JSON. */
export function printOutputs(outputs: JsonObject): string {
  return Object.entries(outputs)
    .filter(([, value]) => value !== null)
    .map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}\n`,
    )
    .join('');
}
