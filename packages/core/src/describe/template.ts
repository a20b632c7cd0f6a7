/** Values and expressions as the text of a plan. @module */
import { WorkflowError } from '../plan/errors.ts';
import { escapeTemplate, printTemplate } from '../plan/expression/template.ts';
import type { Json, JsonObject } from '../plan/names.ts';
import type { JsonSchema, Template } from '../plan/plan.ts';
import type { CodecName } from '../plan/schema/codec.ts';
import { encodeValue } from '../plan/schema/encode.ts';
import { CODEC_KEYWORD } from '../plan/schema/keyword.ts';
import { own } from '../plan/shape.ts';
import type { Expr } from './expr.ts';
import { isExpr } from './expression.ts';

/** A text or a single value, as a template. */
export function exprTemplate(value: string | number | boolean | Expr<unknown>): Template {
  return isExpr(value) ? printTemplate([value.node]) : escapeTemplate(String(value));
}

/**
 * Wiring as JSON: expressions become templates, a literal `${{` is escaped, what is undefined is left out. Dates, maps
 * and the like travel by the codec that the schema has at their place.
 */
export function jsonTemplate(value: unknown, where: string, schema?: JsonSchema): Json {
  if (isExpr(value)) return printTemplate([value.node]);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return escapeTemplate(value);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const within = (each: unknown, at: string, part: string | number): Json =>
    jsonTemplate(each ?? null, at, schemaOfPart(schema, part));
  if (Array.isArray(value)) return value.map((each, at) => within(each, where, at));
  if (typeof value === 'object' && isPlain(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => [key, within(each, `${where}.${key}`, key)]),
    );
  }
  const codec = codecOf(value);
  const coded = codec === undefined ? undefined : withCodec(schema, codec);
  if (coded !== undefined) {
    // What is inside of a map or a set may be an expression.
    if (value instanceof Map || value instanceof Set) {
      return jsonTemplate([...value], where, { type: 'array', items: coded['items'] ?? true });
    }
    return escapeTemplate(String(encodeValue(value, coded)));
  }
  throw new WorkflowError('INPUT_INVALID', `\`${where}\` holds a value that JSON cannot say.`, {
    hint:
      codec === undefined
        ? 'Pass texts, numbers, booleans, lists, plain objects and expressions.'
        : `Only an input whose schema says ${codec} takes one.`,
  });
}

function codecOf(value: unknown): CodecName | undefined {
  if (typeof value === 'bigint') return 'bigint';
  if (value instanceof Date) return 'date';
  if (value instanceof Map) return 'map';
  if (value instanceof Set) return 'set';
  return value instanceof Uint8Array ? 'bytes' : undefined;
}

/** The alternatives of a schema: itself, or those of its unions. */
function alternatives(schema: JsonSchema | undefined): readonly JsonObject[] {
  if (typeof schema !== 'object') return [];
  const unions = [schema['anyOf'], schema['oneOf']].filter(Array.isArray) as JsonSchema[][];
  return [schema, ...unions.flat().flatMap(alternatives)];
}

function withCodec(schema: JsonSchema | undefined, codec: CodecName): JsonObject | undefined {
  return alternatives(schema).find((each) => each[CODEC_KEYWORD] === codec);
}

/** What a schema says of a property or an item; undefined where it says nothing. */
function schemaOfPart(
  schema: JsonSchema | undefined,
  part: string | number,
): JsonSchema | undefined {
  for (const each of alternatives(schema)) {
    const found =
      typeof part === 'number'
        ? (own((each['prefixItems'] ?? []) as JsonObject, String(part)) ?? each['items'])
        : (own((each['properties'] ?? {}) as JsonObject, part) ?? each['additionalProperties']);
    if (found !== undefined) return found as JsonSchema;
  }
  return undefined;
}

/** Every expression in some wiring, in order. */
export function expressionsIn(value: unknown): readonly Expr<unknown>[] {
  if (isExpr(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (value instanceof Map || value instanceof Set) return [...value].flatMap(expressionsIn);
  if (typeof value === 'object' && value !== null && isPlain(value)) {
    return Object.values(value).flatMap(expressionsIn);
  }
  return [];
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
