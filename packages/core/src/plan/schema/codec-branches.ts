/** What the schema of a value with codecs says about its parts, and which branch of it a reader takes. @module */
import type { Json, JsonObject } from '../names.ts';
import type { JsonSchema } from '../plan.ts';
import { checkValue } from './check.ts';
import { CODEC_KEYWORD } from './keyword.ts';

/** Which branch a reader takes; -1 when none fits. */
export function readable(json: Json, branches: readonly JsonSchema[]): number {
  return branches.findIndex((branch) => checkValue(branch, json).length === 0);
}

/** Whether a codec stands anywhere in one of the schemas. */
export function hasCodec(...schemas: readonly JsonSchema[]): boolean {
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

/** The branches of a schema, if it has any. */
export function unionOf(schema: JsonObject): readonly JsonSchema[] | undefined {
  const branches = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(branches) ? (branches as JsonSchema[]) : undefined;
}

/** The schema of the item at a place of a list. */
export function itemSchema(schema: JsonSchema, at: number): JsonSchema {
  if (typeof schema === 'boolean') return true;
  const first = schema['prefixItems'];
  const own = Array.isArray(first) ? (first[at] as JsonSchema | undefined) : undefined;
  return own ?? asSchema(schema['items']);
}

/** The schema of a property. */
export function propertySchema(schema: JsonObject, name: string): JsonSchema {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  if (Object.hasOwn(properties, name)) return properties[name]!;
  return asSchema(schema['additionalProperties']);
}

/** A part of a schema as a schema; one that is not there takes everything. */
export function asSchema(value: Json | undefined): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : true;
}
