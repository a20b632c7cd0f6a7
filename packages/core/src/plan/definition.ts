/**
 * Definitions and how they are recognised. Two copies of this package may meet in one process (a global command and a
 * project of its own), so a definition is known by a versioned symbol of the global registry, never by `instanceof`.
 * @module
 */
import type { z } from 'zod';
import type { ExprNode } from './expression/node.ts';
import type { Awaitable } from './names.ts';
import type { JsonSchema } from './plan.ts';

/** The key under which a definition carries what is not for users: see {@link DefinitionInternals}. */
export const DEFINITION: unique symbol = Symbol.for('sluice.definition/1') as never;

/** The kinds of definition. */
export type DefinitionKind =
  | 'task'
  | 'flow'
  | 'automation'
  | 'app'
  | 'prompt'
  | 'prompt-text'
  | 'document'
  | 'matrix';

/** A task as registries and engines see it: everything but its types. */
export interface TaskDefinition {
  readonly kind: 'task';
  readonly name: string;
  readonly description: string | undefined;
  readonly inputs: z.ZodObject;
  readonly outputNames: readonly string[];
  readonly artifactNames: readonly string[];
  readonly secretNames: readonly string[];
  readonly calls: readonly TaskDefinition[];
}

/** A prompt as ports see it. */
export interface PromptDefinition {
  readonly kind: 'prompt';
  readonly name: string;
  readonly inputs: z.ZodObject;
}

/** What a task carries behind {@link DEFINITION}. */
export interface TaskInternals {
  readonly kind: 'task';
  /** The body. Its context is `TaskContext`. */
  readonly run: (context: never) => Awaitable<Readonly<Record<string, unknown>> | void>;
  /** The schema of every declared output; null for the string outputs of the short form. */
  readonly outputSchemas: Readonly<Record<string, z.ZodType | null>>;
  /** How its values travel, by name: for `encodeValue` and `decodeValue`. Older copies of this package have none. */
  readonly codecs?: {
    readonly inputs: () => Readonly<Record<string, JsonSchema>>;
    readonly outputs: () => Readonly<Record<string, JsonSchema>>;
  };
}

/** What a prompt carries behind {@link DEFINITION}. */
export interface PromptInternals {
  readonly kind: 'prompt';
  /** Handlebars; null for a prompt that stands in a file. */
  readonly template: string | null;
  readonly description?: string | undefined;
}

/** What a prompt with its variables filled in carries behind {@link DEFINITION}. */
export interface PromptTextInternals {
  readonly kind: 'prompt-text';
  /** The text and the values in it, or the prompt and its values (which may be expressions). */
  readonly text:
    | { readonly parts: readonly unknown[] }
    | { readonly prompt: PromptDefinition; readonly values: Readonly<Record<string, unknown>> };
}

/** What a flow or an automation carries behind {@link DEFINITION}: what its plan refers to by name, nested ones included. */
export interface WorkflowInternals {
  readonly kind: 'flow' | 'automation';
  readonly tasks: readonly TaskDefinition[];
  /** The workflows it nests, directly or not. */
  readonly workflows: readonly WorkflowDefinition[];
  readonly prompts: readonly PromptDefinition[];
  /** The outputs: what each stands for. */
  readonly outputs: Readonly<Record<string, ExprNode>>;
}

/** A workflow as registries see it. */
export interface WorkflowDefinition {
  readonly kind: 'flow' | 'automation';
  readonly name: string;
  readonly inputs: z.ZodObject;
}

/** What stands behind {@link DEFINITION}, told apart by `kind`. */
export type DefinitionInternals =
  | TaskInternals
  | PromptInternals
  | PromptTextInternals
  | WorkflowInternals
  | { readonly kind: 'app' | 'document' | 'matrix' };

/** Gives a definition its internals, out of sight, and freezes it. */
export function define<T extends object>(definition: T, internals: DefinitionInternals): T {
  Object.defineProperty(definition, DEFINITION, { value: internals });
  return Object.freeze(definition);
}

/** Whether a value is a definition of Sluice, of any copy of this package that speaks this protocol. */
export function isDefinition(value: unknown, kind?: DefinitionKind): boolean {
  const internals = internalsOf(value);
  return internals !== undefined && (kind === undefined || internals.kind === kind);
}

/** The internals of a definition; undefined for anything else. */
export function internalsOf(value: unknown): DefinitionInternals | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as { [DEFINITION]?: DefinitionInternals })[DEFINITION];
}

/** The body and the output schemas of a task; undefined when the value is no task. */
export function taskInternals(value: unknown): TaskInternals | undefined {
  const internals = internalsOf(value);
  return internals?.kind === 'task' ? internals : undefined;
}

/** What a flow or an automation refers to; undefined when the value is neither. */
export function workflowInternals(value: unknown): WorkflowInternals | undefined {
  const internals = internalsOf(value);
  return internals?.kind === 'flow' || internals?.kind === 'automation' ? internals : undefined;
}
