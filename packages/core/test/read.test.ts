import { expect, test } from 'vitest';
import { WorkflowError } from '../src/plan/errors.ts';
import type { Json } from '../src/plan/names.ts';
import { readPlan } from '../src/plan/read.ts';

test('short forms, edges and what is missing are written out', () => {
  const plan = readPlan({
    name: 'short',
    on: 'push',
    inputs: { environment: 'string' },
    edges: [{ from: 'build', to: 'ship' }],
    steps: [
      { id: 'build', run: 'make', outputs: ['version'], timeout: '10m', retry: 3 },
      { id: 'ship', run: { task: 'ship' }, retry: { attempts: 2, backoff: '5s' } },
      {
        id: 'ok',
        needs: 'ship',
        run: { acceptors: 'ana', deadline: { after: '2d', decision: 'reject' } },
      },
    ],
  });
  expect(plan).toEqual({
    irVersion: 1,
    kind: 'flow',
    name: 'short',
    inputs: { environment: { schema: { type: 'string' }, required: true } },
    outputs: {},
    on: [{ event: 'push' }],
    steps: [
      {
        id: 'build',
        run: { kind: 'shell', command: 'make' },
        outputs: { version: { type: 'string' } },
        retry: { attempts: 3, backoffMs: 0 },
        timeoutMs: 600_000,
      },
      {
        id: 'ship',
        needs: ['build'],
        run: { kind: 'task', task: 'ship', inputs: {} },
        retry: { attempts: 2, backoffMs: 5000 },
      },
      {
        id: 'ok',
        needs: ['ship'],
        run: {
          kind: 'gate',
          acceptors: ['ana'],
          onReject: 'fail',
          deadline: { afterMs: 172_800_000, decision: 'reject' },
        },
      },
    ],
  });
});

test('a step needs what it mentions, an iteration what its body mentions, unless its written needs reach it', () => {
  const plan = readPlan({
    name: 'mentions',
    steps: [
      { id: 'a', run: 'true' },
      { id: 'b', run: 'echo ${{ steps.a.result }}' },
      { id: 'c', needs: 'b', run: 'echo ${{ steps.a.result }}' },
      {
        id: 'd',
        run: {
          loop: 'x',
          over: '${{ fromJSON(steps.a.outputs.list) }}',
          steps: [
            { id: 'in', run: 'echo ${{ steps.c.result }}' },
            { id: 'after', run: 'echo ${{ steps.in.result }}' },
          ],
        },
      },
    ],
  });
  expect(plan.steps.map(({ needs }) => needs)).toEqual([undefined, ['a'], ['b', 'a'], ['a', 'c']]);
  expect(plan.steps[3]!.run).toMatchObject({
    steps: [{ id: 'in' }, { id: 'after', needs: ['in'] }],
  });
});

test('all findings travel in one error', () => {
  const read = (): unknown =>
    readPlan({ name: 'Bad', steps: [{ id: 'a', run: { kind: 'shel' } }] });
  expect(read).toThrow(WorkflowError);
  try {
    read();
  } catch (error) {
    expect(
      WorkflowError.is(error, 'WORKFLOW_INVALID') && error.diagnostics.map(({ code }) => code),
    ).toEqual(['NAME_INVALID', 'WORKFLOW_INVALID']);
  }
});

const gate = (id: string, review: string, rest: object = {}): Json => ({
  id,
  run: { acceptors: 'ana', review, ...rest },
});
const writer: Json = {
  id: 'write',
  run: 'true',
  produces: { document: 'd', output: 'stdout' },
};

test('a reader of a document needs its producers and the gates that review it, unless a gate waits for the reader', () => {
  const plan = readPlan({
    name: 'documents',
    steps: [
      { id: 'early', run: 'echo ${{ documents.d }}' },
      writer,
      gate('first', '${{ steps.write.outputs.stdout }}'),
      gate('second', '${{ documents.d }} of ${{ steps.checked.result }}'),
      { id: 'checked', run: 'echo ${{ documents.d }}' },
      {
        id: 'loop',
        run: {
          loop: 'x',
          over: '${{ fromJSON(inputs.list) }}',
          steps: [{ id: 'in', run: 'echo ${{ documents.d }}' }],
        },
      },
    ],
    inputs: { list: 'string' },
  });
  expect(plan.steps.map(({ id, needs }) => [id, needs])).toEqual([
    ['early', ['write', 'first', 'second']],
    ['write', undefined],
    ['first', ['write']],
    ['second', ['checked', 'write', 'first']],
    ['checked', ['write', 'first']],
    ['loop', ['write', 'first', 'second']],
  ]);
  expect(readPlan(plan as unknown as Json)).toEqual(plan);
});

test('gates that wait for each other’s readers do not make a cycle', () => {
  const plan = readPlan({
    name: 'crossed',
    steps: [
      writer,
      { id: 'write-e', run: 'true', produces: { document: 'e', output: 'stdout' } },
      { id: 'd', run: 'echo ${{ documents.d }}' },
      { id: 'e', run: 'echo ${{ documents.e }}' },
      gate('gate-d', '${{ steps.write.outputs.stdout }} ${{ steps.e.result }}'),
      gate('gate-e', '${{ steps.write-e.outputs.stdout }} ${{ steps.d.result }}'),
    ],
  });
  expect(plan.steps.map(({ needs }) => needs)).toEqual([
    undefined,
    undefined,
    ['write', 'gate-d'],
    ['write-e'],
    ['write', 'e'],
    ['write-e', 'd'],
  ]);
});
