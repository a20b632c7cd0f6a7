/** What every engine promises about answers, cancelling and pausing. @module */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { Decision, StepKey } from '@sluice/core/run';
import { collect, expectCode } from '../conformance-case.ts';
import type { EngineCase } from './engine-case.ts';
import { eventOf, lineOf, waiting } from './site.ts';

const OK = 'ok' as StepKey;
const accept = (reviewHash: string, more: Partial<Decision> = {}): Decision => ({
  decisionId: 'd1',
  accepted: true,
  by: 'ann',
  reviewHash,
  ...more,
});

/** Answering, cancelling, pausing, resuming. */
export const STEERING: readonly EngineCase[] = [
  [
    'answer: the first one wins, however many come, and it is what the history says',
    async ({ engine, run, plan, gate, step, ledger }) => {
      const steps = [gate('ok'), step('after', { needs: ['ok'] })];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      const { gates } = await waiting(engine, run);
      const hash = gates[0]?.reviewHash ?? '';
      strictEqual(gates[0]?.review, 'review of ok');
      deepStrictEqual(await ledger(), []);
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, at) =>
          engine.answer(run, OK, accept(hash, { decisionId: `d${at}` })),
        ),
      );
      deepStrictEqual(
        answers.filter((answer) => answer === 'recorded'),
        ['recorded'],
      );
      strictEqual((await engine.outcome(run)).status, 'completed');
      const decisions = (await collect(engine.events(run))).flatMap((event) =>
        event.type === 'gate-answered' ? [event.decision.decisionId] : [],
      );
      deepStrictEqual(decisions, [`d${answers.indexOf('recorded')}`]);
      deepStrictEqual(await ledger(), ['after']);
    },
  ],
  [
    'answer: not by everybody, not about something else, not where nobody asks; the run goes on waiting',
    async ({ engine, run, plan, gate, hold, ledger, release }) => {
      const steps = [gate('ok'), hold('other')];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      const opened = await eventOf(engine, run, (event) => event.type === 'gate-opened');
      const hash = opened.type === 'gate-opened' ? opened.reviewHash : '';
      await expectCode(engine.answer(run, OK, accept(hash, { by: 'bob' })), 'ACCEPTOR_REFUSED');
      await expectCode(engine.answer(run, OK, accept('0'.repeat(64))), 'ATTEMPT_STALE');
      await expectCode(engine.answer(run, 'other' as StepKey, accept(hash)), 'RUN_NOT_WAITING');
      await release();
      deepStrictEqual((await waiting(engine, run)).gates.length, 1);
      deepStrictEqual(await ledger(), ['other']);
    },
  ],
  [
    'answer: a rejection fails the gate, and what needs it is skipped',
    async ({ engine, run, plan, gate, step, ledger }) => {
      const steps = [gate('ok'), step('after', { needs: ['ok'] })];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      const { gates } = await waiting(engine, run);
      const decision = accept(gates[0]?.reviewHash ?? '', { accepted: false });
      strictEqual(await engine.answer(run, OK, decision), 'recorded');
      const outcome = await engine.outcome(run);
      strictEqual(outcome.status === 'failed' && outcome.error.code, 'GATE_REJECTED');
      deepStrictEqual(await ledger(), []);
    },
  ],
  [
    'cancel: ends what runs, starts nothing more, and runs what cleans up',
    async ({ engine, run, plan, hold, step, ledger }) => {
      const steps = [
        hold('slow'),
        step('after', { needs: ['slow'] }),
        step('clean', { needs: ['slow'], when: 'always()' }),
      ];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      await lineOf(engine, run, 'slow');
      await engine.cancel(run, 'ann', 'enough');
      await engine.cancel(run, 'bob', 'me too');
      deepStrictEqual(await engine.outcome(run), {
        status: 'cancelled',
        by: 'ann',
        reason: 'enough',
      });
      deepStrictEqual(await ledger(), ['slow', 'clean']);
      const before = await collect(engine.events(run));
      await engine.cancel(run, 'ann');
      deepStrictEqual(await collect(engine.events(run)), before);
    },
  ],
  [
    'cancel: a run that waits for a person is cancelled, too',
    async ({ engine, run, plan, gate, step, ledger }) => {
      const steps = [gate('ok'), step('after', { needs: ['ok'] })];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      await waiting(engine, run);
      await engine.cancel(run, 'ann');
      const ended = await eventOf(engine, run, (event) => event.type === 'run-finished');
      strictEqual(ended.type === 'run-finished' && ended.outcome.status, 'cancelled');
      deepStrictEqual(await ledger(), []);
    },
  ],
  [
    'pause: what runs ends, nothing starts until the run is resumed',
    async ({ engine, run, plan, hold, step, ledger, release }) => {
      const steps = [hold('first'), step('second', { needs: ['first'] })];
      await engine.start({ runId: run, plan: plan(steps), inputs: {} });
      await lineOf(engine, run, 'first');
      await engine.pause(run, 'ann');
      await release();
      await eventOf(engine, run, (event) => event.type === 'step-completed');
      strictEqual((await engine.get(run)).status, 'paused');
      deepStrictEqual(await ledger(), ['first']);
      await engine.resume(run, 'ann');
      strictEqual((await engine.outcome(run)).status, 'completed');
      deepStrictEqual(await ledger(), ['first', 'second']);
    },
  ],
  [
    'every method: a run that is not there is RUN_NOT_FOUND',
    async ({ engine, run }) => {
      await expectCode(engine.get(run), 'RUN_NOT_FOUND');
      await expectCode(engine.outcome(run), 'RUN_NOT_FOUND');
      await expectCode(engine.cancel(run, 'ann'), 'RUN_NOT_FOUND');
      await expectCode(engine.pause(run, 'ann'), 'RUN_NOT_FOUND');
      await expectCode(engine.resume(run, 'ann'), 'RUN_NOT_FOUND');
      await expectCode(engine.rerun(run, []), 'RUN_NOT_FOUND');
      await expectCode(engine.answer(run, OK, accept('x')), 'RUN_NOT_FOUND');
      deepStrictEqual(await collect(engine.events(run)), []);
    },
  ],
];
