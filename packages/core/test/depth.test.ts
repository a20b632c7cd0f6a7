import { expect, test } from 'vitest';
import { evaluateTemplate, resolveTemplates } from '../src/plan/expression/evaluate.ts';
import {
  applyDefaults,
  canonicalJson,
  checkValue,
  contentHash,
  decodeValue,
  encodeValue,
  type Json,
  normaliseSchema,
  type Plan,
  planHash,
  printPlan,
  readPlan,
  schemaProblems,
  templateReferences,
  validate,
} from '../src/plan/index.ts';

/** Lists and objects inside each other, `levels` of them. */
function nest(levels: number, leaf: Json): Json {
  let value = leaf;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
/** A schema for it, in which every level is a branch. */
function nestSchema(levels: number): { [key: string]: Json } {
  let schema: { [key: string]: Json } = { type: 'string' };
  for (let level = 0; level < levels; level++) {
    schema =
      level % 2 === 0
        ? { type: 'array', items: schema }
        : { anyOf: [{ type: 'object', properties: { a: schema } }, { type: 'null' }] };
  }
  return schema;
}
const scope = (x: unknown) => ({ values: { inputs: { x } } });
const HUGE = 100_000;

test.each<[string, (value: Json, schema: { [key: string]: Json }) => unknown, string]>([
  ['canonicalJson', canonicalJson, 'VALUE_TOO_DEEP'],
  ['contentHash', contentHash, 'VALUE_TOO_DEEP'],
  ['resolveTemplates', (value) => resolveTemplates(value, scope(1)), 'VALUE_TOO_DEEP'],
  ['applyDefaults', (value) => applyDefaults({}, value), 'VALUE_TOO_DEEP'],
  ['applyDefaults of a schema', (_, schema) => applyDefaults(schema, 1), 'VALUE_TOO_DEEP'],
  [
    'applyDefaults of a default',
    (value) => applyDefaults({ default: value }, undefined),
    'VALUE_TOO_DEEP',
  ],
  ['normaliseSchema', (_, schema) => normaliseSchema(schema), 'VALUE_TOO_DEEP'],
  ['normaliseSchema of choices', (value) => normaliseSchema({ enum: [value] }), 'VALUE_TOO_DEEP'],
  ['planHash', (value) => planHash({ steps: value } as unknown as Plan), 'VALUE_TOO_DEEP'],
  ['printPlan', (value) => printPlan({ steps: value } as unknown as Plan), 'VALUE_TOO_DEEP'],
  ['readPlan', (value) => readPlan({ steps: value }), 'WORKFLOW_INVALID'],
  ['encodeValue', (value) => encodeValue(value), 'OUTPUT_INVALID'],
  ['encodeValue of a schema', (_, schema) => encodeValue({}, schema), 'VALUE_TOO_DEEP'],
  ['decodeValue of a schema', (_, schema) => decodeValue([], schema), 'VALUE_TOO_DEEP'],
  [
    'fromJSON',
    () => evaluateTemplate('${{ fromJSON(inputs.x) }}', scope('['.repeat(HUGE) + ']'.repeat(HUGE))),
    'EXPR_INVALID',
  ],
  ['toJSON', (value) => evaluateTemplate('${{ toJSON(inputs.x) }}', scope(value)), 'EXPR_INVALID'],
])('%s refuses what is nested 100 000 deep, with a code', (_, act, code) => {
  expect(() => act(nest(HUGE, '${{ inputs.x }}'), nestSchema(HUGE))).toThrow(
    expect.objectContaining({ code, hint: expect.any(String) }),
  );
});

test.each<
  [string, (value: Json, schema: { [key: string]: Json }) => readonly { message: string }[]]
>([
  ['a value', (value) => checkValue({}, value)],
  ['a value of any kind', (value) => checkValue(true, value)],
  ['a value against a schema', (value, schema) => checkValue(schema, value)],
  ['a choice', (value) => checkValue({ enum: [value] }, 1)],
  ['a schema', (_, schema) => schemaProblems(schema)],
  ['a default', (value) => schemaProblems({ default: value })],
  ['a plan', (value) => validate({ steps: value })],
])('%s that is nested 100 000 deep is one finding', (_, find) => {
  const findings = find(nest(HUGE, 'x'), nestSchema(HUGE));
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/is nested more than (1000|200) levels deep\.$/),
  ]);
});

test('what only reads goes as deep as there is something to read', () => {
  const value = nest(HUGE, '${{ inputs.x }}');
  expect(templateReferences(value)).toEqual([['inputs', 'x']]);
  expect(decodeValue(value, { type: 'array' })).toBe(value);
  expect(
    templateReferences(['${{ inputs.b }}', { z: '${{ inputs.a }}' }, '${{ inputs.c }}']),
  ).toEqual([
    ['inputs', 'b'],
    ['inputs', 'a'],
    ['inputs', 'c'],
  ]);
});

test('up to the limit everything works', () => {
  const value = nest(1000, '${{ inputs.x }}');
  const resolved = nest(1000, 1);
  expect(canonicalJson(resolveTemplates(value, scope(1)))).toBe(JSON.stringify(resolved));
  expect(canonicalJson(applyDefaults({}, resolved)!)).toBe(JSON.stringify(resolved));
  expect(JSON.stringify(encodeValue(resolved))).toBe(JSON.stringify(resolved));
  expect(checkValue({}, resolved)).toEqual([]);
  expect(checkValue(nestSchema(60), nest(60, 'x'))).toEqual([]);
  expect(schemaProblems(nestSchema(60))).toEqual([]);
  for (const act of [
    canonicalJson,
    encodeValue,
    (deep: Json) => resolveTemplates(deep, scope(1)),
  ]) {
    expect(() => act(nest(1001, 1))).toThrow();
  }
});

test('a value that contains itself in several places is told, not followed for ever', () => {
  const value: { [key: string]: unknown } = {};
  value['a'] = value;
  value['b'] = [value, value];
  expect(checkValue({}, value)).toHaveLength(1);
  expect(() => canonicalJson(value as Json)).toThrow(
    expect.objectContaining({ code: 'VALUE_TOO_DEEP' }),
  );
  expect(() => readPlan(value as Json)).toThrow(
    expect.objectContaining({ code: 'WORKFLOW_INVALID' }),
  );
});
