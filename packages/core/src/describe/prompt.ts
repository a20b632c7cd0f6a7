/** Prompts: Markdown with a schema. @module */
import type { z } from 'zod';
import { define, type PromptDefinition } from '../plan/definition.ts';
import { WorkflowError } from '../plan/errors.ts';
import { assertName, type Kebab } from '../plan/names.ts';
import { didYouMean } from '../plan/suggest.ts';
import type { Expr, PromptSafe, WireProps } from './expr.ts';
import { mayBeOmitted, shapeOf } from './to-json-schema.ts';
import { emptyObject } from './zod-like.ts';

/** A text with its variables filled in, ready for a model. */
export interface PromptText {
  readonly kind: 'prompt-text';
}

/** An ad-hoc prompt. Text from a stranger is refused unless it is wrapped in `fence`. */
export function text<const V extends readonly (string | number | Expr<unknown>)[]>(
  strings: TemplateStringsArray,
  ...values: V & { readonly [I in keyof V]: PromptSafe<V[I]> }
): PromptText {
  const parts = strings.flatMap((each, at) => (at < values.length ? [each, values[at]] : [each]));
  return define({ kind: 'prompt-text' as const }, { kind: 'prompt-text', text: { parts } });
}

/** The values for a prompt: all of them, no others, and none from a stranger without `fence`. */
export type PromptValues<Shape, V> = {
  [K in keyof V]: K extends keyof Shape ? PromptSafe<V[K]> : never;
};

/** A prompt: a template and the schema of its variables. */
export interface Prompt<Inputs extends z.ZodObject = z.ZodObject> {
  readonly kind: 'prompt';
  readonly name: string;
  readonly inputs: Inputs;
  /** Fills the variables in. */
  with<const V extends WireProps<z.input<Inputs>>>(
    values: V & PromptValues<z.input<Inputs>, V>,
  ): PromptText;
}
/** Any prompt. */
export type AnyPrompt = Prompt<any>;

/** Describes a prompt in code. */
export function prompt<const Name extends string, Inputs extends z.ZodObject>(definition: {
  readonly name: Name & Kebab<Name>;
  readonly description?: string | undefined;
  readonly inputs: Inputs;
  /** Handlebars. */
  readonly template: string;
}): Prompt<Inputs> {
  const { name, inputs, template, description } = definition;
  assertName(name, 'prompt');
  const check = (values: Readonly<Record<string, unknown>>) => checkValues(name, inputs, values);
  return createPrompt(name, inputs, { template, description }, check);
}

/** Prompt files known to the project, filled in by generated types. */
export interface PromptFiles {}
/** Loads `<name>.prompt.md`. Its front matter is the schema; generated types make it static. */
export function promptFile<N extends keyof PromptFiles & string>(
  name: N,
): Prompt<PromptFiles[N] extends z.ZodObject ? PromptFiles[N] : never> {
  assertName(name, 'prompt');
  // the schema stands in the file: what reads files checks the values
  return createPrompt(name, emptyObject(), { template: null }, () => {}) as unknown as Prompt<
    PromptFiles[N] extends z.ZodObject ? PromptFiles[N] : never
  >;
}

function createPrompt<Inputs extends z.ZodObject>(
  name: string,
  inputs: Inputs,
  source: { readonly template: string | null; readonly description?: string | undefined },
  check: (values: Readonly<Record<string, unknown>>) => void,
): Prompt<Inputs> {
  const fill = (values: Readonly<Record<string, unknown>>): PromptText => {
    check(values);
    return define(
      { kind: 'prompt-text' as const },
      { kind: 'prompt-text', text: { prompt: made as PromptDefinition, values } },
    );
  };
  // the cast: `with` is checked by its declaration
  const made = { kind: 'prompt', name, inputs, with: fill } as unknown as Prompt<Inputs>;
  return define(made, { kind: 'prompt', ...source });
}

function checkValues(
  name: string,
  inputs: z.ZodObject,
  values: Readonly<Record<string, unknown>>,
): void {
  const shape = shapeOf(inputs);
  for (const key of Object.keys(values)) {
    if (Object.hasOwn(shape, key)) continue;
    throw new WorkflowError(
      'PROMPT_INVALID',
      `The prompt \`${name}\` has no variable \`${key}\`.`,
      {
        hint: didYouMean(key, Object.keys(shape)),
      },
    );
  }
  for (const [key, schema] of Object.entries(shape)) {
    if (values[key] !== undefined || mayBeOmitted(schema)) continue;
    throw new WorkflowError(
      'PROMPT_INVALID',
      `The prompt \`${name}\` needs the variable \`${key}\`.`,
      {
        hint: `Pass \`${key}\`.`,
      },
    );
  }
}
