/** Text and tree: each gives the other back. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExprNode } from '../src/plan/expression/node.ts';
import { parseExpression } from '../src/plan/expression/parse.ts';
import { printExpression } from '../src/plan/expression/print.ts';
import { normalExpression } from '../src/plan/expression/property.ts';
import { trees } from './expression-tree.ts';

function read(text: string): ExprNode {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text}\n${parsed.problem.message}`);
  return parsed.node;
}

describe('any tree', () => {
  test('is what its own text is read as', async () => {
    await fc.assert(
      fc.property(trees(4), (node) => {
        expect(read(printExpression(node))).toEqual(node);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is in normal form once it is normalised', async () => {
    await fc.assert(
      fc.property(trees(4), (node) => {
        expect(normalExpression(node)).toEqual(node);
      }),
    );
  });

  test('prints without one pair of parentheses too many', async () => {
    await fc.assert(
      fc.property(trees(3), (node) => {
        const text = printExpression(node);
        for (const shorter of withoutParentheses(text)) {
          const parsed = parseExpression(shorter);
          if (parsed.ok) expect(parsed.node).not.toEqual(node);
        }
      }),
    );
  });
});

test.each([
  ["INPUTS.environment=='prod'", "inputs.environment == 'prod'"],
  ['inputs["a"]', undefined],
  ["inputs['a']", 'inputs.a'],
  ["inputs['a b'].c", "inputs['a b'].c"],
  ['steps.build.Outputs.version', 'steps.build.outputs.version'],
  ["steps['build']['outputs']['version']", 'steps.build.outputs.version'],
  ['steps.build.outputs', 'steps.build.outputs'],
  ['each.epics.item.title', 'each.epics.item.title'],
  ['steps[*].result', 'steps.*.result'],
  ['(steps.*).result', 'steps.*.result'],
  ['((inputs.a || inputs.b)) && inputs.c', '(inputs.a || inputs.b) && inputs.c'],
  ['inputs.a && (inputs.b && inputs.c)', 'inputs.a && (inputs.b && inputs.c)'],
  ['(inputs.a && inputs.b) && inputs.c', 'inputs.a && inputs.b && inputs.c'],
  ['!(inputs.a)', '!inputs.a'],
  ['!(inputs.a == 1)', '!(inputs.a == 1)'],
  ['(!inputs.a).b', '(!inputs.a).b'],
  ["('abc').x", "('abc').x"],
  ['TOJSON ( fromjson(inputs.a) )', 'toJSON(fromJSON(inputs.a))'],
  ['0xff == +1e3', '255 == 1000'],
  ['0o17 < .5', '15 < 0.5'],
  ['-Infinity != NaN', '-Infinity != NaN'],
  ['-0', '-0'],
  ["'it''s ''quoted'''", "'it''s ''quoted'''"],
  ['github.event.pull_request.head.ref', 'github.event.pull_request.head.ref'],
  ['inputs.a\n\t&& inputs.b', 'inputs.a && inputs.b'],
  ['inputs.true', 'inputs.true'],
  ['case(inputs.a == 1, 2, 3)', 'case(inputs.a == 1, 2, 3)'],
  ['steps[matrix.x].outputs.y', 'steps[matrix.x].outputs.y'],
])('%s is printed as %s', (text, printed) => {
  if (printed === undefined) expect(parseExpression(text).ok).toBe(false);
  else expect(printExpression(read(text))).toBe(printed);
});

test('a chain of 1 500 operands is read, printed and read again', () => {
  const text = Array.from({ length: 1_500 }, (_, at) => `vars.v${at}`).join(' && ');
  expect(printExpression(read(text))).toBe(text);
});

test('a tree built by hand that is not in normal form means the same', () => {
  const byHand: ExprNode = {
    op: 'index',
    of: {
      op: 'index',
      of: { op: 'context', path: ['steps', 'a'] },
      at: { op: 'literal', value: 'OUTPUTS' },
    },
    at: { op: 'literal', value: 'b' },
  };
  expect(normalExpression(byHand)).toEqual({
    op: 'context',
    path: ['steps', 'a', 'outputs', 'b'],
  });
  expect(read(printExpression(byHand))).toEqual(normalExpression(byHand));
});

/** The text with each matching pair of parentheses that is not a call's taken out. */
function withoutParentheses(text: string): string[] {
  const shorter: string[] = [];
  const open: number[] = [];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '(') open.push(at);
    else if (sign === ')') {
      const start = open.pop()!;
      if (start > 0 && /\w/.test(text[start - 1]!)) continue;
      shorter.push(`${text.slice(0, start)}${text.slice(start + 1, at)}${text.slice(at + 1)}`);
    }
  }
  return shorter;
}
