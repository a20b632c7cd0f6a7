import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cutToWidth,
  displayWidth,
  greatestWidth,
  stripControl,
} from '../src/text/display-width.ts';
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

test('the quick way to measure agrees with the exact one', () => {
  const ours = '✓✗↻■…│⠋·';
  const blocks = [0x20, 0xa1, 0x2010, 0x2190, 0x2500, 0x2800].flatMap((first) =>
    Array.from({ length: 96 }, (_, at) => String.fromCodePoint(first + at)),
  );
  for (const char of [...ours, ...blocks]) {
    if (stripControl(char) === '' || /\p{Mark}/u.test(char)) continue;
    // Between letters that are measured exactly, because one of the others is wide.
    const exact = displayWidth(`日${char}日`) - 4;
    expect([char, displayWidth(char)]).toEqual([char, exact]);
    expect(displayWidth(char)).toBeLessThanOrEqual(greatestWidth(char));
  }
});

test('of a line that was overwritten the last state stays', () => {
  expect(stripControl('10 %\r20 %\r100 %')).toBe('100 %');
  expect(stripControl('done\r')).toBe('done');
});

test('what is meant for the terminal itself is taken out whole', () => {
  expect(stripControl('a\u001bPq#0;2;0\u001b\\b\u009b31mc\u001b_x\u0007d')).toBe('abcd');
  expect(stripControl('👩‍👩‍👧 نام‌ها')).toBe('👩‍👩‍👧 نام‌ها');
});
