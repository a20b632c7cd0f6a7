/**
 * A small language for the shape of JSON. One description serves three readers: validation (what may stand where),
 * the canonical form (the order of keys, the defaults that are left out) and the checks of expressions (which text is one).
 * @module
 */
import type { ErrorCode } from './errors.ts';
import type { ExpressionKey } from './expression/contexts.ts';
import type { Json } from './names.ts';

/**
 * Text. With `site` it is a template or, with `bare`, an expression; with `whole` it stands for a value that is no text,
 * and is nothing but one `${{ }}`; with `name` it must be a name of that sort.
 */
export interface TextShape {
  readonly is: 'text';
  readonly site?: ExpressionKey;
  readonly bare?: true;
  readonly whole?: true;
  readonly name?: string;
  readonly oneOf?: readonly string[];
  readonly empty?: true;
}
/** A whole number. */
export interface NumberShape {
  readonly is: 'number';
  readonly min: number;
  readonly max: number;
}
/** A list of one shape. */
export interface ListShape {
  readonly is: 'list';
  readonly of: Shape;
  readonly min?: number;
  /** Report an element that stands there twice. */
  readonly unique?: true;
}
/** An object whose keys are names of the author. */
export interface RecordShape {
  readonly is: 'record';
  readonly of: Shape;
}
/** One key of an {@link ObjectShape}. */
export interface KeyShape {
  readonly shape: Shape;
  readonly required?: true;
  /** Left out of the canonical form when it has this value. */
  readonly default?: Json;
  /** What a reader of hand-written JSON puts where a required key is missing. */
  readonly fill?: Json;
}
/** An object with known keys, in canonical order. */
export interface ObjectShape {
  readonly is: 'object';
  readonly what: string;
  readonly keys: Readonly<Record<string, KeyShape>>;
  readonly code?: ErrorCode;
  /** Of these exactly one must be there. */
  readonly exactlyOne?: readonly string[];
  /** Of each pair at most one may be there. */
  readonly exclusive?: readonly (readonly [string, string])[];
}
/** An object whose other keys depend on one text in it. */
export interface TaggedShape {
  readonly is: 'tagged';
  readonly what: string;
  readonly tag: string;
  readonly cases: Readonly<Record<string, ObjectShape>>;
  readonly code?: ErrorCode;
  /** An unknown tag is not for this shape to judge. */
  readonly open?: true;
}
/** The first of several shapes whose sort of JSON fits. */
export interface EitherShape {
  readonly is: 'either';
  readonly of: readonly Shape[];
}
/** A shape of JSON. */
export type Shape =
  | TextShape
  | NumberShape
  | { readonly is: 'flag' }
  | { readonly is: 'constant'; readonly value: Json }
  /** Any JSON; with `site` every text in it is a template. */
  | { readonly is: 'json'; readonly site?: ExpressionKey }
  | { readonly is: 'schema' }
  | { readonly is: 'axis' }
  | ListShape
  | RecordShape
  | ObjectShape
  | TaggedShape
  | EitherShape
  /** A shape that contains itself. */
  | { readonly is: 'later'; readonly shape: () => Shape };

/** Whether JSON is of the sort that a shape describes, without a look inside. */
export function fits(shape: Shape, value: Json): boolean {
  switch (shape.is) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'constant':
      return value === shape.value;
    case 'json':
      return true;
    case 'schema':
      return typeof value === 'boolean' || isRecord(value);
    case 'list':
    case 'axis':
      return Array.isArray(value);
    case 'record':
    case 'object':
    case 'tagged':
      return isRecord(value);
    case 'either':
      return shape.of.some((each) => fits(each, value));
    case 'later':
      return fits(shape.shape(), value);
  }
}

/** A JSON object: neither a list nor null. */
export function isRecord(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object's own property; undefined for one that is not there, also for `constructor` and its kin. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
