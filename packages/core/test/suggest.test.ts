import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../src/plan/index.ts';

test.each([
  ['deplyo', ['deploy', 'build'], 'deploy'],
  ['gen', ['generate', 'check'], 'generate'],
  ['--env', ['--environment', '--event'], '--environment'],
  // A slip of the hand is nearer than what could follow.
  ['buld', ['build', 'build-wheels'], 'build'],
  ['--e', ['--environment'], undefined],
  ['re', ['restore', 'rename'], undefined],
  ['zzz', ['build'], undefined],
])('%s', (name, known, meant) => expect(nearest(name, known)).toBe(meant));

test('a name that is known twice is named once', () => {
  expect(didYouMean('nobody', ['hello', 'greet', 'greet'])).toBe('Known: `hello`, `greet`.');
});
