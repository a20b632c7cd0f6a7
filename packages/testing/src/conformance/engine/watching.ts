/** What every engine promises about events, logs, views and lists. @module */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { RunId } from '@sluice/core/plan';
import type { Engine, StepKey } from '@sluice/core/run';
import { collect, expectCode } from '../conformance-case.ts';
import type { EngineCase } from './engine-case.ts';
import { lineOf } from './site.ts';

/** Events, outcomes, logs, views, lists. */
export const WATCHING: readonly EngineCase[] = [
  [
    'events: the history, then what happens, without a gap, for everybody the same',
    async ({ engine, run, plan, step, hold, release }) => {
      const steps = [step('a'), hold('b', { needs: ['a'] }), step('c', { needs: ['b'] })];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      const early = collect(engine.events(run));
      await lineOf(engine, run, 'b');
      const late = collect(engine.events(run));
      await release();
      const all = await early;
      deepStrictEqual(await late, all);
      deepStrictEqual(
        all.map((event) => event.seq),
        all.map((_, index) => index + 1),
      );
      deepStrictEqual([all[0]?.type, all.at(-1)?.type], ['run-started', 'run-finished']);
      deepStrictEqual(await collect(engine.events(run)), all);
      deepStrictEqual(await collect(engine.events(run, all.length - 2)), all.slice(-2));
    },
  ],
  [
    'events and outcome: whoever stops listening changes nothing for the others',
    async ({ engine, run, plan, hold, release }) => {
      await engine.start({ runId: run, plan: plan([hold('a')]), inputs: {} });
      const stop = new AbortController();
      const left = collect(engine.events(run, 0, stop.signal));
      const gone = engine.outcome(run, stop.signal).then(
        () => 'resolved',
        (error: unknown) => error,
      );
      await lineOf(engine, run, 'a');
      const why = new Error('enough');
      stop.abort(why);
      await left;
      strictEqual(await gone, why);
      await release();
      strictEqual((await engine.outcome(run)).status, 'completed');
    },
  ],
  [
    'logs: what an attempt wrote, then what it writes, numbered from 1',
    async ({ engine, run, plan, step, hold, release }) => {
      const steps = [
        hold('slow'),
        step('said', { needs: ['slow'], command: 'echo one; echo two >&2; echo three' }),
      ];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      const first = await lineOf(engine, run, 'slow');
      deepStrictEqual([first.line, first.stream, first.text], [1, 'stdout', 'in']);
      await release();
      await engine.outcome(run);
      const ref = { run, step: 'said' as StepKey, attempt: 1 };
      const lines = await collect(engine.logs(ref));
      deepStrictEqual(
        lines.map((line) => line.line),
        [1, 2, 3],
      );
      deepStrictEqual(
        lines.filter((line) => line.stream === 'stdout').map((line) => line.text),
        ['one', 'three'],
      );
      deepStrictEqual(await collect(engine.logs(ref, 2)), lines.slice(2));
    },
  ],
  [
    'get and list: what runs and what ran, newest first',
    async ({ engine, run, plan, hold, step, release }) => {
      await expectCode(engine.get(run), 'RUN_NOT_FOUND');
      const held = plan([hold('a')], { name: 'held' });
      await engine.start({ runId: run, plan: held, inputs: {} });
      await lineOf(engine, run, 'a');
      const other = `${run}-2` as RunId;
      await engine.start({ runId: other, plan: plan([step('b')]), inputs: {} });
      await engine.outcome(other);
      const seen = await engine.get(run);
      deepStrictEqual(
        [seen.workflow, seen.status, seen.steps[0]?.status],
        ['held', 'running', 'running'],
      );
      const runs = async (query: Parameters<Engine['list']>[0]): Promise<readonly RunId[]> =>
        (await collect(engine.list(query))).map((each) => each.run);
      deepStrictEqual([...(await runs({}))].sort(), [run, other].sort());
      deepStrictEqual(await runs({ workflow: 'held' }), [run]);
      deepStrictEqual(await runs({ status: 'completed' }), [other]);
      strictEqual((await runs({ limit: 1 })).length, 1);
      await release();
      await engine.outcome(run);
      const done = await engine.get(run);
      deepStrictEqual([done.status, done.steps[0]?.status], ['completed', 'success']);
      strictEqual(done.seq, (await collect(engine.events(run))).length);
    },
  ],
];
