/** The outputs of a run, as lines. @module */
import type { JsonObject } from '@sluice/core/plan';
import type { CliOutput } from '../io.ts';
import { stripControl } from '../text/display-width.ts';

/** `key: value` lines: texts as they are, anything else as JSON. No text moves the cursor of a terminal. */
export function printOutputs(outputs: JsonObject, to: Pick<CliOutput, 'isTTY'>): string {
  const text = Object.entries(outputs)
    .filter(([, value]) => value !== null)
    .map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}\n`,
    )
    .join('');
  return to.isTTY === true ? text.split('\n').map(stripControl).join('\n') : text;
}
