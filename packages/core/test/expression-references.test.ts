/** What an expression mentions, and why a condition holds. */
import { describe, expect, test } from 'vitest';
import { explainCondition } from '../src/plan/expression/explain.ts';
import type { ExprNode } from '../src/plan/expression/node.ts';
import { parseExpression } from '../src/plan/expression/parse.ts';
import { functionsOf, references, usesStatusFunction } from '../src/plan/expression/references.ts';

function read(text: string): ExprNode {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.node;
}

test.each([
  ["'inputs.a'", []],
  [
    'inputs.a && inputs.A || inputs.a',
    [
      ['inputs', 'a'],
      ['inputs', 'A'],
    ],
  ],
  ["steps['a'].outputs.b.c", [['steps', 'a', 'outputs', 'b']]],
  [
    'steps.a.result != steps.b.artifacts.wheel',
    [
      ['steps', 'a', 'result'],
      ['steps', 'b', 'artifacts', 'wheel'],
    ],
  ],
  ['steps.*.result', [['steps']]],
  ['steps[matrix.os].outputs', [['steps'], ['matrix', 'os']]],
  [
    'contains(fromJSON(vars.x), each.epics.item.id)',
    [
      ['vars', 'x'],
      ['each', 'epics', 'item'],
    ],
  ],
  ['toJSON(documents)', [['documents']]],
])('%s mentions %j', (text, paths) => {
  expect(references(read(text))).toEqual(paths);
});

test.each([
  ['always()', true],
  ['inputs.a && !(CANCELLED())', true],
  ["contains('always()', 'success()')", false],
  ['inputs[format(toJSON(failure()))]', true],
  ['inputs.always', false],
])('a status function in %s: %j', (text, uses) => {
  expect(usesStatusFunction(read(text))).toBe(uses);
});

test('functions are named once, in GitHub’s spelling', () => {
  expect(functionsOf(read("TOJSON(fromjson(tojson(hashfiles('x'))))"))).toEqual([
    'toJSON',
    'fromJSON',
    'hashFiles',
  ]);
});

describe('an explanation', () => {
  const values = { inputs: { env: 'prod' }, github: { event: { number: 7 } } };
  const failed = { success: false, failure: true, cancelled: false };

  test('has every path as long as it is written, with its value, once', () => {
    expect(
      explainCondition("inputs.env == 'prod' && github.event.number > 8 || inputs.env == 'x'", {
        values,
      }),
    ).toEqual({
      result: false,
      facts: [
        { expression: 'inputs.env', value: 'prod' },
        { expression: 'github.event.number', value: 7 },
      ],
    });
  });

  test('has the status functions that are called', () => {
    expect(explainCondition('failure() || inputs.none', { values, status: failed })).toEqual({
      result: true,
      facts: [
        { expression: 'failure()', value: true },
        { expression: 'inputs.none', value: null },
      ],
    });
  });

  test('says that `success()` is implied where it decided', () => {
    expect(explainCondition("inputs.env == 'prod'", { values, status: failed })).toEqual({
      result: false,
      facts: [
        { expression: 'success()', value: false },
        { expression: 'inputs.env', value: 'prod' },
      ],
    });
    expect(explainCondition('', { values, status: failed })).toEqual({
      result: false,
      facts: [{ expression: 'success()', value: false }],
    });
    expect(explainCondition('', { values })).toEqual({ result: true, facts: [] });
  });

  test('follows what is inside an index', () => {
    expect(explainCondition("github.event[inputs.env] == 'x'", { values }).facts).toEqual([
      { expression: 'github.event', value: { number: 7 } },
      { expression: 'inputs.env', value: 'prod' },
    ]);
  });
});
