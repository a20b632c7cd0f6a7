/** Text with expressions in it. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type EvaluationScope,
  evaluateTemplate,
  resolveTemplates,
} from '../src/plan/expression/evaluate.ts';
import type { ExprNode } from '../src/plan/expression/node.ts';
import { templateReferences } from '../src/plan/expression/references.ts';
import {
  escapeTemplate,
  hasExpression,
  parseTemplate,
  printTemplate,
  type TemplateParts,
  wholeExpression,
} from '../src/plan/expression/template.ts';
import type { Json } from '../src/plan/names.ts';
import { trees } from './expression-tree.ts';

const text: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc
    .array(fc.constantFrom('$', '{', '}', '${{', '}}', "'", ' ', 'a', '$$', '{{'), {
      maxLength: 12,
    })
    .map((signs) => signs.join('')),
);

const scope: EvaluationScope = {
  values: {
    inputs: {
      text: 'x',
      number: 1.5,
      yes: true,
      empty: '',
      none: null,
      list: [1],
      object: { a: 1 },
    },
    steps: { evil: { outputs: { text: '${{ inputs.text }}' } } },
  },
};

test('an escaped text evaluates to itself', async () => {
  await fc.assert(
    fc.property(text, (each) => {
      expect(evaluateTemplate(escapeTemplate(each), scope)).toBe(each);
    }),
    { numRuns: 1_000 },
  );
});

test('parts are what their own text is taken apart into', async () => {
  const part = fc.oneof(
    text.filter((each) => each !== '' && !hasExpression(each)),
    trees(2),
  );
  const parts = fc
    .array(part, { maxLength: 5 })
    .map((list) =>
      list.filter((each, at) => typeof each !== 'string' || typeof list[at - 1] !== 'string'),
    );
  await fc.assert(
    fc.property(parts, (list) => {
      expect(parseTemplate(printTemplate(list))).toEqual({ ok: true, parts: list });
    }),
    { numRuns: 1_000 },
  );
});

test('printing keeps what was read', () => {
  for (const each of ['a ${{ inputs.a }} b', '${{ inputs.a }}${{ inputs.b }}', '$${{ 1 }}', '']) {
    const template = parseTemplate(each);
    expect(template.ok && printTemplate(template.parts)).toBe(each);
  }
});

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['$ {{ }} $$ {', '$ {{ }} $$ {'],
  ['${{ inputs.number }}', 1.5],
  ['${{inputs.yes}}', true],
  ['${{ inputs.none }}', null],
  ['${{ inputs.missing }}', null],
  ['${{ inputs.empty }}', ''],
  ['${{ inputs.list }}', [1]],
  [' ${{ inputs.number }}', ' 1.5'],
  ['${{ inputs.number }}\n', '1.5\n'],
  ['[${{ inputs.none }}${{ inputs.missing }}${{ inputs.empty }}]', '[]'],
  ['${{ inputs.yes }}${{ inputs.number }}', 'true1.5'],
  ['is ${{ inputs.object }}', 'is {\n  "a": 1\n}'],
  ['is ${{ inputs.list.* }}', 'is [\n  1\n]'],
  ["${{ '}}' }}", '}}'],
  ["${{ 'it''s }}' }}!", "it's }}!"],
  ["a ${{ '${{' }} b }}", 'a ${{ b }}'],
  ['${{ steps.evil.outputs.text }}', '${{ inputs.text }}'],
  ['is ${{ steps.evil.outputs.text }}', 'is ${{ inputs.text }}'],
] satisfies readonly (readonly [string, Json])[])('%j evaluates to %j', (each, value) => {
  expect(evaluateTemplate(each, scope)).toEqual(value);
});

test.each([
  ['a ${{ 1', 2, 'A `${{` has no closing `}}`.'],
  ["${{ 'a }}", 0, 'A `${{` has no closing `}}`.'],
  ['a ${{ }}', 5, 'The expression is empty.'],
  ['a ${{ inputs.a }} ${{ nope }}', 22, '`nope` is not a context.'],
])('%j cannot be read', (each, position, message) => {
  expect(parseTemplate(each)).toMatchObject({ ok: false, problem: { position, message } });
});

describe('one whole expression', () => {
  const node: ExprNode = { op: 'context', path: ['inputs', 'a'] };

  test.each([['${{ inputs.a }}'], ['${{inputs.a}}'], ['${{\n inputs.a\n}}']])('is %j', (each) => {
    expect(wholeExpression(each)).toEqual(node);
  });

  test.each([
    ['inputs.a'],
    [' ${{ inputs.a }}'],
    ['${{ inputs.a }}\n'],
    ['${{ inputs.a }}${{ inputs.a }}'],
    ['${{ inputs.a }} }}'],
    ['${{ nope }}'],
    [''],
  ])('is not %j', (each) => {
    expect(wholeExpression(each)).toBeUndefined();
  });
});

describe('a JSON value', () => {
  test('is evaluated in its texts at any depth, not in its keys and not in what comes out', () => {
    const value = JSON.parse(
      '{"a":["${{ inputs.list }}",{"b":"n=${{ inputs.number }}"}],"${{ k }}":1,"__proto__":"${{ steps.evil.outputs.text }}"}',
    ) as Json;
    expect(JSON.stringify(resolveTemplates(value, scope))).toBe(
      '{"a":[[1],{"b":"n=1.5"}],"${{ k }}":1,"__proto__":"${{ inputs.text }}"}',
    );
  });

  test('keeps the objects that come out, not copies of them', () => {
    const { list } = scope.values.inputs as { list: Json };
    const resolved = resolveTemplates({ deep: ['${{ inputs.list }}'] }, scope) as {
      deep: readonly Json[];
    };
    expect(resolved.deep[0]).toBe(list);
  });

  test('names each context path once', () => {
    const parts: TemplateParts = [{ op: 'context', path: ['inputs', 'a'] }, '-'];
    expect(
      templateReferences([
        printTemplate(parts),
        { x: '${{ steps.a.outputs.b || inputs.a }} ${{ toJSON(matrix) }}', y: '${{ broken' },
        'inputs.none',
        7,
      ]),
    ).toEqual([['inputs', 'a'], ['steps', 'a', 'outputs', 'b'], ['matrix']]);
  });
});
