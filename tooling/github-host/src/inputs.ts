/** The inputs of a dispatch or a call, typed as the workflow declares them. @module */
import type { InputDocument } from './workflow-file.ts';

/**
 * Every declared input with its value: the one given, else its default, else GitHub's empty value of the type.
 * @throws Error for an unknown input, a required one that is missing, or a value that is not of the type
 */
export function typedInputs(
  declared: Readonly<Record<string, InputDocument | null>>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  for (const name of Object.keys(given)) {
    if (!(name in declared)) throw new Error(`Unexpected input \`${name}\`.`);
  }
  const entries = Object.entries(declared).map(([name, input]): [string, unknown] => {
    const value = given[name] ?? input?.default;
    if (value === undefined || value === null) {
      if (input?.required === true) throw new Error(`The input \`${name}\` is required.`);
      return [name, input?.type === 'boolean' ? false : input?.type === 'number' ? 0 : ''];
    }
    return [name, typed(name, input ?? {}, value)];
  });
  return Object.fromEntries(entries);
}

function typed(name: string, input: InputDocument, value: unknown): unknown {
  switch (input.type) {
    case 'boolean':
      if (String(value) !== 'true' && String(value) !== 'false') break;
      return String(value) === 'true';
    case 'number':
      if (Number.isNaN(Number(value))) break;
      return Number(value);
    case 'choice':
      if (input.options?.includes(String(value)) !== true) break;
      return value;
    default:
      return String(value);
  }
  throw new Error(`\`${value}\` is not a value of the input \`${name}\`.`);
}
