/**
 * Codecs: how values that JSON cannot hold cross the borders between steps. The schema says which (the keyword
 * `x-sluice-codec`), never the value, so that every host encodes and decodes alike and a plain text that looks like
 * a date stays a text. In-process hosts use them too.
 *
 * | codec    | in memory    | in JSON                             |
 * | -------- | ------------ | ----------------------------------- |
 * | `date`   | `Date`       | ISO text in UTC, with milliseconds  |
 * | `bytes`  | `Uint8Array` | base64, padded                      |
 * | `bigint` | `bigint`     | decimal digits                      |
 * | `map`    | `Map`        | list of `[key, value]`, in order    |
 * | `set`    | `Set`        | list of items, in order             |
 * @module
 */
import { isDeeperThan, MAX_DEPTH, MAX_VALUE_DEPTH, tooDeep } from '../depth.ts';
import { WorkflowError } from '../errors.ts';
import type { Json, JsonObject } from '../names.ts';
import type { JsonSchema } from '../plan.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { checkValue } from './check.ts';
import { CODEC_KEYWORD } from './keyword.ts';
import { type JsonPath, printPath } from './problem.ts';
import { describeValue } from './wording.ts';

/** The codecs, as a schema names them. */
export type CodecName = 'date' | 'bytes' | 'bigint' | 'map' | 'set';
/** All codecs. */
export const CODEC_NAMES: readonly CodecName[] = ['date', 'bytes', 'bigint', 'map', 'set'];

/**
 * The schema of a value that travels by a codec. `map` takes the schemas of key and value, `set` that of its items.
 */
export function codecSchema(codec: CodecName, ...inner: readonly JsonSchema[]): JsonObject {
  const mark = { [CODEC_KEYWORD]: codec };
  switch (codec) {
    case 'date':
      return { type: 'string', ...mark, format: 'date-time' };
    case 'bytes':
      return { type: 'string', ...mark, contentEncoding: 'base64' };
    case 'bigint':
      return { type: 'string', ...mark, pattern: '^-?[0-9]+$' };
    case 'map': {
      const pair = { type: 'array', prefixItems: [inner[0] ?? {}, inner[1] ?? {}], items: false };
      return { type: 'array', ...mark, items: { ...pair, minItems: 2 } };
    }
    case 'set':
      return { type: 'array', ...mark, items: inner[0] ?? {}, uniqueItems: true };
  }
}

/**
 * A value as JSON. JSON itself passes as it is (copied; properties that are `undefined` are left out).
 * Throws `OUTPUT_INVALID` for what the schema has no codec for, with the path to it.
 */
export function encodeValue(value: unknown, schema: JsonSchema = true): Json {
  if (isDeeperThan(MAX_DEPTH, schema)) throw tooDeep(MAX_DEPTH);
  return encode(value, schema, [], new Set());
}

/** The value that {@link encodeValue} was given. Throws `OUTPUT_INVALID` for a text that its codec cannot read. */
export function decodeValue(json: Json, schema: JsonSchema = true): unknown {
  if (isDeeperThan(MAX_DEPTH, schema)) throw tooDeep(MAX_DEPTH);
  return decode(json, schema, []);
}

// #region encoding
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
// #endregion

// #region decoding
function decode(json: Json, given: JsonSchema, path: JsonPath): unknown {
  if (typeof given === 'boolean' || !hasCodec(given)) return json;
  const branches = unionOf(given);
  if (branches) {
    const at = readable(json, branches);
    return at === -1 ? json : decode(json, branches[at]!, path);
  }
  const codec = given[CODEC_KEYWORD];
  if (typeof codec === 'string') return decodeWith(codec, json, given, path);
  if (Array.isArray(json)) {
    return (json as Json[]).map((item, at) => decode(item, itemSchema(given, at), [...path, at]));
  }
  if (typeof json !== 'object' || json === null) return json;
  const record = json as JsonObject;
  return Object.fromEntries(
    Object.keys(record).map((name): [string, unknown] => [
      name,
      decode(record[name]!, propertySchema(given, name), [...path, name]),
    ]),
  );
}

function decodeWith(codec: string, json: Json, schema: JsonObject, path: JsonPath): unknown {
  switch (codec) {
    case 'date': {
      const date = new Date(typeof json === 'string' ? json : Number.NaN);
      if (Number.isNaN(date.getTime())) throw wrongFor('the ISO text of a date', json, path);
      return date;
    }
    case 'bytes': {
      const bytes = typeof json === 'string' ? decodeBase64(json) : undefined;
      if (bytes === undefined) throw wrongFor('bytes in base64', json, path);
      return bytes;
    }
    case 'bigint':
      if (typeof json !== 'string' || !/^-?[0-9]+$/.test(json)) {
        throw wrongFor('the digits of a bigint', json, path);
      }
      return BigInt(json);
    case 'map': {
      const pair = asSchema(schema['items']);
      if (!Array.isArray(json)) throw wrongFor('a list of pairs', json, path);
      return new Map(
        (json as Json[]).map((entry, at): [unknown, unknown] => {
          if (!Array.isArray(entry) || entry.length !== 2) {
            throw wrongFor('a pair of key and value', entry, [...path, at]);
          }
          return [
            decode(entry[0] as Json, itemSchema(pair, 0), [...path, at, 0]),
            decode(entry[1] as Json, itemSchema(pair, 1), [...path, at, 1]),
          ];
        }),
      );
    }
    case 'set':
      if (!Array.isArray(json)) throw wrongFor('a list', json, path);
      return new Set(
        (json as Json[]).map((item, at) => decode(item, itemSchema(schema, at), [...path, at])),
      );
    default:
      throw unknownCodec(codec, path);
  }
}
// #endregion

// #region schemas
/** Which branch a reader takes; -1 when none fits. */
function readable(json: Json, branches: readonly JsonSchema[]): number {
  return branches.findIndex((branch) => checkValue(branch, json).length === 0);
}

/** Whether a codec stands anywhere in one of the schemas. */
function hasCodec(...schemas: readonly JsonSchema[]): boolean {
  return schemas.some((schema) => {
    if (typeof schema === 'boolean') return false;
    let known = codecs.get(schema);
    if (known === undefined) {
      known = CODEC_KEYWORD in schema || innerSchemas(schema).some((each) => hasCodec(each));
      codecs.set(schema, known);
    }
    return known;
  });
}
const codecs = new WeakMap<object, boolean>();

function innerSchemas(schema: JsonObject): readonly JsonSchema[] {
  const lists = [schema['anyOf'], schema['oneOf'], schema['prefixItems']];
  const singles = [schema['items'], schema['additionalProperties']];
  return [
    ...lists.flatMap((list) => list ?? []),
    ...singles,
    ...Object.values(schema['properties'] ?? {}),
  ].filter((each) => typeof each === 'object' && each !== null) as JsonObject[];
}

function unionOf(schema: JsonObject): readonly JsonSchema[] | undefined {
  const branches = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(branches) ? (branches as JsonSchema[]) : undefined;
}

function itemSchema(schema: JsonSchema, at: number): JsonSchema {
  if (typeof schema === 'boolean') return true;
  const first = schema['prefixItems'];
  const own = Array.isArray(first) ? (first[at] as JsonSchema | undefined) : undefined;
  return own ?? asSchema(schema['items']);
}

function propertySchema(schema: JsonObject, name: string): JsonSchema {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  if (Object.hasOwn(properties, name)) return properties[name]!;
  return asSchema(schema['additionalProperties']);
}

function asSchema(value: Json | undefined): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : true;
}
// #endregion

// #region values
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

function wrongFor(expected: string, value: unknown, path: JsonPath): WorkflowError {
  return refusal(path, `is ${describeValue(value)} where ${expected} is declared`);
}

function unknownCodec(codec: string, path: JsonPath): WorkflowError {
  return refusal(path, `has the unknown codec \`${codec}\``, `Known: ${CODEC_NAMES.join(', ')}.`);
}

function refusal(path: JsonPath, fact: string, hint?: string): WorkflowError {
  const where = path.length === 0 ? 'The value' : `\`${printPath(path)}\``;
  return new WorkflowError('OUTPUT_INVALID', `${where} ${fact}.`, { path, hint });
}
// #endregion
