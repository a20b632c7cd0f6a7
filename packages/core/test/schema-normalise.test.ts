import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Json, JsonObject } from '../src/plan/names.ts';
import type { JsonSchema } from '../src/plan/plan.ts';
import { checkValue } from '../src/plan/schema/check.ts';
import { normaliseSchema } from '../src/plan/schema/normalise.ts';
import { anySchema, shuffled } from './schema-arbitrary.ts';

const text = (schema: JsonSchema): string => JSON.stringify(normaliseSchema(schema));

describe('the canonical form of a schema', () => {
  test('is its own canonical form', () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        const once = normaliseSchema(schema);
        expect(JSON.stringify(normaliseSchema(once))).toBe(JSON.stringify(once));
      }),
    );
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(anySchema, fc.integer(), (schema, seed) => {
        expect(text(shuffled(schema, seed) as JsonSchema)).toBe(text(schema));
      }),
    );
  });

  test('accepts and refuses the same values', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anySchema, fc.jsonValue({ maxDepth: 2 }), (schema, value) => {
        const fits = checkValue(schema, value).length === 0;
        if (fits) accepted++;
        expect(checkValue(normaliseSchema(schema), value).length === 0).toBe(fits);
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  test('writes nullable values one way', () => {
    const forms: JsonSchema[] = [
      { type: ['string', 'null'], minLength: 2 },
      { type: ['null', 'string'], minLength: 2 },
      { anyOf: [{ type: 'null' }, { type: 'string', minLength: 2 }] },
      { oneOf: [{ minLength: 2, type: 'string' }, { type: 'null' }] },
      { anyOf: [{ anyOf: [{ type: 'null' }] }, { type: 'string', minLength: 2 }] },
    ];
    const canonical = '{"anyOf":[{"type":"string","minLength":2},{"type":"null"}]}';
    expect(forms.map(text)).toEqual(forms.map(() => canonical));
  });

  test('writes choices one way', () => {
    const forms: JsonSchema[] = [
      { enum: ['a', 'b'] },
      { type: 'string', enum: ['a', 'b', 'a'] },
      { anyOf: [{ const: 'a' }, { type: 'string', const: 'b' }] },
      { oneOf: [{ const: 'a', type: 'string' }, { const: 'b' }] },
    ];
    expect(forms.map(text)).toEqual(forms.map(() => '{"type":"string","enum":["a","b"]}'));
    expect(text({ enum: ['a', null, 1] })).toBe(
      '{"anyOf":[{"type":"string","enum":["a"]},{"type":"number","enum":[1]},{"type":"null"}]}',
    );
    expect(text({ enum: [true, false] })).toBe('{"type":"boolean"}');
  });

  test('leaves comments and defaults out, and keeps what people and forms need', () => {
    expect(
      normaliseSchema({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: 'T',
        description: 'How many',
        type: 'integer',
        minimum: Number.MIN_SAFE_INTEGER,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 3,
      }),
    ).toEqual({ description: 'How many', type: 'integer', default: 3 });
    expect(text({ type: 'object', required: [], properties: {}, additionalProperties: {} })).toBe(
      '{"type":"object"}',
    );
    expect(text(true)).toBe('{}');
  });

  test('keeps a closed object closed', () => {
    expect(text({ type: 'object', additionalProperties: false })).toBe(
      '{"type":"object","additionalProperties":false}',
    );
  });

  test('keeps `oneOf` where several branches may fit', () => {
    const schema = {
      oneOf: [
        { type: 'number', minimum: 1 },
        { type: 'number', maximum: 3 },
      ],
    };
    expect(normaliseSchema(schema)).toEqual(schema);
  });

  test('does not lose a property called `__proto__`', () => {
    const schema = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}');
    expect(text(schema)).toBe('{"type":"object","properties":{"__proto__":{"type":"string"}}}');
  });

  test('reads what zod prints, and gives schemas that mean the same one text', () => {
    const print = (schema: z.ZodType): JsonObject => z.toJSONSchema(schema) as Json as JsonObject;
    expect(text(print(z.union([z.literal('a'), z.literal('b')])))).toBe(
      text(print(z.enum(['a', 'b']))),
    );
    expect(text(print(z.string().nullable()))).toBe(text(print(z.union([z.null(), z.string()]))));
    expect(text(print(z.int()))).toBe('{"type":"integer"}');
    expect(text(print(z.record(z.string(), z.number())))).toBe(
      '{"type":"object","additionalProperties":{"type":"number"}}',
    );
  });
});
