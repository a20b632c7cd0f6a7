/**
 * Names that are persisted, printed or typed on a command line are kebab-case.
 * @module
 */
import { WorkflowError } from './errors.ts';

declare const brand: unique symbol;

/** Nominal typing for values that must pass through a parser or constructor. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** A workflow name that has been checked at run time. Obtain one with {@link workflowName}. */
export type WorkflowName = Branded<string, 'WorkflowName'>;
/** Identity of one run, chosen by whoever starts it. */
export type RunId = Branded<string, 'RunId'>;
/** `1_fetch-source`: position and task name, unique inside one plan. */
export type StepName = Branded<`${number}_${string}`, 'StepName'>;

type Lower =
  | 'a'
  | 'b'
  | 'c'
  | 'd'
  | 'e'
  | 'f'
  | 'g'
  | 'h'
  | 'i'
  | 'j'
  | 'k'
  | 'l'
  | 'm'
  | 'n'
  | 'o'
  | 'p'
  | 'q'
  | 'r'
  | 's'
  | 't'
  | 'u'
  | 'v'
  | 'w'
  | 'x'
  | 'y'
  | 'z';
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

type KebabTail<S extends string> = S extends ''
  ? true
  : S extends `-${infer Next}${infer Rest}`
    ? Next extends Lower | Digit
      ? KebabTail<Rest>
      : false
    : S extends `${infer Head}${infer Rest}`
      ? Head extends Lower | Digit
        ? KebabTail<Rest>
        : false
      : false;

type IsKebab<S extends string> = S extends `${infer Head}${infer Rest}`
  ? Head extends Lower
    ? KebabTail<Rest>
    : false
  : false;

/** Shown by the compiler in place of a name that is not kebab-case. */
export interface NameMustBeKebabCase<S extends string> {
  readonly [brand]: S;
}

/** `S` when it is kebab-case, otherwise a type whose name is the error message. */
export type Kebab<S extends string> = string extends S
  ? S
  : IsKebab<S> extends true
    ? S
    : NameMustBeKebabCase<S>;

/**
 * Checks a name at run time: kebab-case, at most 50 characters, not reserved. Throws `NAME_INVALID`.
 * The compiler sees only the first of the three, and only in literals.
 */
export function workflowName<const Name extends string>(name: Name & Kebab<Name>): WorkflowName {
  assertName(name, 'workflow');
  return name as string as WorkflowName;
}
/** Takes a run's identity back from text (a command line, a database). Throws `NAME_INVALID`. */
export function runId(text: string): RunId {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text)) {
    throw new WorkflowError('NAME_INVALID', `\`${text}\` is not the identity of a run.`, {
      hint: 'Use letters, digits, dots, dashes and underscores, at most 128 of them.',
    });
  }
  return text as RunId;
}

/** The longest name, in characters. */
export const MAX_NAME_LENGTH = 50;

/** Names that no workflow or task may have: `null`-like words that YAML and shells turn into something else. */
export const RESERVED_NAMES: readonly string[] = ['null', 'undefined', 'none'];

/** The built-in commands of the command line: no workflow or task may take their names. */
export const BUILT_IN_COMMANDS: readonly string[] = [
  'list',
  'inspect',
  'plan',
  'graph',
  'validate',
  'run',
  'init',
  'doctor',
  'completion',
  'help',
  'version',
  'save',
  'workflows',
  'import',
  'export',
  'typegen',
  'gha',
  'runs',
];

/** What is wrong with a name, or undefined. `what` says whose name it is: `task`, `workflow`, `step`, … */
export function nameProblem(
  name: string,
  what: string,
): { readonly message: string; readonly hint: string } | undefined {
  // Erased callers pass anything.
  if (typeof name !== 'string') {
    return { message: `A ${what} has no name.`, hint: "Give it one: `name: 'build-it'`." };
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    const kebab = toKebab(name);
    return {
      message: `\`${name}\` is not a ${what} name: names are kebab-case.`,
      hint:
        kebab === ''
          ? 'Use lower-case letters, digits and single dashes, a letter first.'
          : `Did you mean \`${kebab}\`?`,
    };
  }
  if (name.length > MAX_NAME_LENGTH) {
    return {
      message: `The ${what} name \`${name}\` has ${name.length} characters.`,
      hint: `Use at most ${MAX_NAME_LENGTH}.`,
    };
  }
  if (RESERVED_NAMES.includes(name))
    return {
      message: `\`${name}\` is reserved and cannot name a ${what}.`,
      hint: 'Choose another name.',
    };
  return undefined;
}

/** Throws `NAME_INVALID` unless the name can name a task or a workflow: kebab-case, short enough, not reserved, no built-in command. */
export function assertName(name: string, what: string): void {
  const problem =
    nameProblem(name, what) ??
    (BUILT_IN_COMMANDS.includes(name)
      ? {
          message: `\`${name}\` is a built-in command and cannot name a ${what}.`,
          hint: `Choose another name, for example \`${name}-all\`.`,
        }
      : undefined);
  if (problem) throw new WorkflowError('NAME_INVALID', problem.message, { hint: problem.hint });
}

/** The kebab-case name that is nearest to a text, at most {@link MAX_NAME_LENGTH} long; empty when nothing of it can be in one. */
export function toKebab(name: string): string {
  const kebab = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return kebab.slice(0, MAX_NAME_LENGTH).replace(/-+$/, '');
}

/** A length of time: `500ms`, `5s`, `10m`, `2h`, `7d`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;
/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;
/** Flattens intersections so that editors show the resulting object. */
export type Show<T> = { [K in keyof T]: T[K] } & {};
/** What crosses a package border, a process border or a disk. */
export type JsonObject = { readonly [key: string]: Json };
/** Any JSON value. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };
