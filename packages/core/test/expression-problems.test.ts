/** What people are told about an expression that cannot be read. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateCondition, evaluateTemplate } from '../src/plan/expression/evaluate.ts';
import { FUNCTIONS } from '../src/plan/expression/functions.ts';
import { parseExpression } from '../src/plan/expression/parse.ts';
import { oracleReads } from './expression-oracle.ts';

const NUMBERS = 'Write it as `10`, `1.5`, `1e3`, `0xff` or `0o17`.';
const VALUE = 'Write a value there.';
const BETWEEN = 'Put an operator between them.';
const NO_PROPERTIES = 'Only a context, a call and an expression in parentheses have properties.';
const PROPERTY = 'Write the name of a property there.';
const MACHINE = 'A plan does not know its machine; ask in the step itself.';
const EARLIER = 'Compute a part of it in an earlier step.';
const ALL_FUNCTIONS = `Use one of ${Object.keys(FUNCTIONS)
  .map((name) => `\`${name}\``)
  .join(', ')}.`;

test.each([
  ['', 0, 'The expression is empty.', 'Write one, or leave the key out.'],
  [' \n', 0, 'The expression is empty.', 'Write one, or leave the key out.'],
  // syntax
  ['1 <', 3, 'Something is missing after `<`.', VALUE],
  ['!', 1, 'Something is missing after `!`.', VALUE],
  ['inputs.', 7, 'Something is missing after `.`.', PROPERTY],
  ['inputs.*.', 9, 'Something is missing after `.`.', PROPERTY],
  ['inputs[', 7, 'Something is missing after `[`.', VALUE],
  ['> 1', 0, '`>` is not expected at the beginning.', VALUE],
  ['1 2', 2, '`2` is not expected after `1`.', BETWEEN],
  ['(1)2', 3, '`2` is not expected after `)`.', BETWEEN],
  ['inputs a', 7, '`a` is not expected after `inputs`.', BETWEEN],
  ['(1', 2, 'A `)` is missing.', 'Close it with `)`.'],
  ['inputs[1', 8, 'A `]` is missing.', 'Close it with `]`.'],
  ['(1,', 2, '`,` is not expected after `1`.', undefined],
  ['inputs[]', 7, '`]` is not expected after `[`.', VALUE],
  ['join(1,)', 7, '`)` is not expected after `,`.', VALUE],
  ['inputs.(', 7, '`(` is not expected after `.`.', PROPERTY],
  [
    'inputs.1',
    7,
    '`1` is not expected after `.`.',
    'A property that is not a name goes in brackets: `[1]`.',
  ],
  ["'a'.b", 3, "`.b` cannot follow `'a'`.", NO_PROPERTIES],
  ['true.b', 4, '`.b` cannot follow `true`.', NO_PROPERTIES],
  [
    "'abc",
    0,
    "The text that begins with `'abc` has no closing quote.",
    "Close it with `'`; a quote inside a text is doubled, as in `'it''s'`.",
  ],
  // habits from other languages
  ['inputs.a = 1', 9, '`=` is not part of the language.', 'Compare with `==`.'],
  ['inputs.a & 1', 9, '`&` is not part of the language.', 'Write "and" as `&&`.'],
  ['inputs.a | 1', 9, '`|` is not part of the language.', 'Write "or" as `||`.'],
  ['inputs.a and 1', 9, '`and` is not expected after `a`.', 'Write "and" as `&&`.'],
  ['inputs.a or 1', 9, '`or` is not expected after `a`.', 'Write "or" as `||`.'],
  ['inputs.a in inputs.b', 9, '`in` is not expected after `a`.', 'Write `contains(list, value)`.'],
  [
    'inputs.a ? 1 : 2',
    9,
    '`?` is not part of the language.',
    'Choose with `case(condition, value, otherwise)`.',
  ],
  [
    'inputs.a == "x"',
    12,
    '`"x"` is not part of the language.',
    "Write text in single quotes: `'text'`.",
  ],
  [
    '${{ inputs.a }}',
    0,
    '`${{` is not part of the language.',
    'Leave out `$` and braces: an expression is written bare here.',
  ],
  [
    '1 + 2',
    2,
    '`+` is not an operator of the language.',
    'There is no arithmetic: compute in a step.',
  ],
  // numbers
  ['0xFZ', 0, '`0xFZ` is not a number.', NUMBERS],
  ['0b11', 0, '`0b11` is not a number.', NUMBERS],
  ['1abc', 0, '`1abc` is not a number.', NUMBERS],
  ['-0xFF', 0, '`-0xFF` is not a number.', NUMBERS],
  // names
  ['input.a', 0, '`input` is not a context.', 'Did you mean `inputs`?'],
  ['1 == guthub.ref', 5, '`guthub` is not a context.', 'Did you mean `github`?'],
  ['TRUE', 0, '`TRUE` is not a context.', 'Did you mean `true`?'],
  ['prod', 0, '`prod` is not a context.', "If a text is meant, quote it: `'prod'`."],
  ['success', 0, '`success` is not a context.', 'It is a function: write `success()`.'],
  [
    'needs.build.outputs.x',
    0,
    '`needs` is not a context.',
    'Write `steps.<id>.outputs.<name>` or `steps.<id>.result`.',
  ],
  ['runner.os', 0, '`runner` is not a context.', MACHINE],
  ['sucess()', 0, '`sucess` is not a function.', 'Did you mean `success`?'],
  ['contain(1, 2)', 0, '`contain` is not a function.', 'Did you mean `contains`?'],
  ['inputs(1)', 0, '`inputs` is not a function.', 'It is a context: write `inputs.name`.'],
  ['constructor()', 0, '`constructor` is not a function.', ALL_FUNCTIONS],
  ['__proto__()', 0, '`__proto__` is not a function.', ALL_FUNCTIONS],
  // arguments
  ['contains(1)', 0, '`contains` takes 2 arguments, not 1.', undefined],
  ['contains(1, 2, 3)', 0, '`contains` takes 2 arguments, not 3.', undefined],
  ['toJSON()', 0, '`toJSON` takes 1 argument, not 0.', undefined],
  ['success(1)', 0, '`success` takes no argument, not 1.', undefined],
  ['format()', 0, '`format` takes at least 1 argument, not 0.', undefined],
  ['join(1, 2, 3)', 0, '`join` takes at most 2 arguments, not 3.', undefined],
  [
    'case(true, 1, true, 2)',
    0,
    '`case` takes pairs of condition and value and then a default, an odd number of arguments, not 4.',
    undefined,
  ],
  // limits
  [`${'!'.repeat(50)}true`, 50, 'The expression is nested more than 50 levels deep.', EARLIER],
  [
    `'${'x'.repeat(20_999)}'`,
    21_000,
    'The expression has 21001 characters; GitHub allows 21000.',
    EARLIER,
  ],
])('%s', (text, position, message, hint) => {
  const parsed = parseExpression(text);
  expect(parsed).toEqual({
    ok: false,
    problem: { message, position, ...(hint !== undefined && { hint }) },
  });
});

test('an expression exactly as deep and as long as GitHub allows is read', () => {
  expect(parseExpression(`${'!'.repeat(49)}true`).ok).toBe(true);
  expect(parseExpression(`'${'x'.repeat(20_998)}'`).ok).toBe(true);
});

describe("GitHub's parser takes the same texts", () => {
  test.each([
    ["('x' || ", "'y'", ')'],
    ["('x' && ", "'y'", ')'],
    ["('x' == ", "'y'", ')'],
    ["('x' < ", "'y'", ')'],
    ['!', 'true', ''],
    ['inputs[', '1', ']'],
    ['', 'inputs', '.a'],
    ['', 'inputs', '.*'],
    ['', 'inputs', '[1]'],
    ["format('x', ", '1', ')'],
    ["format('x' || ", '1', ')'],
    ['(', 'inputs', ').a'],
  ])('nested deeper and deeper: %s%s%s', (open, inner, close) => {
    for (let depth = 1; depth <= 55; depth++) {
      const text = open.repeat(depth) + inner + close.repeat(depth);
      expect([depth, parseExpression(text).ok]).toEqual([depth, oracleReads(text)]);
    }
  });

  test('in any order of signs', async () => {
    const signs = fc.constantFrom(
      ...[
        'inputs',
        '.',
        'a',
        '*',
        '[',
        ']',
        '(',
        ')',
        '!',
        '==',
        '<=',
        '<',
        '&&',
        '||',
        "'x'",
        "''",
      ],
      ...['1', '-1', '.5', 'true', 'null', 'NaN', 'contains', ',', 'success', 'toJSON', '=', '\n'],
      ...['inputs.a', 'success()', 'toJSON(', "inputs['a']", 'inputs.*'],
    );
    const texts = fc
      .tuple(fc.array(signs, { minLength: 1, maxLength: 10 }), fc.constantFrom('', ' '))
      .map(([list, between]) => list.join(between));
    let taken = 0;
    await fc.assert(
      fc.property(texts, (text) => {
        // It takes a comma before a closing parenthesis; GitHub's runner does not.
        fc.pre(!/,\s*\)/.test(text));
        const { ok } = parseExpression(text);
        if (ok) taken++;
        expect(ok).toBe(oracleReads(text));
      }),
      { numRuns: 5_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

describe('where it is evaluated', () => {
  test('the error names the text and the place, and keeps the hint', () => {
    expect(() => evaluateCondition('input.a', { values: {} })).toThrow(
      expect.objectContaining({
        code: 'EXPR_INVALID',
        message: 'The expression `input.a` is not valid at character 1: `input` is not a context.',
        hint: 'Did you mean `inputs`?',
      }),
    );
  });

  test('the place in a template counts from the start of the text', () => {
    expect(() => evaluateTemplate('v${{ 1 }}-${{ input.a }}', { values: {} })).toThrow(
      expect.objectContaining({
        message:
          'The expression `v${{ 1 }}-${{ input.a }}` is not valid at character 15: `input` is not a context.',
      }),
    );
  });
});
