/** How values and schemas are called in sentences: `the text "abc"`, `one of "dev", "prod"`. @module */
import type { JsonSchema } from '../plan.ts';

const LONGEST_TEXT = 60;

/** A value as it is called in a message: short, and never the whole of a large one. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty text' : `the text ${quote(value)}`;
    case 'number':
      return Number.isFinite(value) ? `the number ${value}` : `${value}`;
    case 'boolean':
      return `${value}`;
    case 'bigint':
      return `the bigint ${value}`;
    case 'function':
      return value.name === '' ? 'a function' : `the function \`${value.name}\``;
    case 'symbol':
      return 'a symbol';
    default:
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return 'an empty list';
    return value.length === 1 ? 'a list of 1 item' : `a list of ${value.length} items`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return 'an object';
  const made = (prototype as { constructor?: { name?: unknown } }).constructor?.name;
  if (typeof made !== 'string' || made === '') return 'an object of a class';
  return `${/^[AEIOU]/.test(made) ? 'an' : 'a'} \`${made}\``;
}

/** What a schema expects, as it is called after "expected". */
export function describeSchema(schema: JsonSchema): string {
  if (typeof schema === 'boolean') return schema ? 'any value' : 'nothing';
  const choices = schema['enum'] ?? ('const' in schema ? [schema['const'] ?? null] : undefined);
  if (Array.isArray(choices)) {
    const texts = choices.map((each) => JSON.stringify(each));
    return texts.length === 1 ? texts[0]! : `one of ${texts.join(', ')}`;
  }
  const branches = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(branches)) {
    const texts = [...new Set(branches.map((each) => describeSchema(each as JsonSchema)))];
    return texts.join(' or ');
  }
  const type = schema['type'];
  if (Array.isArray(type)) return type.map((each) => describeType(String(each), {})).join(' or ');
  return typeof type === 'string' ? describeType(type, schema) : 'any value';
}

function describeType(type: string, schema: { readonly [key: string]: unknown }): string {
  switch (type) {
    case 'string':
      return typeof schema['format'] === 'string'
        ? `a text in the form \`${schema['format']}\``
        : 'a text';
    case 'integer':
      return 'an integer';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'an object';
    case 'null':
      return 'null';
    default:
      return `\`${type}\``;
  }
}

function quote(text: string): string {
  const characters = [...text];
  if (characters.length <= LONGEST_TEXT) return JSON.stringify(text);
  return `${JSON.stringify(characters.slice(0, LONGEST_TEXT).join(''))}… (${characters.length} characters)`;
}
