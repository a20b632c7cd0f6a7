/** What every engine promises about runs that outlive an engine, and about engines that close. @module */
import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert/strict';
import type { RunId } from '@sluice/core/plan';
import type { StepKey } from '@sluice/core/run';
import { collect, expectCode } from '../conformance-case.ts';
import type { EngineCase } from './engine-case.ts';
import { lineOf, waiting } from './site.ts';

/** Closing, taking over, running again. */
export const LASTING: readonly EngineCase[] = [
  [
    'close: the next engine goes on; what has been committed is not executed again',
    async ({ engine, another, run, plan, step, hold, ledger, release }) => {
      const steps = [step('a'), hold('b', { needs: ['a'] }), step('c', { needs: ['b'] })];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      await lineOf(engine, run, 'b');
      await engine.close();
      const next = await another();
      try {
        await release();
        await next.resume(run, 'ann');
        strictEqual((await next.outcome(run)).status, 'completed');
        // The attempt that was under way is lost, and spends no retry.
        deepStrictEqual(await ledger(), ['a', 'b', 'b', 'c']);
        const history = await collect(next.events(run));
        strictEqual(history.filter((event) => event.type === 'attempt-lost').length, 1);
        deepStrictEqual(
          history.map((event) => event.seq),
          history.map((_, at) => at + 1),
        );
      } finally {
        await next.close();
      }
    },
  ],
  [
    'close: with time to drain, what runs ends first',
    async ({ engine, another, run, plan, hold, step, ledger, release }) => {
      const steps = [hold('a'), step('b', { needs: ['a'] })];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      await lineOf(engine, run, 'a');
      const closed = engine.close({ drainMs: 60_000 });
      await release();
      await closed;
      const next = await another();
      try {
        await next.resume(run, 'ann');
        strictEqual((await next.outcome(run)).status, 'completed');
        deepStrictEqual(await ledger(), ['a', 'b']);
      } finally {
        await next.close();
      }
    },
  ],
  [
    'close: a waiting run is answered by the next engine',
    async ({ engine, another, run, plan, gate, step, ledger }) => {
      const steps = [step('a'), gate('ok', { needs: ['a'] }), step('b', { needs: ['ok'] })];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      const { gates } = await waiting(engine, run);
      await engine.close();
      const next = await another();
      try {
        deepStrictEqual((await next.get(run)).gates, gates);
        const reviewHash = gates[0]?.reviewHash ?? '';
        const decision = { decisionId: 'd1', accepted: true, by: 'ann', reviewHash };
        strictEqual(await next.answer(run, 'ok' as StepKey, decision), 'recorded');
        strictEqual((await next.outcome(run)).status, 'completed');
        deepStrictEqual(await ledger(), ['a', 'b']);
      } finally {
        await next.close();
      }
    },
  ],
  [
    'open and close: a closed engine starts nothing; closing twice is no mistake; it can be opened again',
    async ({ engine, run, plan, step, ledger }) => {
      await engine.open();
      await engine.close();
      await engine.close();
      const request = { runId: run, plan: plan([step('a')]), inputs: {} };
      await expectCode(engine.start(request), 'RUN_INTERRUPTED');
      deepStrictEqual(await ledger(), []);
      await engine.open();
      await engine.start(request);
      strictEqual((await engine.outcome(run)).status, 'completed');
      deepStrictEqual(await ledger(), ['a']);
    },
  ],
  [
    'rerun: a new run with the results of everything before the step, and nothing else',
    async ({ engine, run, plan, step, ledger }) => {
      const said = step('a', { command: 'echo said' });
      const steps = [
        said,
        step('side'),
        step('b', { needs: ['a'], command: 'echo "${{ steps.a.outputs.stdout }}"' }),
        step('c', { needs: ['b'] }),
      ];
      const outputs = { said: '${{ steps.b.outputs.stdout }}' };
      await engine.start({ runId: run, plan: plan(steps, { outputs }), inputs: {} });
      const first = await engine.outcome(run);
      const again = await engine.rerun(run, ['b' as StepKey]);
      notStrictEqual(again, run);
      deepStrictEqual(await engine.outcome(again), first);
      deepStrictEqual([...(await ledger())].sort(), ['a', 'b', 'b', 'c', 'c', 'side']);
      strictEqual((await engine.get(again)).rerunOf, run);
      const reruns: RunId[] = [];
      for await (const seen of engine.list({ parent: run })) reruns.push(seen.run);
      deepStrictEqual(reruns, [again]);
    },
  ],
  [
    'rerun: of a failed run, what failed runs again',
    async ({ engine, run, plan, step, ledger }) => {
      const once = 'test "$(grep -c flaky "$LEDGER")" -gt 1';
      const steps = [step('a'), step('flaky', { needs: ['a'], command: once })];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      strictEqual((await engine.outcome(run)).status, 'failed');
      const again = await engine.rerun(run, []);
      strictEqual((await engine.outcome(again)).status, 'completed');
      deepStrictEqual(await ledger(), ['a', 'flaky', 'flaky']);
    },
  ],
];
