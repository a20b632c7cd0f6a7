/**
 * Definitions and how they are recognised. Two copies of this package may meet in one process (a global command and a
 * project of its own), so a definition is known by a versioned symbol of the global registry, never by `instanceof`.
 * @module
 */
import type { z } from 'zod';
import type { Awaitable, Json } from './names.ts';

/** The key under which a definition carries what is not for users: see {@link DefinitionInternals}. */
export const DEFINITION: unique symbol = Symbol.for('sluice.definition/1') as never;

/** The kinds of definition. */
export type DefinitionKind =
  | 'task'
  | 'flow'
  | 'automation'
  | 'app'
  | 'prompt'
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
}

/** What a prompt carries behind {@link DEFINITION}. */
export interface PromptInternals {
  readonly kind: 'prompt';
  readonly template: string;
}

/** What stands behind {@link DEFINITION}, told apart by `kind`. */
export type DefinitionInternals =
  | TaskInternals
  | PromptInternals
  | { readonly kind: Exclude<DefinitionKind, 'task' | 'prompt'>; readonly data?: Json };

/** Whether a value is a definition of Sluice, of any copy of this package that speaks this protocol. */
export function isDefinition<K extends DefinitionKind>(value: unknown, kind?: K): boolean {
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
