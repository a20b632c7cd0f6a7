import { describe, expect, test } from 'vitest';
import { findStep, type PlanStep, WorkflowError } from '../src/plan/index.ts';

const task = (id: string, name = id): PlanStep => ({
  id,
  run: { kind: 'task', task: name, inputs: {} },
});
const twelve = {
  name: 'twelve',
  steps: Array.from({ length: 12 }, (_, at) => task(at === 0 ? 't' : `t-${at + 1}`, 't')),
};
const release = {
  name: 'release',
  steps: [task('fetch', 'fetch-source'), task('build'), task('a-1', 'pack'), task('b', 'pack')],
};

const refused = (plan: typeof release, text: string): WorkflowError => {
  try {
    findStep(plan, text);
  } catch (error) {
    if (WorkflowError.is(error)) return error;
    throw error;
  }
  throw new Error(`\`${text}\` was found`);
};

test.each(['1', '01', '001', '01_t', '1_t', 'step_01_t'])('%s is the first of twelve', (text) => {
  expect(findStep(twelve, text).step).toBe('t');
});

test.each([
  ['2', 'build'],
  ['2_build', 'build'],
  ['build', 'build'],
  ['fetch-source', 'fetch'],
  ['fetch', 'fetch'],
  ['b', 'b'],
])('%s is the step %s', (text, id) => {
  expect(findStep(release, text).step).toBe(id);
});

describe('what is refused says what was meant', () => {
  test('a task that occurs more than once', () => {
    const error = refused(release, 'pack');
    expect(error.code).toBe('STEP_AMBIGUOUS');
    expect(error.hint).toBe('Say which: `3_pack`, `4_pack`.');
    expect(refused(twelve, 't').code).toBe('STEP_AMBIGUOUS');
  });
  test.each([
    ['buidl', 'Did you mean `build`?'],
    ['3_build', 'Did you mean `2_build`?'],
    ['2_buidl', 'Did you mean `2_build`?'],
    ['0', 'It has 4 steps: `1_fetch-source`, `2_build`, `3_pack`, `4_pack`.'],
    ['5', 'It has 4 steps: `1_fetch-source`, `2_build`, `3_pack`, `4_pack`.'],
  ])('%s', (text, hint) => {
    const error = refused(release, text);
    expect([error.code, error.hint]).toEqual(['STEP_UNKNOWN', hint]);
  });
});
