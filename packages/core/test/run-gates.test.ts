import { expect, test } from 'vitest';
import type { PlanStep } from '../src/plan/plan.ts';
import { acceptAnswer, view } from '../src/run/index.ts';
import { Drive, plan, step } from './run-driver.ts';

const DAY = 86_400_000;
const gate = (
  id: string,
  needs: string[],
  rest: Partial<Extract<PlanStep['run'], { kind: 'gate' }>> = {},
): PlanStep => ({
  id,
  needs,
  run: {
    kind: 'gate',
    review: `\${{ steps.${needs[0]}.outputs.v }}`,
    acceptors: ['ana', 'role:owner'],
    onReject: 'fail',
    ...rest,
  },
});

test('a gate opens when its step is complete, and accepting executes nothing again', () => {
  const drive = new Drive(() => ({ outputs: { v: { x: 1 } } }))
    .start(plan([step('a'), gate('g', ['a']), step('b', ['g'])]))
    .run();
  expect(view(drive.state)).toMatchObject({
    status: 'waiting',
    gates: [{ step: 'g', review: { x: 1 } }],
  });
  expect(drive.commands()).toEqual([]);
  drive.answer('g', true).run();
  expect(drive.executed).toEqual(['a', 'b']);
  expect(drive.outputs('g')).toEqual({
    accepted: true,
    comment: null,
    decidedBy: 'ana',
    decidedAt: '1970-01-01T00:00:01.000Z',
  });
});

test('an answer counts only for what was seen, from somebody who may', () => {
  const drive = new Drive(() => ({ outputs: { v: 1 } }))
    .start(plan([step('a'), gate('g', ['a'])]))
    .run();
  const { reviewHash, step: key } = view(drive.state).gates[0]!;
  const ask = (decision: object) =>
    acceptAnswer(drive.state, key, {
      decisionId: 'd',
      accepted: true,
      by: 'ana',
      reviewHash,
      ...decision,
    })?.code;
  expect([
    ask({}),
    ask({ by: 'eve' }),
    ask({ by: 'eve', role: 'owner' }),
    ask({ reviewHash: 'old' }),
  ]).toEqual([undefined, 'ACCEPTOR_REFUSED', undefined, 'ATTEMPT_STALE']);
  drive.answer('g', true);
  expect(ask({})).toBe('RUN_NOT_WAITING');
});

test.each([
  ['fail', { g: 'failure', b: 'skipped need-failed' }, 'failed'],
  ['skip', { g: 'skipped gate-rejected', b: 'skipped gate-rejected' }, 'completed'],
  ['continue', { g: 'success', b: 'success' }, 'completed'],
] as const)('a rejection with %s', (onReject, results, status) => {
  const drive = new Drive()
    .start(plan([step('a'), gate('g', ['a'], { onReject }), step('b', ['g'])]))
    .run()
    .answer('g', false, 'no')
    .run();
  expect(drive.results()).toMatchObject(results);
  expect(drive.outcome()?.status).toBe(status);
});

test('rework runs the named steps and what is between again, with the comment, until the rounds are used up', () => {
  const comments: unknown[] = [];
  const write: PlanStep = {
    ...step('w', ['a']),
    run: { kind: 'task', task: 'w', inputs: { comment: '${{ rework.comment }}' } },
  };
  const start = () =>
    new Drive(({ step, inputs }) => {
      if (step.startsWith('w')) comments.push((inputs as { comment: unknown }).comment);
      return { outputs: { v: step } };
    })
      .start(
        plan([
          step('a'),
          write,
          step('check', ['w']),
          gate('g', ['check', 'w'], { onReject: { rework: ['w'], max: 2 } }),
          step('b', ['g', 'w']),
        ]),
      )
      .run();
  const drive = start().answer('g', false, 'shorter');
  expect(drive.commands()).toEqual(['open-rework g']);
  drive.run();
  expect(view(drive.state).gates).toMatchObject([{ step: 'g@2', review: 'check@2' }]);
  drive.answer('g@2', true).run();
  expect(drive.executed).toEqual(['a', 'w', 'check', 'w@2', 'check@2', 'b']);
  expect(comments).toEqual([null, 'shorter']);
  expect(drive.outcome()?.status).toBe('completed');
  const refused = start()
    .answer('g', false)
    .run()
    .answer('g@2', false)
    .run()
    .answer('g@3', false)
    .run();
  expect(refused.outcome()).toMatchObject({
    status: 'failed',
    step: 'g@3',
    error: { code: 'REWORK_EXHAUSTED' },
  });
  expect(refused.results()['b']).toBe('skipped need-failed');
});

test('a deadline of 30 days is a timer, and records its decision', () => {
  const drive = new Drive()
    .start(
      plan([step('a'), gate('g', ['a'], { deadline: { afterMs: 30 * DAY, decision: 'reject' } })]),
    )
    .run();
  expect(drive.history.at(-1)).toMatchObject({
    type: 'timer-set',
    timer: 'deadline:g',
    fireAt: 1000 + 30 * DAY,
  });
  expect(view(drive.state)).toMatchObject({
    status: 'waiting',
    gates: [{ deadlineAt: 1000 + 30 * DAY }],
  });
  drive.now += 30 * DAY;
  drive.fire('deadline:g').run();
  expect(drive.outcome()).toMatchObject({ status: 'failed', error: { code: 'GATE_EXPIRED' } });
  expect(drive.outputs('g')).toMatchObject({ accepted: false, decidedBy: 'deadline' });
});
