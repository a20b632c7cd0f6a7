/**
 * Documents: typed data that a step produces and later steps find again through the chain of scopes.
 * @module
 */
import type { z } from 'zod';
import { define } from '../plan/definition.ts';
import { assertName, type Kebab } from '../plan/names.ts';

declare const accepts: unique symbol;

/** Takes values of type `V`: any document whose schema is at least that wide. */
export interface DocumentFor<in V> {
  readonly kind: 'document';
  readonly [accepts]: (value: V) => void;
}

/** A typed document that steps produce and later steps read. */
export interface DocumentType<Name extends string = string, Value = unknown>
  extends DocumentFor<Value> {
  readonly name: Name;
  readonly scope: string;
  readonly schema: z.ZodType<Value>;
}
/** Any document. */
export type AnyDocument = DocumentType<string, any>;

/** A document and the name of the output that becomes it. The two must fit: checked for every output of the step. */
export type Produces<Outputs> = {
  [K in keyof Outputs & string]: readonly [document: DocumentFor<Outputs[K]>, output: K];
}[keyof Outputs & string];

/** Describes a document. */
export function document<const Name extends string, S extends z.ZodType>(definition: {
  readonly name: Name & Kebab<Name>;
  /** `project`, `epic`, …: the level at which one instance exists. */
  readonly scope: string;
  readonly schema: S;
}): DocumentType<Name, z.output<S>> {
  const { name, scope, schema } = definition;
  assertName(name, 'document');
  // the cast adds what exists for the compiler only
  return define(
    { kind: 'document' as const, name, scope, schema },
    { kind: 'document' },
  ) as unknown as DocumentType<Name, z.output<S>>;
}
