import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ancestors, orderSteps } from '../src/plan/graph.ts';
import type { Plan, PlanStep } from '../src/plan/plan.ts';
import type { StepKey } from '../src/run/index.ts';
import { Drive, plan, step } from './run-driver.ts';

type Exports = { env?: Record<string, string>; path?: string[] };

/** A run in which each step hands on what `exports` says under its id, and the environment that each step saw. */
function seen(
  workflow: Plan,
  exports: Readonly<Record<string, Exports>>,
): {
  drive: Drive;
  env: Record<string, Readonly<Record<string, string>>>;
  path: Record<string, readonly string[]>;
} {
  const env: Record<string, Readonly<Record<string, string>>> = {};
  const path: Record<string, readonly string[]> = {};
  const ended: [string, number][] = [];
  const drive = new Drive((attempt) => {
    env[attempt.step] = attempt.env;
    path[attempt.step] = attempt.path ?? [];
    ended.push([attempt.step, attempt.attempt]);
    return 'hold';
  }).start(workflow);
  for (;;) {
    drive.run();
    const next = ended.shift();
    if (!next) return { drive, env, path };
    const [key, attempt] = next;
    const id = key.split('/').at(-1)!.split('[')[0]!;
    drive.append({
      type: 'step-completed',
      step: key as StepKey,
      attempt,
      outputs: { value: {} },
      artifacts: {},
      ...exports[id],
    });
  }
}
const flow = (steps: readonly PlanStep[], rest: Partial<Plan> = {}): Plan =>
  plan(steps, { kind: 'flow', parallelism: 4, ...rest });

test('variables and folders reach the steps that come after, and no others', () => {
  const { env, path } = seen(
    flow([step('a'), step('b', ['a']), step('c', ['b']), step('beside')]),
    { a: { env: { X: '1', Y: 'a' }, path: ['/a'] }, b: { env: { X: '2' }, path: ['/b2', '/b1'] } },
  );
  expect(env).toEqual({ a: {}, b: { X: '1', Y: 'a' }, c: { X: '2', Y: 'a' }, beside: {} });
  expect(path).toEqual({ a: [], b: ['/a'], c: ['/b2', '/b1', '/a'], beside: [] });
});

test('they stand over the variables of the plan and under those of the step, and expressions see them', () => {
  const shows = step('shows', ['sets'], {
    when: "env.X == 'set'",
    env: { OWN: 'own', SEEN: '${{ env.X }} ${{ env.PLAN }}' },
  });
  const { env } = seen(
    flow([step('sets'), shows], { env: { X: 'plan', OWN: 'plan', PLAN: 'plan' } }),
    { sets: { env: { X: 'set', OWN: 'set' } } },
  );
  expect(env['shows']).toEqual({ X: 'set', OWN: 'own', PLAN: 'plan', SEEN: 'set plan' });
});

test('a turn sees what came before its iteration and what its own steps set; nothing leaves it', () => {
  const each: PlanStep = step('each', ['a'], {
    run: {
      kind: 'each',
      loop: 'each',
      over: "${{ fromJSON('[1,2]') }}",
      steps: [step('in'), step('next', ['in'])],
      outputs: {},
    },
  });
  const { env } = seen(flow([step('a'), each, step('z', ['each'])]), {
    a: { env: { A: 'a', X: 'a' } },
    in: { env: { X: 'in' } },
  });
  const turns = Object.entries(env).filter(([key]) => key.endsWith('/next'));
  expect(turns.map(([, each]) => each)).toEqual([
    { A: 'a', X: 'in' },
    { A: 'a', X: 'in' },
  ]);
  expect(env['z']).toEqual({ A: 'a', X: 'a' });
});

test('jobs share nothing, a nested workflow sees its inputs only, and legs keep what they set', () => {
  const inner = flow([step('in'), step('next', ['in'])]);
  const steps = [
    step('a'),
    step('n', ['a'], { run: { kind: 'workflow', plan: inner, inputs: {} } }),
    step('m', ['n'], { matrix: { axes: [['os', ['x']]] } }),
    step('z', ['m']),
  ];
  const exports = { a: { env: { A: 'a' } }, in: { env: { I: 'i' } }, m: { env: { M: 'm' } } };
  expect(seen(flow(steps), exports).env).toEqual({
    a: {},
    'n/in': {},
    'n/next': { I: 'i' },
    'm[os=x]': { A: 'a' },
    z: { A: 'a' },
  });
  expect(seen(plan(steps), exports).env).toEqual({
    a: {},
    'n/in': {},
    'n/next': { I: 'i' },
    'm[os=x]': {},
    z: {},
  });
});

test('what was set before a rework is there in the next round', () => {
  const gate = step('g', ['b'], {
    run: { kind: 'gate', acceptors: ['ana'], onReject: { rework: ['b'], max: 1 } },
  });
  const env: Record<string, unknown> = {};
  const drive = new Drive((attempt) => {
    env[attempt.step] = attempt.env;
    return attempt.step === 'a' ? 'hold' : { outputs: {} };
  }).start(flow([step('a'), step('b', ['a']), gate]));
  const completed = { type: 'step-completed', attempt: 1, outputs: { value: {} } } as const;
  drive
    .run()
    .append({ ...completed, step: 'a' as StepKey, artifacts: {}, env: { A: 'a' } })
    .run()
    .answer('g', false)
    .run();
  expect(env).toMatchObject({ b: { A: 'a' }, 'b@2': { A: 'a' } });
});

test('a step sees exactly what its ancestors set, the later of two in plan order', () => {
  const graph = fc
    .array(
      fc.record({ needs: fc.array(fc.nat(7), { maxLength: 3 }), sets: fc.option(fc.nat(2)) }),
      { minLength: 1, maxLength: 8 },
    )
    .map((drafts) => ({
      steps: drafts.map(({ needs }, at) =>
        step(
          `s${at}`,
          [...new Set(needs.filter((n) => n < at))].map((n) => `s${n}`),
        ),
      ),
      exports: Object.fromEntries(
        drafts.flatMap(({ sets }, at) =>
          sets === null ? [] : [[`s${at}`, { env: { [`V${sets}`]: `s${at}` }, path: [`/s${at}`] }]],
        ),
      ) as Record<string, Required<Exports>>,
    }))
    .chain(({ steps, exports }) =>
      fc.record({
        steps: fc.shuffledSubarray(steps, { minLength: steps.length }),
        exports: fc.constant(exports),
      }),
    );
  fc.assert(
    fc.property(graph, ({ steps, exports }) => {
      const { env, path } = seen(flow(steps), exports);
      const order = orderSteps(steps);
      for (const { id } of steps) {
        const before = ancestors(steps, id);
        const sets = order.filter((each) => before.has(each) && exports[each]);
        expect(env[id]).toEqual(Object.assign({}, ...sets.map((each) => exports[each]!.env)));
        expect(path[id]).toEqual(sets.toReversed().map((each) => `/${each}`));
      }
    }),
    { numRuns: 200 },
  );
});
