import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutToWidth, displayWidth, stripControl } from '../src/text/display-width.ts';
import { printDuration } from '../src/text/duration.ts';

test.each([
  ['abc', 3],
  ['日本', 4],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['✓', 1],
  ['\u001b[1mbold\u001b[22m', 4],
])('%j takes %i cells', (text, cells) => {
  expect(displayWidth(text)).toBe(cells);
});

test('what is cut never takes more than it may', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(60), (text, columns) => {
      expect(displayWidth(cutToWidth(stripControl(text), columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

test('no escape sequence survives', () => {
  expect(
    stripControl('\u001b]8;;http://x\u0007link\u001b]8;;\u0007 \u001b[2Ja\u0000b\tc\u202ed'),
  ).toBe('link ab  cd');
});

test.each([
  [0, '0ms'],
  [999, '999ms'],
  [3210, '3.2s'],
  [59_960, '1m 00s'],
  [125_000, '2m 05s'],
  [3_720_000, '1h 02m'],
])('%i ms is %s', (ms, text) => {
  expect(printDuration(ms)).toBe(text);
});
