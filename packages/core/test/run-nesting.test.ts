import { expect, test } from 'vitest';
import type { JsonObject } from '../src/plan/names.ts';
import type { PlanStep } from '../src/plan/plan.ts';
import { view } from '../src/run/index.ts';
import { Drive, plan, step } from './run-driver.ts';

type Each = Extract<PlanStep['run'], { kind: 'each' }>;
const each = (
  id: string,
  steps: PlanStep[],
  rest: Partial<Each> = {},
  needs: string[] = [],
): PlanStep => ({
  id,
  needs,
  run: { kind: 'each', loop: id, over: '${{ inputs.items }}', steps, outputs: {}, ...rest },
});
const task = (id: string, inputs: Record<string, string>, needs: string[] = []): PlanStep => ({
  id,
  needs,
  run: { kind: 'task', task: id, inputs },
});

test('every item runs the body; the body sees item, key and index; outputs are lists', () => {
  const drive = new Drive(({ inputs }) => ({ outputs: { v: inputs } })).start(
    plan([
      each('e', [task('b', { all: '${{ each.e.key }}${{ each.e.index }}${{ each.e.item.t }}' })], {
        key: 'id',
        outputs: { v: '${{ steps.b.outputs.v.all }}' },
      }),
    ]),
    {
      items: [
        { id: 'E1', t: 'x' },
        { id: 7, t: 'y' },
      ],
    },
  );
  expect(drive.run().executed).toEqual(['e[E1]/b', 'e[7]/b']);
  expect(drive.outputs('e')).toEqual({ v: ['E10x', '71y'], results: ['success', 'success'] });
});

test('without a key the content names the turn, and equal items are told apart', () => {
  const drive = new Drive().start(plan([each('e', [step('b')])]), { items: ['x', 'y', 'x'] });
  const keys = drive.run().executed;
  expect(new Set(keys).size).toBe(3);
  expect(keys[2]).toBe(keys[0]?.replace(']', '.2]'));
});

test('an empty list completes; what is no list, and a repeated key, is ITERATION_INVALID', () => {
  const end = (items: unknown) =>
    new Drive()
      .start(
        plan([each('e', [step('b')], { key: 'id', outputs: { v: '${{ each.e.key }}' } })], {
          outputs: { v: '${{ steps.e.outputs.v }}' },
        }),
        { items: items as never },
      )
      .run()
      .outcome();
  expect(end([])).toEqual({ status: 'completed', outputs: { v: [] } });
  for (const wrong of [null, 'x', [{ id: 1 }, { id: 1 }], [{}]])
    expect(end(wrong)).toMatchObject({ error: { code: 'ITERATION_INVALID' } });
});

test('failFast: false leaves null and results; by default the first failure cancels the other turns', () => {
  const worker = ({ step }: { step: string }) =>
    step === 'e[2]/b'
      ? { fail: 'no' }
      : step === 'e[3]/b'
        ? ('hold' as const)
        : { outputs: { v: 1 } };
  const items = [1, 2, 3, 4].map((id) => ({ id }));
  const body = { key: 'id', outputs: { v: '${{ steps.b.outputs.v }}' }, maxParallel: 3 };
  const free = new Drive(worker)
    .start(plan([each('e', [step('b')], { ...body, failFast: false })]), { items })
    .run();
  expect(free.executed).toEqual(['e[1]/b', 'e[2]/b', 'e[3]/b', 'e[4]/b']);
  free.end('e[3]/b', 1, { outputs: { v: 3 } }).run();
  expect(free.outputs('e')).toEqual({
    v: [1, null, 3, 1],
    results: ['success', 'failure', 'success', 'success'],
  });
  const fast = new Drive(worker)
    .start(plan([each('e', [step('b')], { ...body, maxParallel: 2 })]), { items })
    .run();
  expect(fast.executed).toEqual(['e[1]/b', 'e[2]/b', 'e[3]/b'].slice(0, fast.executed.length));
  expect(fast.outcome()).toMatchObject({ status: 'failed', step: 'e[2]/b' });
  expect(fast.executed).not.toContain('e[4]/b');
});

test('nested iteration with a gate per turn and rework in one of them; a waiting turn keeps its slot', () => {
  const gate: PlanStep = {
    id: 'ok',
    needs: ['b'],
    run: {
      kind: 'gate',
      review: '${{ steps.b.outputs.v }}',
      acceptors: ['ana'],
      onReject: { rework: ['b'], max: 1 },
    },
  };
  const inner = each('in', [step('b'), gate, step('c', ['ok'])], {
    over: '${{ each.out.item.list }}',
    maxParallel: 1,
  });
  const drive = new Drive(({ step }) => ({ outputs: { v: step } }))
    .start(plan([each('out', [inner], { key: 'id' })]), {
      items: [
        { id: 'A', list: [1, 2] },
        { id: 'B', list: [3] },
      ],
    })
    .run();
  const gates = () => view(drive.state).gates.map((open) => open.step);
  const [a1, b1] = gates() as string[];
  expect(gates()).toHaveLength(2);
  expect(drive.executed).toHaveLength(2);
  drive.answer(b1!, false, 'again').run();
  expect(drive.executed.at(-1)).toBe(b1!.replace('/ok', '/b@2'));
  drive.answer(`${b1}@2`, true).answer(a1!, true).run();
  expect(gates()).toHaveLength(1);
  drive.answer(gates()[0]!, true).run();
  expect(drive.outcome()?.status).toBe('completed');
  expect(drive.executed).toHaveLength(7);
  expect(new Set(drive.executed).size).toBe(7);
});

test('a turn finds its own documents and its ancestors’, never its siblings’', () => {
  const write = (id: string, rest: Partial<PlanStep> = {}): PlanStep => ({
    ...step(id),
    produces: { document: 'd', output: 'v' },
    ...rest,
  });
  const seen: unknown[] = [];
  const drive = new Drive(({ step, inputs }) => {
    if (step.endsWith('read')) seen.push((inputs as { d: unknown }).d);
    return { outputs: { v: step } };
  })
    .start(
      plan([
        write('root'),
        each(
          'e',
          [
            write('own', { when: 'each.e.index == 1' }),
            task('read', { d: '${{ documents.d }}' }, []),
          ].map((s) => (s.id === 'read' ? { ...s, needs: ['own'], when: 'always()' } : s)),
          { key: 'id', maxParallel: 1 },
          ['root'],
        ),
      ]),
      { items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] },
    )
    .run();
  expect(seen).toEqual(['root', 'e[b]/own', 'root']);
  expect(drive.outcome()?.status).toBe('completed');
});

test('a nested workflow is a subtree that sees only its inputs; its failure is the step’s', () => {
  const child = plan(
    [task('x', { v: '${{ inputs.n }}', w: '${{ inputs.d }}', o: '${{ steps.a.outputs.v }}' })],
    {
      name: 'child',
      inputs: {
        n: { schema: true, required: true },
        d: { schema: true, required: false, default: 5 },
      },
      outputs: { r: '${{ steps.x.outputs.v }}' },
    },
  );
  const nest: PlanStep = {
    id: 'rel',
    needs: ['a'],
    run: { kind: 'workflow', name: 'child', inputs: { n: '${{ steps.a.outputs.v }}' } },
  };
  const lookup = {
    payload: () => null,
    plan: (hash: string) => (hash === 'hash-of-child' ? child : undefined),
  };
  const start = (fail: boolean) =>
    new Drive(
      ({ step, inputs }) =>
        step === 'a' ? { outputs: { v: 1 } } : fail ? { fail: 'no' } : { outputs: { v: inputs } },
      lookup,
    )
      .start(
        plan([step('a'), nest], { outputs: { r: '${{ steps.rel.outputs.r }}' } }),
        {},
        { nested: { child: 'hash-of-child' } },
      )
      .run();
  expect(start(false).executed).toEqual(['a', 'rel/x']);
  expect(start(false).outcome()).toEqual({
    status: 'completed',
    outputs: { r: { v: 1, w: 5, o: null } },
  });
  expect(start(true).outcome()).toMatchObject({ status: 'failed', step: 'rel/x' });
  expect(start(true).results()).toMatchObject({ rel: 'failure', 'rel/x': 'failure' });
});

test('cancelling reaches into turns and nested workflows', () => {
  const child = plan([step('x'), step('y', ['x'])]);
  const drive = new Drive(() => 'hold')
    .start(
      plan([
        { id: 'n', run: { kind: 'workflow', plan: child, inputs: {} } },
        each('e', [step('b'), step('c', ['b'])], { key: 'id', maxParallel: 1 }),
      ]),
      { items: [{ id: 1 }, { id: 2 }] },
    )
    .run();
  drive.append({ type: 'cancel-requested', by: 'ana' });
  expect(drive.commands()).toEqual([
    'cancel-step n/x run-cancelled',
    'cancel-step e[1]/b run-cancelled',
  ]);
  drive.run();
  expect(drive.outcome()?.status).toBe('cancelled');
  expect(drive.results()).toEqual({
    n: 'cancelled',
    'n/x': 'cancelled',
    'n/y': 'cancelled',
    e: 'cancelled',
    'e[1]/b': 'cancelled',
    'e[1]/c': 'cancelled',
  });
});

test('a nested workflow that takes too long is stopped, and fails with STEP_TIMED_OUT', () => {
  const child = plan([step('x'), step('tidy', ['x'], { when: 'always()' })]);
  const nest: PlanStep = {
    id: 'n',
    timeoutMs: 500,
    run: { kind: 'workflow', plan: child, inputs: {} },
  };
  const drive = new Drive(({ step }) => (step === 'n/x' ? 'hold' : { outputs: {} }))
    .start(plan([nest]))
    .run();
  expect(drive.history.at(-1)).toMatchObject({ type: 'step-started', step: 'n/x' });
  expect(drive.history.find((event) => event.type === 'timer-set')).toMatchObject({
    timer: 'timeout:n',
    fireAt: 1500,
  });
  drive.fire('timeout:n').run();
  expect(drive.results()).toEqual({ n: 'failure', 'n/x': 'cancelled', 'n/tidy': 'success' });
  expect(drive.outcome()).toMatchObject({
    status: 'failed',
    step: 'n',
    error: { code: 'STEP_TIMED_OUT' },
  });
});

test('a nested workflow waits for its own group, named by its inputs, and for that of its step', () => {
  const inner = plan([step('a')], {
    inputs: { env: { schema: { type: 'string' }, required: false, default: 'dev' } },
    concurrency: { group: 'deploy-${{ inputs.env }}' },
  });
  const nest = (id: string, inputs: JsonObject, placement = {}): PlanStep =>
    step(id, [], { run: { kind: 'workflow', plan: inner, inputs }, placement });
  const steps = [
    nest('given', { env: '${{ inputs.to }}' }),
    nest('default', {}, { concurrency: { group: 'machine' } }),
  ];
  const drive = new Drive().start(plan(steps), { to: 'prod' }).run();
  expect(drive.commands()).toEqual([
    'acquire-concurrency deploy-prod given',
    'acquire-concurrency machine default',
  ]);
  drive.append({ type: 'concurrency-acquired', group: 'machine', step: 'default' as never }).run();
  expect(drive.executed).toEqual([]);
  expect(drive.commands()).toContain('acquire-concurrency deploy-dev default');
  drive
    .append(
      { type: 'concurrency-acquired', group: 'deploy-dev', step: 'default' as never },
      {
        type: 'concurrency-superseded',
        group: 'deploy-prod',
        by: 'r2' as never,
        step: 'given' as never,
      },
    )
    .run();
  expect(drive.executed).toEqual(['default/a']);
  expect(drive.results()).toMatchObject({ given: 'cancelled', default: 'success' });
});

test('nobody waits for a group that is held around them, and each leg waits for its own', () => {
  const inner = plan([step('a')], { concurrency: { group: 'one' } });
  const nested = step('n', [], { run: { kind: 'workflow', plan: inner, inputs: {} } });
  const held = new Drive().start(plan([nested], { concurrency: { group: 'one' } }));
  held.append({ type: 'concurrency-acquired', group: 'one' }).run();
  expect(held.outcome()?.status).toBe('completed');
  const legs = new Drive().start(
    plan([
      step('t', [], {
        matrix: { axes: [['n', [1, 2]]] },
        placement: { concurrency: { group: 'g-${{ matrix.n }}' } },
      }),
    ]),
  );
  expect(legs.run().commands()).toEqual([
    'acquire-concurrency g-1 t[n=1]',
    'acquire-concurrency g-2 t[n=2]',
  ]);
});
