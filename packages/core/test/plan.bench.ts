/** Validation, hash and order of plans of 1 000, 10 000 and 100 000 steps: what ten times the steps cost. */
import { expect, test } from 'vitest';
import { planHash } from '../src/plan/canonical.ts';
import { orderSteps } from '../src/plan/graph.ts';
import type { Plan } from '../src/plan/plan.ts';
import { validate } from '../src/plan/validate/validate.ts';
import { planOf } from './plan-samples.ts';

const sizes = [1_000, 10_000, 100_000];
const work: Readonly<Record<string, (plan: Plan) => unknown>> = {
  validate: (plan) => expect(validate(plan)).toEqual([]),
  hash: planHash,
  order: (plan) => orderSteps(plan.steps),
  'floor of order': namesLookedUp,
};

test('prints what ten times the steps cost; the aim is thirteen times at most', {
  timeout: 120_000,
}, () => {
  const rows = Object.entries(work).map(([name, run]) => {
    const times = sizes.map((size) => {
      const plan = planWith(size);
      let best = Number.POSITIVE_INFINITY;
      for (let turn = 0; turn < 4; turn++) {
        const start = performance.now();
        run(plan);
        best = Math.min(best, performance.now() - start);
      }
      return best;
    });
    return {
      name,
      ms: times.map((ms) => ms.toFixed(1)),
      ratios: times.slice(1).map((ms, at) => (ms / times[at]!).toFixed(1)),
    };
  });
  console.log(
    rows
      .map(
        ({ name, ms, ratios }) => `${name}: ${ms.join(' / ')} ms, ×10 costs ×${ratios.join(', ×')}`,
      )
      .join('\n'),
  );
});

/** What no order can do without, and what the caches of the machine make of it: a map of the names, one look-up per need. */
function namesLookedUp({ steps }: Plan): number {
  const places = new Map(steps.map(({ id }, at) => [id, at]));
  let sum = 0;
  for (const { needs } of steps) for (const need of needs ?? []) sum += places.get(need) ?? 0;
  return sum;
}

function planWith(size: number): Plan {
  const steps = Array.from({ length: size }, (_, at) => ({
    id: `s${at}`,
    needs: at === 0 ? [] : [`s${at - 1}`],
    run: {
      kind: 'shell',
      command: 'true',
      env: { BEFORE: at < 3 ? 'x' : `\${{ steps.s${at - 3}.result }}` },
    },
  }));
  return planOf(steps) as unknown as Plan;
}
