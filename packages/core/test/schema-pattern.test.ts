import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkValue, schemaProblems } from '../src/plan/index.ts';
import { compilePattern } from '../src/plan/schema/pattern.ts';

const matches = (pattern: string, text: string): boolean => {
  const read = compilePattern(pattern);
  if (!read.ok) throw new Error(read.message);
  return read.matches(text);
};

test('agrees with the language about every pattern of the subset', { timeout: 60_000 }, () => {
  const atom = fc.constantFrom(
    ...[
      'a',
      'b',
      '.',
      '\\d',
      '\\w',
      '\\s',
      '[ab]',
      '[^a]',
      '[a-c\\]]',
      '[]',
      '[^]',
      '\\.',
      '\\u0061',
    ],
    ...['\\u{1F600}', '\\p{L}', '\\x41', '😀', '\\n', '\\/', '-', '\\bb', 'a\\B', '^', '$', ''],
  );
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(${a}|${b})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '{0}'))
        .map(([inner, many]) => `(?:${inner})${many}`),
      tie('pattern').map((inner) => `(?<n${inner.length}>${inner})`),
    ),
  }));
  const text = fc.oneof(
    fc
      .array(fc.constantFrom('a', 'b', 'c', '1', ' ', '😀', 'é', '\n', '-', ']'))
      .map((each) => each.join('')),
    fc.string(),
  );
  let compared = 0;
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 8, maxLength: 8 }), (source, texts) => {
      let native: RegExp;
      try {
        native = new RegExp(source, 'u');
      } catch {
        return;
      }
      for (const each of texts) {
        compared++;
        expect([source, each, matches(source, each)]).toEqual([source, each, native.test(each)]);
      }
    }),
    { numRuns: 1500 },
  );
  expect(compared).toBeGreaterThan(5000);
});

test.each([
  ['^[a-z][a-z0-9]*(-[a-z0-9]+)*$', ['a-b', 'a1'], ['a--b', '-a', 'a-']],
  ['^v?\\d+\\.\\d+\\.\\d+(?:-[\\w.]+)?$', ['v1.2.3', '1.0.0-rc.1'], ['1.2', 'x1.2.3']],
  // The older grammar: a brace and a dash that need no sign before them.
  ['^a{,2}\\-$', ['a{,2}-'], ['aa-']],
  ['^.$', ['é', '😀'], ['ab', '']],
])('%s', (pattern, yes, no) => {
  for (const text of yes) expect(checkValue({ type: 'string', pattern }, text)).toEqual([]);
  for (const text of no) expect(checkValue({ type: 'string', pattern }, text)).toHaveLength(1);
});

test.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^(.*a){12}$', '^a*a*a*a*a*a*b$', '(x+x+)+y'])(
  'the pattern %s, for which backtracking would need 2^50000 steps or 50000^6, comes to an end',
  { timeout: 60_000 },
  (pattern) => {
    const text = `${(pattern.startsWith('(x') ? 'x' : 'a').repeat(50_000)}!`;
    expect(checkValue({ type: 'string', pattern }, text)).toHaveLength(1);
  },
);

test('a text that is too long for its pattern is a finding', () => {
  const problems = checkValue({ type: 'string', pattern: '^(a{2000})+$' }, 'a'.repeat(100_000));
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^expected at most \d+ characters for `\^\(a\{2000\}\)\+\$`, received/),
  ]);
});

test.each([
  ['(?=a)b', 'looks ahead or behind'],
  ['(?<!a)b', 'looks ahead or behind'],
  ['(a)\\1', 'refers back'],
  ['(?<n>a)\\k<n>', 'refers back'],
  ['(', 'is no regular expression'],
  ['(a{1000}){1000}', 'more than 10000 places'],
  ['(){2000000000}', 'more than 10000 places'],
  ['('.repeat(200) + ')'.repeat(200), 'nested more than 100 deep'],
])('a pattern outside the subset is a finding: %s', (pattern, message) => {
  const [problem, ...others] = schemaProblems({ type: 'string', pattern });
  expect(problem?.message).toContain(message);
  expect(problem?.hint).toEqual(pattern === '(' ? undefined : expect.any(String));
  expect(checkValue({ type: 'string', pattern }, 'a')).toHaveLength(1);
  expect(others).toEqual([]);
});
