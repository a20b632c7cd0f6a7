/** From values in memory to JSON, by the codecs of their schema. @module */
import { isDeeperThan, MAX_DEPTH, MAX_VALUE_DEPTH, tooDeep } from '../depth.ts';
import type { WorkflowError } from '../errors.ts';
import type { Json, JsonObject } from '../names.ts';
import type { JsonSchema } from '../plan.ts';
import { encodeBase64 } from './base64.ts';
import { checkValue } from './check.ts';
import {
  asSchema,
  hasCodec,
  itemSchema,
  propertySchema,
  readable,
  unionOf,
} from './codec-branches.ts';
import { refusal, unknownCodec, wrongFor } from './codec-refusal.ts';
import { CODEC_KEYWORD } from './keyword.ts';
import type { JsonPath } from './problem.ts';
import { describeValue } from './wording.ts';

/**
 * A value as JSON. JSON itself passes as it is (copied; properties that are `undefined` are left out).
 * Throws `OUTPUT_INVALID` for what the schema has no codec for, with the path to it.
 */
export function encodeValue(value: unknown, schema: JsonSchema = true): Json {
  if (isDeeperThan(MAX_DEPTH, schema)) throw tooDeep(MAX_DEPTH);
  return encode(value, schema, [], new Set());
}

function encode(value: unknown, given: JsonSchema, path: JsonPath, above: Set<object>): Json {
  const schema = typeof given === 'boolean' ? {} : given;
  if (value !== null && typeof value === 'object') {
    if (above.has(value)) {
      throw refusal(path, 'contains itself', 'Return a value without cycles.');
    }
    if (above.size >= MAX_VALUE_DEPTH) {
      const hint = 'Return a flatter value, or save it as an artifact.';
      throw refusal([], `is nested more than ${MAX_VALUE_DEPTH} levels deep`, hint);
    }
  }
  const branches = unionOf(schema);
  if (branches) return encodeBranch(value, branches, path, above);
  const codec = schema[CODEC_KEYWORD];
  if (typeof codec === 'string') return encodeWith(codec, value, schema, path, above);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw noCodec(value, path);
      return value === 0 ? 0 : value;
    case 'object':
      if (value === null) return null;
      return encodeStructure(value, schema, path, above);
    default:
      throw noCodec(value, path);
  }
}

function encodeStructure(
  value: object,
  schema: JsonObject,
  path: JsonPath,
  above: Set<object>,
): Json {
  const list = Array.isArray(value);
  if (!list && !isPlain(value)) throw noCodec(value, path);
  above.add(value);
  try {
    if (list) {
      // Not `map`: it would step over holes.
      return Array.from(value as unknown[], (item, at) =>
        encode(item, itemSchema(schema, at), [...path, at], above),
      );
    }
    const record = value as Readonly<Record<string, unknown>>;
    const symbol = Object.getOwnPropertySymbols(record)[0];
    if (symbol !== undefined) {
      throw refusal(path, `has a key that is a symbol (\`${String(symbol)}\`)`);
    }
    const entries = Object.keys(record)
      .filter((name) => record[name] !== undefined)
      .map((name): [string, Json] => [
        name,
        encode(record[name], propertySchema(schema, name), [...path, name], above),
      ]);
    return Object.fromEntries(entries);
  } finally {
    above.delete(value);
  }
}

function encodeWith(
  codec: string,
  value: unknown,
  schema: JsonObject,
  path: JsonPath,
  above: Set<object>,
): Json {
  switch (codec) {
    case 'date':
      if (!isA(value, 'Date')) throw wrongFor('a `Date`', value, path);
      if (Number.isNaN((value as Date).getTime())) throw refusal(path, 'is an invalid `Date`');
      return (value as Date).toISOString();
    case 'bytes':
      if (!isA(value, 'Uint8Array')) throw wrongFor('a `Uint8Array`', value, path);
      return encodeBase64(value as Uint8Array);
    case 'bigint':
      if (typeof value !== 'bigint') throw wrongFor('a bigint', value, path);
      return value.toString();
    case 'map': {
      if (!isA(value, 'Map')) throw wrongFor('a `Map`', value, path);
      const pair = asSchema(schema['items']);
      return inside(value as Map<unknown, unknown>, path, above, (entry, at) => [
        encode(entry[0], itemSchema(pair, 0), [...path, at, 0], above),
        encode(entry[1], itemSchema(pair, 1), [...path, at, 1], above),
      ]);
    }
    case 'set':
      if (!isA(value, 'Set')) throw wrongFor('a `Set`', value, path);
      return inside(value as Set<unknown>, path, above, (item, at) =>
        encode(item, itemSchema(schema, at), [...path, at], above),
      );
    default:
      throw unknownCodec(codec, path);
  }
}

function inside<T>(
  value: Iterable<T> & object,
  _path: JsonPath,
  above: Set<object>,
  each: (item: T, at: number) => Json,
): Json {
  above.add(value);
  try {
    return Array.from(value, each);
  } finally {
    above.delete(value);
  }
}

/** The first branch that takes the value, provided that a reader would choose the same one. */
function encodeBranch(
  value: unknown,
  branches: readonly JsonSchema[],
  path: JsonPath,
  above: Set<object>,
): Json {
  let failure: unknown;
  for (const [at, branch] of branches.entries()) {
    let json: Json;
    try {
      json = encode(value, branch, path, above);
    } catch (error) {
      failure ??= error;
      continue;
    }
    if (checkValue(branch, json).length > 0) continue;
    const read = readable(json, branches);
    if (read === at || !hasCodec(branches[read]!, branch)) return json;
    throw refusal(
      path,
      `is ${describeValue(value)} and reads like another branch of its schema once it is JSON`,
      'Give the branches a property that tells them apart.',
    );
  }
  // No branch takes it: a value without codecs goes on as it is, for the check of outputs to report.
  if (failure === undefined || !branches.some((branch) => hasCodec(branch))) {
    return encode(value, {}, path, above);
  }
  try {
    return encode(value, {}, path, above);
  } catch {
    throw failure;
  }
}

/** By tag and not by `instanceof`: values come from other realms, too (test runners, workers). */
function isA(value: unknown, tag: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (tag === 'Uint8Array') {
    return (
      ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]'
    );
  }
  return Object.prototype.toString.call(value) === `[object ${tag}]`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  // The plain objects of another realm: their prototype is the end of the chain and has their own `Object`.
  return (
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf')
  );
}

function noCodec(value: unknown, path: JsonPath): WorkflowError {
  const hints: Readonly<Record<string, string>> = {
    bigint: 'Return it as a text.',
    undefined: 'Return a value, or null.',
    function: 'Return data only.',
    symbol: 'Return data only.',
    number: 'Return a finite number, or null.',
  };
  const hint = hints[typeof value] ?? hintForObject(value as object);
  return refusal(path, `is ${describeValue(value)}, which its schema has no codec for`, hint);
}

function hintForObject(value: object): string {
  if (isA(value, 'Date')) return 'Return `toISOString()`.';
  if (isA(value, 'Map')) return 'Return `Object.fromEntries(…)`.';
  if (isA(value, 'Set')) return 'Return a list.';
  if (isA(value, 'Uint8Array')) return 'Return a text.';
  return 'Return plain data: objects, lists, texts, numbers, booleans, null.';
}
