/** Prompts: Markdown with a schema. @module */
import type { z } from 'zod';
import type { Kebab } from '../plan/names.ts';
import type { Expr, PromptSafe, WireProps } from './expr.ts';

/** A text with its variables filled in, ready for a model. */
export interface PromptText {
  readonly kind: 'prompt-text';
}

/** An ad-hoc prompt. Text from a stranger is refused unless it is wrapped in `fence`. */
export declare function text<const V extends readonly (string | number | Expr<unknown>)[]>(
  strings: TemplateStringsArray,
  ...values: V & { readonly [I in keyof V]: PromptSafe<V[I]> }
): PromptText;

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
export declare function prompt<const Name extends string, Inputs extends z.ZodObject>(definition: {
  readonly name: Name & Kebab<Name>;
  readonly description?: string | undefined;
  readonly inputs: Inputs;
  /** Handlebars. */
  readonly template: string;
}): Prompt<Inputs>;

/** Prompt files known to the project, filled in by generated types. */
export type PromptFiles = {};
/** Loads `<name>.prompt.md`. Its front matter is the schema; generated types make it static. */
export declare function promptFile<N extends keyof PromptFiles & string>(
  name: N,
): Prompt<PromptFiles[N] extends z.ZodObject ? PromptFiles[N] : never>;
