import { type Plan, type PlanStep, WorkflowError } from '@sluice/core/plan';
import { describe, expect, test } from 'vitest';
import { createManualClock, driveRun, type WorkerScript } from '../src/index.ts';

const task = (id: string, more: Partial<PlanStep> = {}): PlanStep => ({
  id,
  run: { kind: 'task', task: id, inputs: {} },
  ...more,
});
const planOf = (steps: readonly PlanStep[], more: Partial<Plan> = {}): Plan => ({
  irVersion: 1,
  kind: 'automation',
  name: 'ship',
  inputs: {},
  outputs: {},
  on: [],
  steps,
  ...more,
});

describe('a driven run', () => {
  test('executes every step once, hands outputs on, and ends', async () => {
    const plan = planOf(
      [
        task('build', { outputs: { version: { type: 'string' } } }),
        task('test', {
          needs: ['build'],
          run: { kind: 'task', task: 'test', inputs: { of: '${{ steps.build.outputs.version }}' } },
        }),
      ],
      { outputs: { version: '${{ steps.build.outputs.version }}' } },
    );
    const driven = await driveRun(plan, { script: { build: { version: '1' } } });
    expect(driven.ledger).toEqual({ build: 1, test: 1 });
    expect(driven.executions[1]?.inputs).toEqual({ of: '1' });
    expect(driven.view.outcome).toEqual({ status: 'completed', outputs: { version: '1' } });
    expect(driven.events.map((event) => event.seq)).toEqual(driven.events.map((_, at) => at + 1));
  });

  test('a failure stops what needs it, and nothing else', async () => {
    const plan = planOf([task('a'), task('b', { needs: ['a'] }), task('c')]);
    const { ledger, view } = await driveRun(plan, { script: { a: new Error('broken') } });
    expect(ledger).toEqual({ a: 1, c: 1 });
    expect(view.outcome).toMatchObject({
      status: 'failed',
      step: 'a',
      error: { code: 'TASK_FAILED', message: 'broken' },
    });
  });

  test('retries wait on the manual clock', async () => {
    const clock = createManualClock(0);
    const plan = planOf([task('a', { retry: { attempts: 3, backoffMs: 1000 } })]);
    const script: WorkerScript = {
      a: ({ attempt }) => (attempt < 3 ? new Error('again') : { at: clock.now() }),
    };
    const { ledger, view } = await driveRun(plan, { script, clock });
    expect([ledger, view.outcome?.status, clock.now()]).toEqual([{ a: 3 }, 'completed', 3000]);
  });

  test('outputs that JSON cannot hold, or that do not fit, fail the step', async () => {
    const plan = planOf([task('a'), task('b', { outputs: { n: { type: 'number' } } })]);
    const driven = await driveRun(plan, {
      script: { a: { f: (() => 1) as never }, b: { n: 'x' } },
    });
    expect(driven.view.steps.map((step) => step.error?.code)).toEqual([
      'OUTPUT_INVALID',
      'OUTPUT_INVALID',
    ]);
  });

  test('waits at a gate, and goes on with an answer without executing anything twice', async () => {
    const plan = planOf([
      task('build'),
      {
        id: 'approve',
        needs: ['build'],
        run: { kind: 'gate', acceptors: ['ana'], onReject: 'fail' },
      },
      task('publish', { needs: ['approve'] }),
    ]);
    const waiting = await driveRun(plan);
    expect([waiting.ledger, waiting.view.gates.map((gate) => gate.step)]).toEqual([
      { build: 1 },
      ['approve'],
    ]);
    const done = await driveRun(plan, { store: waiting.store, answers: { approve: true } });
    expect([done.ledger, done.view.outcome?.status]).toEqual([{ publish: 1 }, 'completed']);
    const refused: unknown = await driveRun(plan, {
      answers: { approve: { accepted: true, by: 'bob' } },
    }).catch((error: unknown) => error);
    expect(WorkflowError.is(refused, 'ACCEPTOR_REFUSED')).toBe(true);
  });

  test('after a crash at any event it comes to the same end, and no completed step runs again', async () => {
    const plan = planOf([
      task('a', { outputs: { list: {} } }),
      {
        id: 'b',
        needs: ['a'],
        run: {
          kind: 'each',
          loop: 'item',
          over: '${{ steps.a.outputs.list }}',
          steps: [task('inner')],
          outputs: {},
        },
      },
      task('m', { matrix: { axes: [['os', ['linux', 'macos']]] } }),
      task('z', { needs: ['b', 'm'] }),
    ]);
    const script: WorkerScript = { a: { list: ['x', 'y'] } };
    const whole = await driveRun(plan, { script });
    expect(whole.view.outcome?.status).toBe('completed');
    expect(Object.values(whole.ledger)).toEqual(Object.values(whole.ledger).map(() => 1));
    for (let crashAfter = 1; crashAfter < whole.events.length; crashAfter++) {
      const first = await driveRun(plan, { script, crashAfter });
      expect(first.crashed).toBe(true);
      const second = await driveRun(plan, { script, store: first.store });
      expect(second.view.outcome).toEqual(whole.view.outcome);
      const completed = second.events
        .filter((event) => event.type === 'step-completed')
        .map((event) => event.step);
      expect(new Set(completed).size).toBe(completed.length);
      for (const event of first.events) {
        if (event.type === 'step-completed') expect(second.ledger[event.step]).toBe(undefined);
      }
    }
  });
});
