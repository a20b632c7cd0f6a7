/** The value that a text on the command line stands for. @module */
import { didYouMean, type Json } from '@sluice/core/plan';
import type { Problem } from '../problem.ts';
import { type InputShape, printChoice } from './input-spec.ts';

/** A value, or what is wrong with its text. */
export type ReadValue = { readonly value: Json } | { readonly problem: Problem };

/** Reads the text of an input. `label` is how the input was named: `--env`, `env`. */
export function readValue(label: string, text: string, shape: InputShape): ReadValue {
  switch (shape.kind) {
    case 'text':
      return { value: text };
    case 'switch':
      return readSwitch(label, text);
    case 'number':
      return readNumber(label, text, shape.integer);
    case 'choice':
      return readChoice(label, text, shape.choices);
    case 'list': {
      const item = readValue(label, text, shape.of);
      return 'value' in item ? { value: [item.value] } : item;
    }
    case 'json':
      return readJson(label, text);
  }
}

/** Reads any JSON: what follows `:=`. */
export function readJson(label: string, text: string): ReadValue {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    return invalid(
      `The value of \`${label}\` is not JSON: ${(error as Error).message}.`,
      'Quote it for the shell, for example \'{"a": 1}\'.',
    );
  }
}

function readSwitch(label: string, text: string): ReadValue {
  if (text === 'true') return { value: true };
  if (text === 'false') return { value: false };
  return invalid(
    `\`${label}\` is on or off, and \`${text}\` is neither.`,
    'Pass `true` or `false`.',
  );
}

function readNumber(label: string, text: string, integer: boolean): ReadValue {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())
    ? Number(text)
    : Number.NaN;
  const what = integer ? 'a whole number' : 'a number';
  if (!Number.isFinite(value) || (integer && !Number.isInteger(value))) {
    return invalid(
      `\`${label}\` takes ${what}, and \`${text}\` is not one.`,
      `Pass ${what}, for example ${label}=3.`,
    );
  }
  if (integer && !Number.isSafeInteger(value)) {
    return invalid(
      `\`${text}\` is too large for \`${label}\`.`,
      'Numbers keep every digit up to 9007199254740991.',
    );
  }
  return { value };
}

function readChoice(label: string, text: string, choices: readonly Json[]): ReadValue {
  const found = choices.find((choice) => printChoice(choice) === text);
  if (found !== undefined) return { value: found };
  const known = choices.map(printChoice);
  const hint = didYouMean(text, known);
  return {
    problem: {
      code: 'INPUT_INVALID',
      message: `\`${text}\` is not a choice of \`${label}\`: ${known.map((each) => `\`${each}\``).join(', ')}.`,
      ...(hint?.startsWith('Did')
        ? { hint }
        : { hint: `Pass ${label}=${known[0] ?? ''}, or another of them.` }),
    },
  };
}

function invalid(message: string, hint: string): ReadValue {
  return { problem: { code: 'INPUT_INVALID', message, hint } };
}
