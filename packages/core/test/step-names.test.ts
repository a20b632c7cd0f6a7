import { expect, test } from 'vitest';
import { type PlanStep, stepNames } from '../src/plan/index.ts';

const task = (id: string, name = id): PlanStep => ({
  id,
  run: { kind: 'task', task: name, inputs: {} },
});

test('a step is called by its position and its task', () => {
  const shell: PlanStep = { id: 'say', run: { kind: 'shell', command: 'true' } };
  expect(stepNames({ steps: [task('fetch', 'fetch-source'), shell] })).toEqual([
    {
      step: 'fetch',
      label: 'fetch-source',
      name: '1_fetch-source',
      githubId: 'step_1_fetch-source',
    },
    { step: 'say', label: 'say', name: '2_say', githubId: 'step_2_say' },
  ]);
});

test('one task twelve times has twelve names, all of one width, legal on GitHub', () => {
  const steps = Array.from({ length: 12 }, (_, at) => task(at === 0 ? 't' : `t-${at + 1}`, 't'));
  const names = stepNames({ steps });
  expect(names.map((each) => each.name)).toEqual([
    '01_t',
    '02_t',
    '03_t',
    '04_t',
    '05_t',
    '06_t',
    '07_t',
    '08_t',
    '09_t',
    '10_t',
    '11_t',
    '12_t',
  ]);
  expect(names.map((each) => each.step)).toEqual(steps.map((step) => step.id));
  for (const { githubId } of names) expect(githubId).toMatch(/^[A-Za-z_][A-Za-z0-9_-]*$/);
});

test.each([
  [9, '1_t'],
  [10, '01_t'],
  [99, '01_t'],
  [100, '001_t'],
])('of %i steps the first is %s', (count, first) => {
  const steps = Array.from({ length: count }, (_, at) => task(`s${at}`, 't'));
  expect(stepNames({ steps })[0]?.name).toBe(first);
});
