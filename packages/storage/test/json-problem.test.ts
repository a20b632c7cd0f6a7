import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlanText } from '../src/index.ts';
import { jsonProblem, placeIn } from '../src/json-problem.ts';

test.each([
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, '`,` or `}` is missing: here is `"`.'],
  ['{ "a": 1 ', 1, 10, '`,` or `}` is missing: the text ends.'],
  ['{ "a": [1, 2,] }', 1, 13, 'Nothing follows this comma: take it out.'],
  ["{ 'a': 1 }", 1, 3, 'A text stands in double quotes.'],
  ['{ a: 1 }', 1, 3, 'A name in double quotes is missing: here is `a`.'],
  ['{ "a" 1 }', 1, 7, '`:` is missing: here is `1`.'],
  ['{ "a": yes }', 1, 8, '`yes` is no value of JSON: texts stand in double quotes.'],
  ['{ "a": "x\n" }', 1, 8, 'The text that begins here has no closing `"`.'],
  ['{ "a": "\\x" }', 1, 9, '`\\x` is no escape of JSON.'],
  ['{ "a": 1 } // why', 1, 12, 'JSON has no comments.'],
  ['{ "a": 1 } }', 1, 12, 'Something follows the end of the JSON.'],
  ['{ "a": 01 }', 1, 9, '`,` or `}` is missing: here is `1`.'],
  ['', 1, 1, 'A value is missing: the text ends.'],
  ['['.repeat(100_000), undefined, undefined, 'It is nested too deeply.'],
])('%s', (text, line, column, message) => {
  const problem = jsonProblem(text);
  expect(problem?.message).toBe(message);
  if (line !== undefined) expect(placeIn(text, problem?.offset ?? 0)).toEqual({ line, column });
});

test('it finds a problem where `JSON.parse` does, and nowhere else', () => {
  const cut = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '1', '\\', ' '));
  fc.assert(
    fc.property(cut, ([json, place, put]) => {
      const at = place % (json.length + 1);
      const text = json.slice(0, at) + put + json.slice(at + (place % 2));
      let parses = true;
      try {
        JSON.parse(text);
      } catch {
        parses = false;
      }
      expect([text, jsonProblem(text) === undefined]).toEqual([text, parses]);
    }),
    { numRuns: 500 },
  );
});

test.each(['plan.json', 'standard input'])('a plan of broken JSON says where: %s', async (file) => {
  const error: unknown = await parsePlanText('{\n "a": 1,\n}', file).catch((each: unknown) => each);
  expect(error).toMatchObject({ code: 'WORKFLOW_INVALID', location: { file, line: 2, column: 8 } });
});
