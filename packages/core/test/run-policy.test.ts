import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanStep } from '../src/plan/plan.ts';
import { checkPolicy, openAttempts, type RunPolicy, view } from '../src/run/index.ts';
import { Drive, plan, type Result, step } from './run-driver.ts';

const nested = (id: string, steps: readonly PlanStep[], rest: Partial<PlanStep> = {}): PlanStep =>
  step(id, [], { run: { kind: 'workflow', plan: plan(steps), inputs: {} }, ...rest });
const gate = (id: string, needs: readonly string[] = []): PlanStep =>
  step(id, needs, { run: { kind: 'gate', acceptors: ['ana'], onReject: 'fail' } });
const each = (id: string, steps: readonly PlanStep[], failFast?: boolean): PlanStep =>
  step(id, [], {
    run: {
      kind: 'each',
      loop: id,
      over: "${{ fromJSON('[1,2]') }}",
      steps,
      outputs: {},
      ...(failFast !== undefined && { failFast }),
    },
  });

/** Steps that start with `bad` fail, ones that start with `hold` stay under way. */
function begun(policy: RunPolicy, steps: readonly PlanStep[]): Drive {
  const worker = ({ step: key }: { step: string }): Result => {
    const id = key.split('/').at(-1)!;
    if (id.startsWith('bad')) return { fail: 'no' };
    return id.startsWith('hold') ? 'hold' : { outputs: {} };
  };
  return new Drive(worker).start(plan(steps), {}, { policy });
}
const continuing = (how: RunPolicy['continue'], steps: readonly PlanStep[]): Drive =>
  begun({ continue: how! }, steps).run();

describe('never', () => {
  test('nothing new starts and what runs is cancelled; the run has failed, with the first failure', () => {
    const drive = continuing('never', [
      step('hold'),
      step('bad'),
      step('other', ['hold']),
      step('late', ['bad']),
      step('clean', ['bad'], { when: 'always()' }),
      step('tell', ['bad'], { when: 'failure()' }),
    ]);
    expect(drive.results()).toEqual({
      hold: 'cancelled',
      bad: 'failure',
      other: 'cancelled',
      late: 'cancelled',
      clean: 'success',
      tell: 'success',
    });
    expect(drive.executed).toEqual(['hold', 'bad', 'clean', 'tell']);
    expect(drive.outcome()).toMatchObject({ status: 'failed', step: 'bad' });
  });

  test('a step that waits for a free slot does not start', () => {
    const drive = begun({ continue: 'never', maxParallel: 1 }, [step('bad'), step('b')]).run();
    expect(drive.executed).toEqual(['bad']);
    expect(drive.results()).toEqual({ bad: 'failure', b: 'cancelled' });
  });

  test('a failure inside a nested workflow, a turn or a leg ends the run without waiting for what is beside it', () => {
    for (const inner of [
      nested('n', [step('hold'), step('bad')]),
      each('n', [step('bad'), step('hold')]),
      step('bad', [], { matrix: { axes: [['n', [1]]], failFast: false } }),
    ]) {
      const drive = continuing('never', [step('hold'), inner]);
      expect(drive.results()).toMatchObject({ hold: 'cancelled', [inner.id]: 'failure' });
      expect(drive.outcome()?.status).toBe('failed');
    }
  });

  test.each<[string, PlanStep]>([
    ['the step', step('bad', [], { continueOnError: true })],
    ['what it is nested in', nested('n', [step('bad')], { continueOnError: true })],
    ['an iteration that goes on', each('n', [step('bad')], false)],
    [
      'its leg',
      step('bad', [], { matrix: { axes: [['n', [1]]] }, continueOnError: '${{ matrix.n == 1 }}' }),
    ],
  ])('a failure that is tolerated by %s changes nothing', (_, harmless) => {
    const drive = continuing('never', [harmless, step('next', [harmless.id])]);
    expect(drive.results()).toMatchObject({ next: 'success' });
    expect(drive.outcome()?.status).toBe('completed');
  });

  test('an attempt that is tried again is no failure yet', () => {
    let tries = 0;
    const drive = new Drive(({ step: key }) =>
      key === 'a' && tries++ === 0 ? { fail: 'once' } : { outputs: {} },
    )
      .start(
        plan([step('a', [], { retry: { attempts: 2, backoffMs: 0 } }), step('b', ['a'])]),
        {},
        { policy: { continue: 'never' } },
      )
      .run();
    drive.fire('retry:a:1').run();
    expect(drive.executed).toEqual(['a', 'a#2', 'b']);
    expect(drive.outcome()?.status).toBe('completed');
  });
});

describe('always', () => {
  test('what depends on a failed step starts, with any condition; failure() still tells the truth', () => {
    const drive = continuing('always', [
      step('bad'),
      step('plain', ['bad']),
      step('asks', ['bad'], { when: "steps.bad.result == 'failure'" }),
      step('success', ['bad'], { when: 'success()' }),
      step('failure', ['plain'], { when: 'failure()' }),
      step('false', ['bad'], { when: 'false' }),
      step('after-skipped', ['false']),
    ]);
    expect(drive.results()).toEqual({
      bad: 'failure',
      plain: 'success',
      asks: 'success',
      success: 'success',
      failure: 'success',
      false: 'skipped condition',
      'after-skipped': 'skipped need-skipped',
    });
    expect(drive.outcome()).toMatchObject({ status: 'failed', step: 'bad' });
  });

  test('a gate that was not accepted lets nothing pass, nor does what it is nested in', () => {
    const drive = continuing('always', [
      gate('g'),
      step('after', ['g']),
      nested('n', [step('bad'), gate('inner', ['bad']), step('guarded', ['inner'])]),
      step('outer', ['n']),
    ]);
    drive.answer('g', false).answer('n/inner', false).run();
    expect(drive.executed).toEqual(['n/bad']);
    expect(drive.results()).toMatchObject({
      after: 'skipped need-failed',
      'n/guarded': 'skipped need-failed',
      outer: 'skipped need-failed',
    });
  });
});

test('without a policy the rest goes on, and only what depends on the failure is skipped', () => {
  const steps = [step('bad'), step('b', ['bad']), step('c'), step('d', ['c'])];
  const said = continuing('dependencies-successful', steps);
  const unsaid = begun({}, steps).run();
  expect(said.executed).toEqual(['bad', 'c', 'd']);
  expect(unsaid.executed).toEqual(said.executed);
});

test('a flow runs as many steps at once as the policy says, whatever its plan says', () => {
  const flow = plan([step('hold1'), step('hold2'), step('hold3')], {
    kind: 'flow',
    parallelism: 1,
  });
  const drive = new Drive(() => 'hold').start(flow, {}, { policy: { maxParallel: 2 } }).run();
  expect(drive.executed).toEqual(['hold1', 'hold2']);
  drive.end('hold1', 1, { outputs: {} }).run();
  expect(drive.executed).toEqual(['hold1', 'hold2', 'hold3']);
  expect(view(drive.state).policy).toEqual({ maxParallel: 2 });
});

test('no more attempts are under way than the policy allows, however deep they are nested', () => {
  const shape: fc.Arbitrary<readonly PlanStep[]> = fc
    .array(fc.record({ shape: fc.nat(3), count: fc.integer({ min: 1, max: 4 }) }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((drafts) =>
      drafts.map(({ shape: kind, count }, at): PlanStep => {
        const many = Array.from({ length: count }, (_, n) => step(`t${at}-${n}`));
        if (kind === 0) return nested(`s${at}`, many);
        if (kind === 1) return each(`s${at}`, [nested(`i${at}`, many)]);
        if (kind === 2) return step(`s${at}`, [], { matrix: { axes: [['n', [1, 2, 3]]] } });
        return step(`s${at}`);
      }),
    );
  fc.assert(
    fc.property(
      shape,
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat(99)),
      (steps, maxParallel, picks) => {
        const drive = new Drive(() => 'hold').start(plan(steps), {}, { policy: { maxParallel } });
        let most = 0;
        for (;;) {
          const open = openAttempts(drive.run().state);
          most = Math.max(most, open.length);
          if (open.length === 0) break;
          const { step: key, attempt } = open[picks.next().value! % open.length]!;
          drive.end(key, attempt, { outputs: {} });
        }
        const free = new Drive().start(plan(steps)).run();
        expect(most).toBeLessThanOrEqual(maxParallel);
        expect([...drive.executed].sort()).toEqual([...free.executed].sort());
        expect(drive.outcome()?.status).toBe('completed');
      },
    ),
    { numRuns: 100 },
  );
});

test.each<[unknown, string]>([
  [{ continue: 'nevr' }, 'Did you mean `never`?'],
  [{ maxParallel: 0 }, 'Give `maxParallel` a whole number from 1 on.'],
  [{ maxParallel: 1.5 }, 'Give `maxParallel` a whole number from 1 on.'],
])('the policy %j is refused', (policy, hint) => {
  expect(checkPolicy(policy as RunPolicy)).toMatchObject({ code: 'INPUT_INVALID', hint });
});

test('a policy that can be followed is not', () => {
  expect(checkPolicy({ continue: 'always', maxParallel: 3 })).toBeUndefined();
  expect(checkPolicy({})).toBeUndefined();
});

test("a plan's own parallelism counts the legs of a matrix beside a step that runs", () => {
  const steps = [step('a'), step('m', [], { matrix: { axes: [['leg', [1, 2, 3]]] } })];
  const drive = new Drive(() => 'hold').start({ ...plan(steps), parallelism: 2 }).run();
  expect(openAttempts(drive.state)).toHaveLength(2);
});
