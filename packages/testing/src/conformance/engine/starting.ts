/** What every engine promises about runs that start and end. @module */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { collect, expectCode } from '../conformance-case.ts';
import type { EngineCase } from './engine-case.ts';

/** Starting, retrying, ending. */
export const STARTING: readonly EngineCase[] = [
  [
    'start: the same run id starts one run, also at the same time and after its end',
    async ({ engine, run, plan, step, ledger }) => {
      const request = { runId: run, plan: plan([step('a')]), inputs: {} };
      const started = await Promise.all([1, 2, 3, 4].map(() => engine.start(request)));
      strictEqual(started.filter((each) => each.created).length, 1);
      strictEqual((await engine.outcome(run)).status, 'completed');
      deepStrictEqual(await engine.start(request), { created: false });
      deepStrictEqual(await ledger(), ['a']);
    },
  ],
  [
    'start: a plan or inputs that do not fit leave no run behind',
    async ({ engine, run, plan, step, ledger }) => {
      const cycle = plan([step('a', { needs: ['b'] }), step('b', { needs: ['a'] })]);
      await expectCode(engine.start({ runId: run, plan: cycle, inputs: {} }), 'WORKFLOW_INVALID');
      const needy = plan([step('a')], {
        inputs: { n: { schema: { type: 'number' }, required: true } },
      });
      const start = (inputs: object): Promise<unknown> =>
        engine.start({ runId: run, plan: needy, inputs: inputs as never });
      await expectCode(start({}), 'INPUT_INVALID');
      await expectCode(start({ n: 'three' }), 'INPUT_INVALID');
      await expectCode(start({ n: 3, m: 4 }), 'INPUT_INVALID');
      await expectCode(engine.get(run), 'RUN_NOT_FOUND');
      deepStrictEqual(await start({ n: 3 }), { created: true });
      strictEqual((await engine.outcome(run)).status, 'completed');
      deepStrictEqual(await ledger(), ['a']);
    },
  ],
  [
    'outcome: a run never rejects because a step failed; its dependants are skipped, the others finish',
    async ({ engine, run, plan, step, ledger }) => {
      const steps = [
        step('bad', { command: 'exit 3' }),
        step('after', { needs: ['bad'] }),
        step('always', { needs: ['bad'], when: 'always()' }),
        step('other'),
      ];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      const outcome = await engine.outcome(run);
      ok(outcome.status === 'failed');
      deepStrictEqual([outcome.step, outcome.error.code], ['bad', 'EXEC_FAILED']);
      deepStrictEqual([...(await ledger())].sort(), ['always', 'bad', 'other']);
    },
  ],
  [
    'outcome: outputs of steps reach other steps and the caller, whatever their size',
    async ({ engine, run, plan, step, ledger }) => {
      const steps = [
        step('make', { command: 'head -c 150000 /dev/zero | tr "\\0" x' }),
        {
          id: 'use',
          run: {
            kind: 'shell' as const,
            command: 'printf %s "$V" | wc -c',
            env: { V: '${{ steps.make.outputs.stdout }}' },
          },
          needs: ['make'],
        },
      ];
      const outputs = { size: '${{ steps.use.outputs.stdout }}' };
      await engine.start({ runId: run, plan: plan(steps, { outputs }), inputs: {} });
      const outcome = await engine.outcome(run);
      ok(outcome.status === 'completed');
      strictEqual(String(outcome.outputs['size']).trim(), '150000');
      deepStrictEqual(await ledger(), ['make']);
    },
  ],
  [
    'attempts: as many as a retry says, each in the history',
    async ({ engine, run, plan, step, ledger }) => {
      const retry = { attempts: 3, backoffMs: 1 };
      const flaky = step('flaky', { retry, command: 'test "$(wc -l < "$LEDGER")" -ge 3' });
      await engine.start({ runId: run, plan: plan([flaky]), inputs: {} });
      strictEqual((await engine.outcome(run)).status, 'completed');
      strictEqual((await ledger()).length, 3);
      const attempts = (await collect(engine.events(run))).filter(
        (event) => event.type === 'step-started',
      );
      deepStrictEqual(
        attempts.map((event) => event.type === 'step-started' && event.attempt),
        [1, 2, 3],
      );
    },
  ],
];
