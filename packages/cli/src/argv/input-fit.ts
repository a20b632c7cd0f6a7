/** Values that were read but do not fit the schema of their input. @module */
import { checkValue, type JsonObject, printPath } from '@sluice/core/plan';
import type { Problem } from '../problem.ts';
import type { InputSpec } from './input-spec.ts';
import { valueWords } from './input-words.ts';

/** One problem for each value; it names the input as it was given, and what fits. */
export function misfits(
  inputs: JsonObject,
  specs: readonly InputSpec[],
  label: (spec: InputSpec) => string,
): readonly Problem[] {
  return specs.flatMap((spec): readonly Problem[] => {
    if (!Object.hasOwn(inputs, spec.name)) return [];
    const value = inputs[spec.name];
    if (value === null && !spec.required) return [];
    const [found] = checkValue(spec.schema, value);
    if (found === undefined) return [];
    const at = found.path.length === 0 ? '' : ` at \`${printPath(found.path)}\``;
    const fits = valueWords(spec.schema);
    const hint = found.hint ?? (fits === '' ? undefined : `${label(spec)}: ${fits}.`);
    return [
      {
        code: 'INPUT_INVALID',
        message: `The value of \`${label(spec)}\` does not fit${at}: ${found.message}.`,
        ...(hint !== undefined && { hint }),
      },
    ];
  });
}
