import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../src/plan/plan.ts';
import { checkValue } from '../src/plan/schema/check.ts';
import { applyDefaults } from '../src/plan/schema/defaults.ts';
import { schemaProblems } from '../src/plan/schema/portable.ts';
import { printPath } from '../src/plan/schema/problem.ts';

const say = (schema: JsonSchema, value: unknown): string[] =>
  checkValue(schema, value).map((each) => {
    const where = each.path.length > 0 ? `${printPath(each.path)}: ` : '';
    return where + each.message + (each.hint === undefined ? '' : ` (${each.hint})`);
  });

describe('what is said about a value that does not fit', () => {
  test.each<[JsonSchema, unknown, string]>([
    [{ type: 'number' }, 'abc', 'expected a number, received the text "abc"'],
    [
      { type: 'number' },
      '12',
      'expected a number, received the text "12" (Write 12 without quotes.)',
    ],
    [
      { type: 'boolean' },
      'true',
      'expected true or false, received the text "true" (Write true without quotes.)',
    ],
    [{ type: 'integer' }, 1.5, 'expected an integer, received the number 1.5'],
    [
      { type: 'integer' },
      2 ** 60,
      `expected an integer, received the number ${2 ** 60}, which is too large to be exact`,
    ],
    [{ type: 'number' }, Number.NaN, 'expected a number, received NaN'],
    [{ type: 'string' }, null, 'expected a text, received null'],
    [{ type: 'string' }, undefined, 'expected a text, received nothing'],
    [{ type: 'string' }, new Date(0), 'expected a text, received a `Date`'],
    [{ type: 'array' }, {}, 'expected a list, received an object'],
    [
      { enum: ['dev', 'prod'] },
      'prd',
      'expected one of "dev", "prod", received the text "prd" (Did you mean `prod`?)',
    ],
    [{ type: 'string', minLength: 1 }, '', 'expected at least 1 character, received an empty text'],
    [
      { type: 'string', pattern: '^v' },
      '1',
      'expected a text that matches `^v`, received the text "1"',
    ],
    [
      { type: 'string', format: 'email' },
      'me',
      'expected a text in the form `email`, received the text "me"',
    ],
    [{ type: 'number', minimum: 1 }, 0, 'expected at least 1, received the number 0'],
    [{ type: 'number', exclusiveMaximum: 1 }, 1, 'expected less than 1, received the number 1'],
    [
      { type: 'number', multipleOf: 0.1 },
      0.35,
      'expected a multiple of 0.1, received the number 0.35',
    ],
    [{ type: 'array', maxItems: 1 }, [1, 2], 'expected at most 1 item, received a list of 2 items'],
    [
      { type: 'array', uniqueItems: true },
      [1, { a: 1, b: 2 }, { b: 2, a: 1 }],
      '[2]: expected different items, received item 1 again',
    ],
    [
      { type: 'array', prefixItems: [{}], items: false },
      [1, 2],
      'expected 1 item, received a list of 2 items',
    ],
    [
      { type: 'array', items: { type: 'string' } },
      ['a', 2],
      '[1]: expected a text, received the number 2',
    ],
    [
      { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] },
      {},
      'url: expected a text, received nothing',
    ],
    [
      { type: 'object', properties: { name: {} }, additionalProperties: false },
      { nmae: 1 },
      'nmae: there is no property `nmae` here (Did you mean `name`?)',
    ],
    [
      { type: 'object', propertyNames: { pattern: '^a' } },
      { b: 1 },
      'b: the name `b`: expected a text that matches `^a`, received the text "b"',
    ],
    [
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      5,
      'expected a text or null, received the number 5',
    ],
    [
      { anyOf: [{ type: 'string', minLength: 3 }, { type: 'null' }] },
      'a',
      'expected at least 3 characters, received the text "a"',
    ],
  ])('%j, %j', (schema, value, expected) => {
    expect(say(schema, value)).toEqual([expected]);
  });

  test('names all findings, each with its place', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        files: {
          type: 'array',
          items: { type: 'object', properties: { name: { type: 'string' } } },
        },
      },
    };
    expect(say(schema, { files: [{ name: 1 }, { name: 'a' }, 3] })).toEqual([
      'files[0].name: expected a text, received the number 1',
      'files[2]: expected an object, received the number 3',
    ]);
  });

  test('tells what was wrong in the branch that was meant', () => {
    const shape = (kind: string, rest: string): JsonSchema => ({
      type: 'object',
      properties: { kind: { type: 'string', enum: [kind] }, [rest]: { type: 'number' } },
      required: ['kind', rest],
    });
    expect(
      say(
        { anyOf: [shape('circle', 'radius'), shape('square', 'side')] },
        { kind: 'square', side: 'x' },
      ),
    ).toEqual(['side: expected a number, received the text "x"']);
  });

  test('counts characters as people do', () => {
    expect(say({ type: 'string', maxLength: 2 }, '🙂🙂')).toEqual([]);
  });

  test('does not mistake inherited names for properties', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { a: {} },
      additionalProperties: false,
      required: ['toString'],
    };
    expect(say(schema, {})).toEqual(['toString: expected a value, received nothing']);
    expect(say({ type: 'object', additionalProperties: false }, { constructor: 1 })).toEqual([
      'constructor: there is no property `constructor` here',
    ]);
  });

  test.each([
    ['date', '2024-02-29', '2023-02-29'],
    ['date-time', '2024-02-29T10:00:00Z', '2024-02-29'],
    ['time', '23:59:59.5Z', '24:00:00'],
    ['uuid', '0f8fad5b-d9cb-469f-a165-70867728950e', '0f8fad5b'],
    ['uri', 'https://example.org/a?b', 'example.org'],
    ['ipv4', '127.0.0.1', '127.0.0.256'],
    ['ipv6', '::ffff:127.0.0.1', '1::2::3'],
    ['duration', 'P1DT2H', 'P'],
    ['hostname', 'a.example', '-a.example'],
  ])('checks the form `%s`', (format, good, bad) => {
    const schema: JsonSchema = { type: 'string', format };
    expect([say(schema, good).length, say(schema, bad).length]).toEqual([0, 1]);
  });
});

describe('defaults', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      env: { type: 'string', default: 'dev' },
      tags: { type: 'array', items: { type: 'object', properties: { on: { default: true } } } },
      nested: { type: 'object', default: {}, properties: { n: { default: 1 } } },
    },
  };
  test('fill in what was not given, at every depth, and leave null alone', () => {
    const value = { env: null, tags: [{}, { on: false }] };
    expect(applyDefaults(schema, value)).toEqual({
      env: null,
      tags: [{ on: true }, { on: false }],
      nested: { n: 1 },
    });
    expect(value).toEqual({ env: null, tags: [{}, { on: false }] });
  });
  test('of a branch are those of the branch that fits', () => {
    const branch = (kind: string, n: number): JsonSchema => ({
      type: 'object',
      properties: { kind: { enum: [kind] }, n: { default: n } },
      required: ['kind'],
    });
    expect(applyDefaults({ anyOf: [branch('a', 1), branch('b', 2)] }, { kind: 'b' })).toEqual({
      kind: 'b',
      n: 2,
    });
  });
});

describe('what is not portable in a schema', () => {
  const problems = (schema: unknown): string[] =>
    schemaProblems(schema).map((each) =>
      `${printPath(each.path)}: ${each.message} ${each.hint ?? ''}`.trim(),
    );
  test.each<[unknown, string]>([
    [
      { $ref: '#/a' },
      '$ref: `$ref` is not in the portable subset of JSON Schema. Write the schema out where it is used.',
    ],
    [{ type: 'strin' }, 'type: `strin` is no type of JSON. Did you mean `string`?'],
    [
      { type: 'string', minLenght: 1 },
      'minLenght: `minLenght` is no keyword of JSON Schema. Did you mean `minLength`?',
    ],
    [
      { type: 'string', minimum: 1 },
      'minimum: `minimum` says nothing about the type `string`. It is for `number`.',
    ],
    [{ type: 'string', pattern: '(' }, 'pattern: `(` is no regular expression.'],
    [{ type: 'array', minItems: 3, maxItems: 1 }, 'minItems: `minItems` is above `maxItems`.'],
    [
      { type: 'array', minItems: -1 },
      'minItems: `minItems` is a whole number from 0, not the number -1.',
    ],
    [{ enum: [] }, 'enum: `enum` is a list of choices, not an empty list.'],
    [
      { type: 'number', default: 'a' },
      'default: The default does not fit: expected a number, received the text "a".',
    ],
    [
      { properties: { a: { items: { not: {} } } } },
      'properties.a.items.not: `not` is not in the portable subset of JSON Schema. Say what is allowed, with `enum` or `pattern`.',
    ],
    ['string', ': A schema is an object, not the text "string".'],
    [
      { anyOf: [{ type: 'string' }, { type: 'string', 'x-sluice-codec': 'date' }] },
      'anyOf: A `date` and another `string` cannot be told apart in JSON. Wrap one of them in an object.',
    ],
  ])('%j', (schema, expected) => {
    expect(problems(schema)).toEqual([expected]);
  });
  test('reports everything at once and nothing in a good schema', () => {
    expect(problems({ type: 'objct', $ref: 'x', properties: { a: { foo: 1 } } })).toHaveLength(3);
    expect(
      problems({
        type: 'object',
        properties: { a: { type: 'string', title: 'A' } },
        required: ['a'],
      }),
    ).toEqual([]);
  });
});
