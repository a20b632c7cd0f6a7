import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plan, PlanStep } from '../src/plan/plan.ts';
import { decide, openAttempts } from '../src/run/index.ts';
import { Drive, plan } from './run-driver.ts';

const CONDITIONS = [
  undefined,
  'always()',
  'failure()',
  '!failure()',
  "steps.s0.result != 'failure'",
  'inputs.flag',
];
const small: fc.Arbitrary<{ workflow: Plan; failing: ReadonlySet<string> }> = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(6), { maxLength: 3 }),
      when: fc.constantFrom(...CONDITIONS),
      shape: fc.nat(5),
      fails: fc.nat(4),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .chain((drafts) =>
    fc.record({ drafts: fc.constant(drafts), parallelism: fc.integer({ min: 1, max: 3 }) }),
  )
  .map(({ drafts, parallelism }) => {
    const steps = drafts.map((draft, at): PlanStep => {
      const id = `s${at}`;
      const needs = [...new Set(draft.needs.filter((need) => need < at))].map((need) => `s${need}`);
      const leaf: PlanStep = {
        id,
        needs,
        run: { kind: 'task', task: id, inputs: {} },
        ...(draft.when !== undefined && { when: draft.when }),
      };
      if (draft.shape === 1)
        return {
          ...leaf,
          matrix: { axes: [['n', [1, 2]]], failFast: draft.fails !== 1, maxParallel: 1 },
        };
      if (draft.shape === 2)
        return {
          ...leaf,
          run: {
            kind: 'each',
            loop: id,
            over: "${{ fromJSON('[1,2]') }}",
            steps: [{ id: `b${at}`, run: { kind: 'task', task: 't', inputs: {} } }],
            outputs: { v: `\${{ steps.b${at}.outputs.v }}` },
          },
        };
      return leaf;
    });
    const failing = new Set(drafts.flatMap((draft, at) => (draft.fails === 0 ? [`s${at}`] : [])));
    return {
      failing,
      workflow: plan(steps, {
        parallelism,
        outputs: Object.fromEntries(
          steps.map(({ id }) => [id, `\${{ toJSON(steps.${id}.outputs) }}`]),
        ),
      }),
    };
  });
const drive = (failing: ReadonlySet<string>) =>
  new Drive(({ step }) => (failing.has(step) ? { fail: 'no' } : { outputs: { v: step } }));

test('same history, same commands: a fold that was never asked decides as one that was asked at every event', () => {
  fc.assert(
    fc.property(small, ({ workflow, failing }) => {
      const live = drive(failing).start(workflow, { flag: true }).run();
      for (let cut = 1; cut <= live.history.length; cut++) {
        const asked = new Drive();
        const silent = new Drive();
        for (const event of live.history.slice(0, cut)) {
          asked.append(event);
          decide(asked.state);
          silent.append(event);
        }
        expect(decide(silent.state)).toEqual(decide(asked.state));
        expect(decide(silent.state)).toEqual(decide(silent.state));
      }
    }),
    { numRuns: 60 },
  );
});

test('every prefix can go on, ends in the same outcome, and no completed step runs again', () => {
  fc.assert(
    fc.property(small, ({ workflow, failing }) => {
      const live = drive(failing).start(workflow, { flag: true }).run();
      for (let cut = 1; cut < live.history.length; cut++) {
        const resumed = drive(failing);
        const prefix = live.history.slice(0, cut);
        resumed.append(...prefix);
        for (const { step, attempt } of openAttempts(resumed.state))
          resumed.append({ type: 'attempt-lost', step, attempt, worker: 'w' });
        resumed.run();
        const done = new Set(
          prefix
            .filter((event) => event.type === 'step-completed')
            .map((event) => event.step as string),
        );
        expect(resumed.executed.filter((key) => done.has(key.split('#')[0]!))).toEqual([]);
        if (failing.size === 0) expect(resumed.outcome()).toEqual(live.outcome());
        else expect(resumed.outcome()?.status).toBe(live.outcome()?.status);
      }
    }),
    { numRuns: 60 },
  );
});

test('the order in which steps end changes no output, and nothing runs twice', () => {
  fc.assert(
    fc.property(
      small,
      fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
      ({ workflow }, picks) => {
        const straight = drive(new Set()).start(workflow, { flag: true }).run();
        const shuffled = new Drive(() => 'hold').start(workflow, { flag: true }).run();
        for (const pick of picks) {
          const open = openAttempts(shuffled.state);
          if (open.length === 0) break;
          const { step, attempt } = open[pick % open.length]!;
          shuffled.end(step, attempt, { outputs: { v: step } }).run();
        }
        expect(shuffled.outcome()).toEqual(straight.outcome());
        expect(new Set(shuffled.executed).size).toBe(shuffled.executed.length);
      },
    ),
    { numRuns: 100 },
  );
});
