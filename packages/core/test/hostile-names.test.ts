/** Names that every JavaScript object has already, and values nested too deep for a stack. */
import { expect, test } from 'vitest';
import { evaluateTemplate } from '../src/plan/expression/evaluate.ts';
import type { Json } from '../src/plan/names.ts';
import { encodeValue } from '../src/plan/schema/encode.ts';
import { Drive, plan, step } from './run-driver.ts';

const task = (inputs: Record<string, Json>) => ({
  run: { kind: 'task' as const, task: 't', inputs },
});

function seenBy(drive: Drive): Json {
  return drive.history.flatMap((event) =>
    event.type === 'step-scheduled' ? [event.inputs.value ?? null] : [],
  );
}

function nested(depth: number): Json {
  let value: Json = 1;
  for (let at = 0; at < depth; at++) value = [value];
  return value;
}

test('an optional input named `constructor` that is not given is null', () => {
  const workflow = plan([step('a', [], task({ x: '${{ toJSON(inputs) }}' }))], {
    inputs: { constructor: { schema: { type: 'string' }, required: false } },
  });
  expect(seenBy(new Drive().start(workflow).run())).toEqual([{ x: '{\n  "constructor": null\n}' }]);
});

test('a loop named `constructor` gives its items', () => {
  const body = step('b', [], task({ x: '${{ each.constructor.item }}' }));
  const each = { kind: 'each', loop: 'constructor', over: "${{ fromJSON('[7]') }}", steps: [body] };
  const drive = new Drive().start(
    plan([step('e', [], { run: { ...each, outputs: {} } as never })]),
  );
  expect(seenBy(drive.run())).toEqual([{ x: 7 }]);
});

test('an `include` with the key `constructor` adds a value to each leg', () => {
  const matrix = { axes: [['os', ['linux']]] as const, include: [{ constructor: 'x' }] };
  const drive = new Drive().start(plan([step('t', [], { matrix })])).run();
  expect(drive.executed).toEqual(['t[os=linux,constructor=x]']);
});

test('an output of a matrix that one leg lacks is null, whatever its name', () => {
  const matrix = { axes: [['n', [1, 2]]] as const };
  const drive = new Drive(({ step: key }) => ({
    outputs: key === 't[n=1]' ? { constructor: 'x' } : {},
  })).start(
    plan([
      step('t', [], { matrix }),
      step('u', ['t'], task({ x: '${{ steps.t.outputs.constructor }}' })),
    ]),
  );
  expect(seenBy(drive.run())).toContainEqual({ x: ['x', null] });
});

test('a variable may be named `__proto__`', () => {
  const seen: string[][] = [];
  const env = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
  new Drive((attempt) => {
    seen.push(Object.keys(attempt.env));
    return { outputs: {} };
  })
    .start(plan([step('a', [], { env })]))
    .run();
  expect(seen).toEqual([['__proto__']]);
});

test('a value that is nested too deep fails the step that reads it, not the engine', () => {
  const drive = new Drive(() => ({ outputs: {} })).start(
    plan([step('a', [], task({ x: 'x ${{ vars.deep }}' }))]),
    {},
    { vars: { deep: nested(100_000) as never } },
  );
  expect(drive.run().outcome()).toMatchObject({ status: 'failed' });
});

test('a template and a codec say it when a value is nested too deep', () => {
  const scope = { values: { inputs: { a: nested(100_000) } } };
  expect(() => evaluateTemplate('x ${{ inputs.a }}', scope)).toThrow(
    expect.objectContaining({ code: 'EXPR_INVALID' }),
  );
  expect(() => encodeValue(nested(100_000))).toThrow(
    expect.objectContaining({ code: 'OUTPUT_INVALID' }),
  );
});
