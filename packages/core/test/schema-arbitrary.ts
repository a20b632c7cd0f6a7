/** Random schemas of the portable subset. @module */
import fc from 'fast-check';
import type { Json, JsonObject } from '../src/plan/names.ts';
import type { JsonSchema } from '../src/plan/plan.ts';

const name = fc.constantFrom('a', 'b', 'name', 'x-y', '__proto__');
const choice = fc.constantFrom<Json>('a', 'b', '', 0, 1, 2.5, true, false, null);
const bounds = (low: string, high: string): fc.Arbitrary<JsonObject> =>
  fc.record(
    { [low]: fc.nat(2), [high]: fc.integer({ min: 2, max: 6 }) },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>;
const noise = fc.record(
  { title: fc.string(), description: fc.constantFrom('', 'Text'), $comment: fc.string() },
  { requiredKeys: [] },
);

const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => {
  const inner = tie('schema') as fc.Arbitrary<JsonSchema>;
  const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
    bounds('minLength', 'maxLength').map((rest) => ({ type: 'string', ...rest })),
    bounds('minimum', 'maximum').map((rest) => ({ type: 'number', ...rest })),
    bounds('minimum', 'maximum').map((rest) => ({ type: 'integer', ...rest })),
    fc.constantFrom<JsonObject>({ type: 'boolean' }, { type: 'null' }, {}),
    fc.array(choice, { minLength: 1, maxLength: 4 }).map((list) => ({ enum: list })),
    choice.map((each) => ({ const: each })),
    fc
      .subarray(['string', 'number', 'boolean', 'null', 'array', 'object'], { minLength: 1 })
      .map((type) => ({ type, minLength: 1, minItems: 1, minimum: 1 })),
  );
  const list = fc
    .tuple(inner, bounds('minItems', 'maxItems'))
    .map(([items, rest]): JsonObject => ({ type: 'array', items, ...rest }));
  const object = fc
    .tuple(
      fc.dictionary(name, inner, { maxKeys: 3 }),
      fc.subarray(['a', 'b', 'name']),
      fc.constantFrom<Json>(true, false, {}, { type: 'string' }),
    )
    .map(
      ([properties, required, additionalProperties]): JsonObject => ({
        type: 'object',
        properties,
        required,
        additionalProperties,
      }),
    );
  const union = fc
    .tuple(fc.constantFrom('anyOf', 'oneOf'), fc.array(inner, { minLength: 1, maxLength: 3 }))
    .map(([keyword, branches]): JsonObject => ({ [keyword]: branches }));
  const any = fc.oneof({ maxDepth: 3 }, leaf, list, object, union);
  return {
    schema: fc.tuple(any, noise).map(([own, rest]): JsonSchema => ({ ...rest, ...own })),
  };
});

/** Any schema, three levels deep at most. */
export const anySchema: fc.Arbitrary<JsonSchema> = schema;

/** The same JSON with the keys of its objects in another order. */
export function shuffled(value: Json, seed: number): Json {
  if (Array.isArray(value)) return value.map((each) => shuffled(each, seed));
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  const turn = Math.abs(seed) % Math.max(1, keys.length);
  const order = [...keys.slice(turn), ...keys.slice(0, turn)];
  if (seed % 2 === 0) order.reverse();
  return Object.fromEntries(
    order.map((key) => [key, shuffled((value as JsonObject)[key]!, seed + key.length)]),
  );
}
