/**
 * The portable subset of JSON Schema 2020-12: the keywords that mean the same to zod, to every validator and to
 * people, in the order in which a canonical schema writes them.
 * @module
 */

/** The JSON types of a schema. */
export type SchemaType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'null';

/** All values of `type`. */
export const SCHEMA_TYPES: readonly SchemaType[] = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'null',
];

/** The keyword that names the codec of a value which JSON cannot hold, see `encodeValue`. */
export const CODEC_KEYWORD = 'x-sluice-codec';

/** Keywords that say something about values of one JSON type only; numbers and integers share theirs. */
const TYPED_KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format', 'contentEncoding'],
  number: ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'],
  array: ['prefixItems', 'items', 'minItems', 'maxItems', 'uniqueItems'],
  object: [
    'properties',
    'required',
    'additionalProperties',
    'propertyNames',
    'minProperties',
    'maxProperties',
  ],
};

/** Keywords of the subset, in canonical order. */
export const KEYWORDS: readonly string[] = [
  'description',
  'type',
  CODEC_KEYWORD,
  'enum',
  'const',
  ...Object.values(TYPED_KEYWORDS).flat(),
  'anyOf',
  'oneOf',
  'default',
];

/** Keywords that only comment: accepted, and left out of a canonical schema. */
export const NOISE_KEYWORDS: readonly string[] = [
  '$schema',
  '$id',
  '$comment',
  'title',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  '~standard',
  'contentMediaType',
];

/** Keywords of JSON Schema that are outside the subset, with what to write instead. */
export const FOREIGN_KEYWORDS: Readonly<Record<string, string>> = {
  $ref: 'Write the schema out where it is used.',
  $defs: 'Write the schemas out where they are used.',
  definitions: 'Write the schemas out where they are used.',
  $anchor: 'Write the schema out where it is used.',
  $dynamicRef: 'Write the schema out where it is used.',
  allOf: 'Merge the parts into one schema.',
  not: 'Say what is allowed, with `enum` or `pattern`.',
  if: 'Use `anyOf` with one schema per case.',
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: 'Use `anyOf` with one schema per case.',
  else: 'Use `anyOf` with one schema per case.',
  patternProperties: 'Use `additionalProperties`, with `propertyNames` if the names follow a rule.',
  unevaluatedProperties: 'Use `additionalProperties`.',
  unevaluatedItems: 'Use `items`.',
  additionalItems: 'Use `prefixItems` and `items`.',
  dependentSchemas: 'Use `anyOf` with one schema per case.',
  dependentRequired: 'Use `anyOf` with one schema per case.',
  contains: 'Use `items`.',
  minContains: 'Use `minItems`.',
  maxContains: 'Use `maxItems`.',
};

/** The JSON type that a typed keyword speaks about; undefined for the others. */
export function typeOfKeyword(keyword: string): string | undefined {
  for (const type of Object.keys(TYPED_KEYWORDS)) {
    if (TYPED_KEYWORDS[type]!.includes(keyword)) return type;
  }
  return undefined;
}
