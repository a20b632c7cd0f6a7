/** JSON Schemas as types of TypeScript. @module */
import type { Json, JsonSchema } from '@sluice/core/plan';

/** The type of the values that fit a schema; `Json` where it says nothing that a type could. */
export function schemaType(schema: JsonSchema): string {
  if (typeof schema === 'boolean') return schema ? 'Json' : 'never';
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) return union((options as JsonSchema[]).map(schemaType));
  if (Array.isArray(schema['enum']))
    return union(schema['enum'].map((each) => literal(each as Json)));
  if (schema['const'] !== undefined) return literal(schema['const']);
  const { type } = schema;
  if (Array.isArray(type)) {
    return union(type.map((each) => schemaType({ ...schema, type: each as string })));
  }
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array': {
      const of = schemaType((schema['items'] ?? true) as JsonSchema);
      return /[|&]/.test(of) ? `(${of})[]` : `${of}[]`;
    }
    case 'object':
      return objectType(schema);
    default:
      return 'Json';
  }
}

/** The members of an object type: `{ a: string; b?: number }`. */
export function members(
  entries: readonly (readonly [name: string, type: string, isOptional?: boolean])[],
): string {
  if (entries.length === 0) return '{}';
  const list = entries.map(
    ([name, type, isOptional]) => `${key(name)}${isOptional === true ? '?' : ''}: ${type}`,
  );
  return `{ ${list.join('; ')} }`;
}

/** A name as a key of a type. */
export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function objectType(schema: { readonly [name: string]: Json }): string {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = (schema['required'] ?? []) as readonly string[];
  const names = Object.keys(properties);
  if (names.length === 0) {
    const rest = schema['additionalProperties'];
    return rest === false ? '{}' : `Record<string, ${schemaType((rest ?? true) as JsonSchema)}>`;
  }
  return members(
    names.map((name) => [name, schemaType(properties[name]!), !required.includes(name)]),
  );
}

function union(types: readonly string[]): string {
  const distinct = [...new Set(types)];
  return distinct.length === 0 ? 'never' : distinct.join(' | ');
}

function literal(value: Json): string {
  return typeof value === 'object' && value !== null ? 'Json' : JSON.stringify(value);
}
