import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalPlan, planHash, printPlan } from '../src/plan/canonical.ts';
import type { Json } from '../src/plan/names.ts';
import type { Plan } from '../src/plan/plan.ts';
import { readPlan } from '../src/plan/read.ts';
import { byHand, deploy } from './plan-samples.ts';

const samples = [deploy, byHand].map((each) => [each as unknown as Plan]);

test.each(samples)('the canonical form of the canonical form is itself: $name', (plan) => {
  expect(canonicalPlan(canonicalPlan(plan))).toEqual(canonicalPlan(plan));
  expect(printPlan(canonicalPlan(plan))).toBe(printPlan(plan));
});

test.each(samples)('what is printed reads back to the same bytes: $name', (plan) => {
  const printed = printPlan(plan);
  expect(printPlan(readPlan(JSON.parse(printed)))).toBe(printed);
});

test.each(samples)('the order of keys does not change the hash: $name', (plan) => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (random) => {
      const shuffled = shuffleKeys(plan as unknown as Json, random) as unknown as Plan;
      expect(planHash(shuffled)).toBe(planHash(plan));
    }),
    { numRuns: 30 },
  );
});

test('defaults are left out, and say the same', () => {
  const plan = deploy as unknown as Plan;
  const steps = plan.steps.map((step) => ({
    ...step,
    name: step.id,
    needs: step.needs ?? [],
    artifacts: step.artifacts ?? [],
    secrets: step.secrets ?? [],
    env: step.env ?? {},
    when: step.when ?? '',
    continueOnError: false,
    ...(step.matrix && { matrix: { ...step.matrix, failFast: true, include: [], exclude: [] } }),
  }));
  expect(printPlan({ ...plan, env: {}, steps })).toBe(printPlan(plan));
});

test('the order of steps, of axes and of their values counts', () => {
  const plan = byHand as unknown as Plan;
  expect(planHash({ ...plan, steps: [...plan.steps].reverse() })).not.toBe(planHash(plan));
});

test('keys that authors chose are sorted, known keys stand in the order of the schema', () => {
  const plan: Plan = {
    steps: [{ run: { inputs: { b: 1, a: { d: 1, c: 2 } }, task: 't', kind: 'task' }, id: 'x' }],
    on: [],
    outputs: {},
    inputs: {},
    name: 'n',
    kind: 'flow',
    irVersion: 1,
  };
  expect(JSON.stringify(canonicalPlan(plan))).toBe(
    '{"irVersion":1,"kind":"flow","name":"n","inputs":{},"outputs":{},"on":[],"steps":[{"id":"x","run":{"kind":"task","task":"t","inputs":{"a":{"c":2,"d":1},"b":1}}}]}',
  );
});

test('a key called __proto__ is a key', () => {
  const plan = JSON.parse(
    '{"irVersion":1,"kind":"flow","name":"n","inputs":{},"outputs":{},"on":[],"steps":[{"id":"x","run":{"kind":"task","task":"t","inputs":{"__proto__":{"a":1}}}}]}',
  );
  expect(printPlan(plan)).toContain('"__proto__"');
});

function shuffleKeys(value: Json, random: fc.Stream<number>): Json {
  if (Array.isArray(value)) return value.map((each: Json) => shuffleKeys(each, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, child]) => [random.next().value as number, key, child as Json] as const)
      .sort(([a], [b]) => a - b)
      .map(([, key, child]) => [key, shuffleKeys(child, random)]),
  );
}
