/** Narrow terminals: words are wrapped where the terminal ends, not where one of 80 columns would. */
import { expect, test } from 'vitest';
import { columns } from '../src/commands/help.ts';
import { session } from './support/session.ts';

test('two columns in 40', () => {
  const rows = [
    ['build', 'Builds everything that the others ask for'],
    ['a-name-that-is-rather-long', 'Says so'],
  ] as const;
  expect(columns(rows, 0, 40)).toEqual([
    '  build  Builds everything that the',
    '         others ask for',
    '  a-name-that-is-rather-long',
    '         Says so',
  ]);
});

test('doctor stays within 40 columns', async () => {
  const { stdout } = await session().sluice(['doctor'], { columns: 40 });
  const long = stdout.split('\n').filter((line) => line.length > 40);
  // A path is one word.
  expect(
    long.filter((line) =>
      line
        .trim()
        .split(/\s+/)
        .every((word) => word.length < 24),
    ),
  ).toEqual([]);
  expect(stdout.split('\n').length).toBeGreaterThan(4);
});
