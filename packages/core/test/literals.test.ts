import { expect, test } from 'vitest';
import { z } from 'zod';
import { automation, flow, on, task, WorkflowError } from '../src/index.ts';

const rich = task({
  name: 'rich',
  inputs: z.object({
    day: z.date(),
    days: z.array(z.date()).optional(),
    maybe: z.object({ day: z.date().nullable() }).optional(),
    ages: z.map(z.string(), z.bigint()),
    tags: z.set(z.string()),
    bytes: z.instanceof(Uint8Array),
    any: z.unknown(),
  }),
  run() {},
});
const say = task({ name: 'say', outputs: ['name'], run: () => ({ name: 'x' }) });
const inputs = {
  day: new Date(0),
  days: [new Date(1)],
  maybe: { day: new Date(2) },
  ages: new Map([['${{ a }}', 2n ** 64n]]),
  tags: new Set(['a', 'b']),
  bytes: new Uint8Array([0, 255]),
  any: 1,
};
const encoded = {
  day: '1970-01-01T00:00:00.000Z',
  days: ['1970-01-01T00:00:00.001Z'],
  maybe: { day: '1970-01-01T00:00:00.002Z' },
  ages: [["${{ '${{' }} a }}", '18446744073709551616']],
  tags: ['a', 'b'],
  bytes: 'AP8=',
  any: 1,
};

test('literals travel by the codec of the input, in flows and automations', () => {
  const made = flow({ name: 'made', steps: ({ step }) => void step(rich, inputs) });
  expect(made.plan().steps[0]?.run).toEqual({ kind: 'task', task: 'rich', inputs: encoded });
  const jobs = automation({
    name: 'jobs',
    on: on.dispatch(),
    jobs: ({ job }) => void job(rich, { inputs }),
  });
  expect(jobs.plan().steps[0]?.run).toMatchObject({ inputs: encoded });
});

test('an expression inside of a map is one, and makes a need', () => {
  const made = flow({
    name: 'made',
    steps({ step }) {
      const said = step(say);
      step(rich, { ...inputs, tags: new Set([said.output('name')]) as never });
    },
  });
  expect(made.plan().steps[1]).toMatchObject({
    needs: ['say'],
    run: { inputs: { tags: ['${{ steps.say.outputs.name }}'] } },
  });
});

test('what the schema has no codec for is refused', () => {
  const build = (any: unknown) => () =>
    flow({ name: 'made', steps: ({ step }) => void step(rich, { ...inputs, any }) });
  for (const any of [new Date(0), [new Map()], { at: 1n }, () => 1]) {
    try {
      build(any)();
      expect.unreachable();
    } catch (error) {
      expect(WorkflowError.is(error, 'INPUT_INVALID')).toBe(true);
    }
  }
});
