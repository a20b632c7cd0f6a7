/** Defaults: what a schema puts where nothing was given. @module */
import { isDeeperThan, MAX_DEPTH, MAX_VALUE_DEPTH, tooDeep } from '../depth.ts';
import type { Json, JsonObject } from '../names.ts';
import type { JsonSchema } from '../plan.ts';
import { checkValue } from './check.ts';

/**
 * A value with the defaults of its schema filled in, at every depth. `undefined` means "not given"; null is a value.
 * Neither argument is changed.
 * @throws WorkflowError `VALUE_TOO_DEEP`
 */
export function applyDefaults(schema: JsonSchema, value: Json | undefined): Json | undefined {
  if (isDeeperThan(MAX_DEPTH, schema)) throw tooDeep(MAX_DEPTH);
  if (isDeeperThan(MAX_VALUE_DEPTH, value)) throw tooDeep();
  return filledIn(schema, value);
}

function filledIn(schema: JsonSchema, value: Json | undefined): Json | undefined {
  if (typeof schema === 'boolean') return value;
  if (value === undefined) {
    const given = schema['default'];
    return given === undefined ? undefined : filledIn(schema, structuredClone(given));
  }
  const branches = schema['anyOf'] ?? schema['oneOf'];
  const filled = Array.isArray(branches) ? inBranch(branches as JsonSchema[], value) : value;
  if (Array.isArray(filled)) return inList(schema, filled as Json[]);
  if (typeof filled === 'object' && filled !== null) return inObject(schema, filled as JsonObject);
  return filled;
}

/** The first branch that fits once its defaults are in. */
function inBranch(branches: readonly JsonSchema[], value: Json): Json {
  for (const branch of branches) {
    const filled = filledIn(branch, value) ?? value;
    if (checkValue(branch, filled).length === 0) return filled;
  }
  return value;
}

function inList(schema: JsonObject, list: readonly Json[]): Json {
  const first = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as JsonSchema[]) : [];
  const rest = (schema['items'] ?? true) as JsonSchema;
  return list.map((item, at) => filledIn(first[at] ?? rest, item) ?? item);
}

function inObject(schema: JsonObject, record: JsonObject): Json {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const rest = (schema['additionalProperties'] ?? true) as JsonSchema;
  const entries: [string, Json][] = [];
  for (const name of Object.keys(record)) {
    const inner = Object.hasOwn(properties, name) ? properties[name]! : rest;
    const filled = filledIn(inner, record[name]);
    if (filled !== undefined) entries.push([name, filled]);
  }
  for (const name of Object.keys(properties)) {
    if (Object.hasOwn(record, name) && record[name] !== undefined) continue;
    const filled = filledIn(properties[name]!, undefined);
    if (filled !== undefined) entries.push([name, filled]);
  }
  return Object.fromEntries(entries);
}
