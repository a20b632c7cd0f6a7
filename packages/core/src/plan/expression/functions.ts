/** The functions of GitHub's expression language and how many arguments each takes. @module */
import type { FunctionName } from './node.ts';

/** How many arguments a function takes. */
export interface Arity {
  readonly min: number;
  readonly max: number;
  /** `case` takes pairs and a default: an odd number. */
  readonly odd?: true;
}

/**
 * Every function, in GitHub's spelling. Names are compared without case.
 * Source: https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions#functions
 */
export const FUNCTIONS: Readonly<Record<FunctionName, Arity>> = {
  contains: { min: 2, max: 2 },
  startsWith: { min: 2, max: 2 },
  endsWith: { min: 2, max: 2 },
  format: { min: 1, max: 255 },
  join: { min: 1, max: 2 },
  toJSON: { min: 1, max: 1 },
  fromJSON: { min: 1, max: 1 },
  hashFiles: { min: 1, max: 255 },
  case: { min: 3, max: Number.MAX_SAFE_INTEGER, odd: true },
  success: { min: 0, max: 0 },
  failure: { min: 0, max: 0 },
  cancelled: { min: 0, max: 0 },
  always: { min: 0, max: 0 },
};

/** The names of {@link FUNCTIONS}. */
export const FUNCTION_NAMES: readonly FunctionName[] = Object.keys(FUNCTIONS) as FunctionName[];

const byLowerCase: ReadonlyMap<string, FunctionName> = new Map(
  FUNCTION_NAMES.map((name) => [name.toLowerCase(), name]),
);

/** The function that a name means, whatever its case. */
export function functionNamed(name: string): FunctionName | undefined {
  return byLowerCase.get(name.toLowerCase());
}

/** True for the functions that look at the results of earlier steps. Their presence replaces the implied `success()`. */
export function isStatusFunction(name: FunctionName): boolean {
  return name === 'success' || name === 'failure' || name === 'cancelled' || name === 'always';
}

/** What is wrong with a number of arguments, or undefined. */
export function arityProblem(name: FunctionName, count: number): string | undefined {
  const { min, max, odd } = FUNCTIONS[name];
  if (count >= min && count <= max) {
    if (odd === true && count % 2 === 0) {
      return `\`${name}\` takes pairs of condition and value and then a default, an odd number of arguments, not ${count}.`;
    }
    return undefined;
  }
  const wanted =
    min === max
      ? min === 0
        ? 'no argument'
        : `${min} argument${min === 1 ? '' : 's'}`
      : count < min
        ? `at least ${min} argument${min === 1 ? '' : 's'}`
        : `at most ${max} arguments`;
  return `\`${name}\` takes ${wanted}, not ${count}.`;
}
