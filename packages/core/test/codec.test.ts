import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WorkflowError } from '../src/plan/errors.ts';
import type { Json } from '../src/plan/names.ts';
import type { JsonSchema } from '../src/plan/plan.ts';
import { checkValue } from '../src/plan/schema/check.ts';
import { codecSchema } from '../src/plan/schema/codec.ts';
import { decodeValue } from '../src/plan/schema/decode.ts';
import { encodeValue } from '../src/plan/schema/encode.ts';
import { schemaProblems } from '../src/plan/schema/portable.ts';

/** Schemas together with values of them. */
const { typed } = fc.letrec<{ typed: { schema: JsonSchema; value: unknown } }>((tie) => {
  const inner = tie('typed') as fc.Arbitrary<{ schema: JsonSchema; value: unknown }>;
  const of = <T>(
    schema: JsonSchema,
    value: fc.Arbitrary<T>,
  ): fc.Arbitrary<{ schema: JsonSchema; value: unknown }> =>
    value.map((each) => ({ schema, value: each }));
  const leaf = fc.oneof(
    of(
      codecSchema('date'),
      fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') }),
    ),
    of(codecSchema('bytes'), fc.uint8Array()),
    of(codecSchema('bigint'), fc.bigInt()),
    of(
      codecSchema('set', { type: 'string' }),
      fc.uniqueArray(fc.string()).map((list) => new Set(list)),
    ),
    of(
      codecSchema('map', { type: 'string' }, codecSchema('bigint')),
      fc.array(fc.tuple(fc.string(), fc.bigInt())).map((list) => new Map(list)),
    ),
    of(
      {},
      fc
        .jsonValue({ noUnicodeString: false })
        .map((each) => JSON.parse(JSON.stringify(each)) as unknown),
    ),
  );
  const list = fc.array(inner, { minLength: 1, maxLength: 3 }).map((items) => ({
    schema: { type: 'array', prefixItems: items.map((each) => each.schema) },
    value: items.map((each) => each.value),
  }));
  const object = fc
    .dictionary(fc.string(), inner, { maxKeys: 3, noNullPrototype: true })
    .map((record) => ({
      schema: {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(record).map(([key, each]) => [key, each.schema]),
        ),
      },
      value: Object.fromEntries(Object.entries(record).map(([key, each]) => [key, each.value])),
    }));
  const nullable = inner
    .filter(({ schema }) => JSON.stringify(schema) !== '{}')
    .map(({ schema, value }) => ({ schema: { anyOf: [schema, { type: 'null' }] }, value }));
  return { typed: fc.oneof({ maxDepth: 3 }, leaf, list, object, nullable) };
});

describe('codecs', () => {
  test('encode, JSON text, decode: the same value, and the JSON fits the schema', () => {
    fc.assert(
      fc.property(typed, ({ schema, value }) => {
        const json = encodeValue(value, schema);
        expect(schemaProblems(schema)).toEqual([]);
        expect(checkValue(schema, json)).toEqual([]);
        expect(decodeValue(JSON.parse(JSON.stringify(json)) as Json, schema)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  test('follow the schema, never the look of a value', () => {
    expect(decodeValue('2026-11-21T00:00:00.000Z', { type: 'string', format: 'date-time' })).toBe(
      '2026-11-21T00:00:00.000Z',
    );
    expect(decodeValue('2026-11-21T00:00:00.000Z', codecSchema('date'))).toEqual(
      new Date('2026-11-21'),
    );
  });

  test('base64 is the one of everybody', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(encodeValue(bytes, codecSchema('bytes'))).toBe(
          Buffer.from(bytes).toString('base64'),
        );
      }),
    );
    expect(encodeValue(Buffer.from('hi'), codecSchema('bytes'))).toBe('aGk=');
  });

  test('properties that are undefined are not there', () => {
    expect(encodeValue({ a: undefined, b: 1 })).toEqual({ b: 1 });
  });

  test('a nullable date is a date or null', () => {
    const schema: JsonSchema = { anyOf: [codecSchema('date'), { type: 'null' }] };
    expect(encodeValue(null, schema)).toBe(null);
    expect(decodeValue(encodeValue(new Date(5), schema), schema)).toEqual(new Date(5));
  });

  const cycle: { self?: unknown } = {};
  cycle.self = { inner: [cycle] };
  class Point {
    readonly x = 1;
  }
  test.each<[string, unknown, JsonSchema, string]>([
    [
      'a function',
      { a: [() => 1] },
      {},
      '`a[0]` is a function, which its schema has no codec for.',
    ],
    ['a symbol', { a: Symbol('s') }, {}, '`a` is a symbol, which its schema has no codec for.'],
    ['a cycle', cycle, {}, '`self.inner[0]` contains itself.'],
    ['NaN', { n: Number.NaN }, {}, '`n` is NaN, which its schema has no codec for.'],
    ['a class', { p: new Point() }, {}, '`p` is a `Point`, which its schema has no codec for.'],
    [
      'an undeclared date',
      { at: new Date(0) },
      {},
      '`at` is a `Date`, which its schema has no codec for.',
    ],
    ['a hole', [1, undefined], {}, '`[1]` is nothing, which its schema has no codec for.'],
    ['nothing', undefined, {}, 'The value is nothing, which its schema has no codec for.'],
    [
      'a text for a date',
      'now',
      codecSchema('date'),
      'The value is the text "now" where a `Date` is declared.',
    ],
    [
      'an invalid date',
      new Date(Number.NaN),
      codecSchema('date'),
      'The value is an invalid `Date`.',
    ],
    [
      'a function in a map',
      new Map([['k', () => 1]]),
      codecSchema('map'),
      '`[0][1]` is a function, which its schema has no codec for.',
    ],
    [
      'a promise',
      { p: Promise.resolve(1) },
      {},
      '`p` is a `Promise`, which its schema has no codec for.',
    ],
    [
      'a date that reads like a text',
      new Date(0),
      { anyOf: [{ type: 'string' }, codecSchema('date')] },
      'The value is a `Date` and reads like another branch of its schema once it is JSON.',
    ],
  ])('%s is refused with its place', (_, value, schema, message) => {
    const error = caught(() => encodeValue(value, schema));
    expect(error.code).toBe('OUTPUT_INVALID');
    expect(error.message).toBe(message);
  });

  test.each<[Json, JsonSchema]>([
    ['soon', codecSchema('date')],
    [5, codecSchema('date')],
    ['a', codecSchema('bytes')],
    ['1.5', codecSchema('bigint')],
    [[['a']], codecSchema('map')],
    ['x', { 'x-sluice-codec': 'regexp' }],
  ])('%j is not decoded by %j', (json, schema) => {
    expect(caught(() => decodeValue(json, schema)).code).toBe('OUTPUT_INVALID');
  });

  test('an object that occurs twice is no cycle', () => {
    const shared = { a: 1 };
    expect(encodeValue([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });
});

function caught(call: () => unknown): WorkflowError {
  try {
    call();
  } catch (error) {
    if (WorkflowError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
