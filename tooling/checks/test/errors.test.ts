import { expect, test } from 'vitest';
import { errorCodes, errorEntries } from '../src/error-entries.ts';

const entries = errorEntries();

test('every error code has exactly one entry, in the order of the sources', () => {
  const codes = errorCodes();
  expect(codes.length).toBeGreaterThan(40);
  expect(entries.map(({ code }) => code)).toEqual(codes);
});

test.each(entries.map(({ code, text }) => [code, text] as const))(
  '%s says what it is, why, and what to do',
  (_code, text) => {
    expect(text).toMatch(/^\*\*What\.\*\* .+\n\*\*Why\.\*\* .+\n\*\*Do\.\*\* .+/);
  },
);
