import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plan, type PlanStep, runId } from '@sluice/core/plan';
import type { BlobStore, RunEvent } from '@sluice/core/run';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine } from '../src/index.ts';
import { asWhole, bundledStep, byHand, folder, inIsolation, place } from './support/hosts.ts';
import { portsOf } from './support/workspace-ports.ts';

const flow = (steps: readonly PlanStep[], more: Partial<Plan> = {}): Plan => ({
  irVersion: 1,
  kind: 'flow',
  name: 'hosts',
  inputs: { flag: { schema: { type: 'boolean' }, required: false } },
  outputs: {},
  on: [],
  parallelism: 2,
  steps,
  ...more,
});

/** A step that may look back at any step before it. */
function stepAt(index: number): fc.Arbitrary<PlanStep> {
  const id = `s${index}`;
  const before = Array.from({ length: index }, (_, at) => `s${at}`);
  const earlier = before.length === 0 ? fc.constant(undefined) : fc.constantFrom(...before);
  return fc
    .record({
      needs: fc.subarray(before, { maxLength: Math.min(2, index) }),
      when: fc.constantFrom(
        undefined,
        undefined,
        undefined,
        'always()',
        'failure()',
        '!cancelled()',
        'inputs.flag == true',
        "needs-value == 'one'",
      ),
      kind: fc.constantFrom('shell', 'shell', 'fails', 'join', 'keep', 'read', 'legs', 'each'),
      from: earlier,
      continueOnError: fc.constantFrom(undefined, undefined, true),
      retry: fc.constantFrom(undefined, { attempts: 2, backoffMs: 1 }),
    })
    .map(({ needs, when, kind, from, continueOnError, retry }): PlanStep => {
      const all = from === undefined ? needs : [...new Set([...needs, from])];
      const told = when?.startsWith('needs-value')
        ? from === undefined
          ? undefined
          : `always() && steps.${from}.outputs.v == 'one'`
        : when;
      const more = {
        ...(all.length > 0 && { needs: all }),
        ...(told !== undefined && { when: told }),
        ...(continueOnError !== undefined && { continueOnError }),
        ...(retry !== undefined && kind !== 'each' && { retry }),
      };
      const value = from === undefined ? 'one' : `\${{ steps.${from}.outputs.v || 'none' }}`;
      const says = `printf 'v=%s\\n' "$V" >> "$GITHUB_OUTPUT"`;
      const v = { v: { type: 'string' } } as const;
      switch (kind) {
        case 'fails':
          return { id, ...more, outputs: v, run: { kind: 'shell', command: 'exit 3' } };
        case 'join': {
          const words = [value, from === undefined ? 'x' : `\${{ steps.${from}.result }}`];
          return {
            id,
            ...more,
            outputs: { ...v, day: true },
            run: { kind: 'task', task: 'join-words', inputs: { words } },
          };
        }
        case 'keep':
          return {
            id,
            ...more,
            outputs: v,
            artifacts: ['file'],
            run: { kind: 'task', task: 'keep-word', inputs: { word: id } },
          };
        case 'read': {
          const path = from === undefined ? null : `\${{ steps.${from}.artifacts.file }}`;
          return {
            id,
            ...more,
            outputs: v,
            run: { kind: 'task', task: 'read-word', inputs: { path } },
          };
        }
        case 'legs':
          return {
            id,
            ...more,
            matrix: { axes: [['n', [1, '1']]], failFast: false },
            outputs: { v: true },
            run: { kind: 'shell', command: says, env: { V: '${{ toJSON(matrix.n) }}' } },
          };
        case 'each':
          return {
            id,
            ...more,
            run: {
              kind: 'each',
              loop: 'item',
              over: '${{ fromJSON(\'["a","b"]\') }}',
              failFast: false,
              steps: [
                {
                  id: 'in',
                  outputs: v,
                  run: { kind: 'shell', command: says, env: { V: '${{ each.item.item }}' } },
                },
              ],
              outputs: { v: '${{ steps.in.outputs.v }}' },
            },
          };
        default:
          return {
            id,
            ...more,
            outputs: v,
            run: { kind: 'shell', command: says, env: { V: value } },
          };
      }
    });
}

/** A file that no step keeps is none. */
function withKnownFile(step: PlanStep, steps: readonly PlanStep[]): PlanStep {
  const { run } = step;
  if (run.kind !== 'task' || run.task !== 'read-word') return step;
  const from = /steps\.(\w+)\./.exec(String(run.inputs['path']))?.[1];
  if (steps.some((each) => each.id === from && each.artifacts !== undefined)) return step;
  return { ...step, run: { ...run, inputs: { path: null } } };
}

const plans = fc
  .integer({ min: 2, max: 4 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => stepAt(at))))
  .map((steps) => flow(steps.map((step) => withKnownFile(step, steps))));

/** The legs and the last step are decided upon together, and there is room for two of the three. */
const SIDE_BY_SIDE = flow([
  { id: 's0', run: { kind: 'shell', command: 'true' } },
  {
    id: 's1',
    needs: ['s0'],
    matrix: { axes: [['n', [1, 2]]], failFast: false },
    run: { kind: 'shell', command: 'true' },
  },
  { id: 's2', needs: ['s0'], run: { kind: 'shell', command: 'true' } },
]);

test('hosts agree: in one process, isolated, and by hand', async () => {
  const root = await folder();
  const program = await bundledStep(root);
  let at = 0;
  await fc.assert(
    fc.asyncProperty(plans, fc.boolean(), async (plan, flag) => {
      const here = join(root, String(at++));
      const [whole, isolated, hand] = await Promise.all([
        asWhole(join(here, 'whole'), plan, { flag }),
        inIsolation(join(here, 'isolated'), plan, { flag }, program),
        byHand(join(here, 'hand'), plan, { flag }),
      ]);
      expect(isolated).toEqual(whole);
      expect(hand).toEqual(whole);
    }),
    { numRuns: 6, endOnFailure: true, examples: [[SIDE_BY_SIDE, true]] },
  );
});

test('one task twelve times: as a whole, isolated and by hand it counts to twelve', async () => {
  const root = await folder();
  const program = await bundledStep(root);
  const steps = Array.from({ length: 12 }, (_, at): PlanStep => {
    const before = at === 1 ? 't' : `t-${at}`;
    const words = at === 0 ? ['1'] : [`\${{ steps.${before}.outputs.v }}`, String(at + 1)];
    return {
      id: at === 0 ? 't' : `t-${at + 1}`,
      ...(at > 0 && { needs: [before] }),
      outputs: { v: { type: 'string' }, day: true },
      run: { kind: 'task', task: 'join-words', inputs: { words } },
    };
  });
  const plan = flow(steps, { outputs: { v: '${{ steps.t-12.outputs.v }}' } });
  const whole = await asWhole(join(root, 'whole'), plan, {});
  expect(whole.outputs).toEqual({ v: '1 2 3 4 5 6 7 8 9 10 11 12' });
  expect(await inIsolation(join(root, 'isolated'), plan, {}, program)).toEqual(whole);
  expect(await byHand(join(root, 'hand'), plan, {})).toEqual(whole);
});

const shellStep = (id: string, command: string, more: Partial<PlanStep> = {}): PlanStep => ({
  id,
  run: { kind: 'shell', command },
  ...more,
});

/** What was written at once, as the file of the history has it. */
function appends(root: string): readonly (readonly string[])[] {
  return readFileSync(join(root, 'workspace', '_history', '1.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { events: RunEvent[] }).events.map((event) => event.type));
}

test('the end of a step and what follows from it are written down at once', async () => {
  const root = await folder();
  await asWhole(root, flow([shellStep('a', 'true'), shellStep('b', 'true', { needs: ['a'] })]), {});
  const starts = ['step-scheduled', 'step-started'];
  expect(appends(root)).toEqual([
    ['run-started'],
    starts,
    ['step-completed', ...starts],
    ['step-completed', 'run-finished'],
  ]);
});

test('the end of a step is written down also when what follows from it cannot be', async () => {
  const root = await folder();
  const { workspace, checkout } = place(root);
  let puts = 0;
  const blobs: BlobStore = {
    ...workspace.blobs,
    put: (bytes) =>
      ++puts === 1 ? workspace.blobs.put(bytes) : Promise.reject(new Error('No more room.')),
  };
  const engine = createEngine({ ...portsOf(workspace), blobs }, { workspace: checkout });
  const large = 'node -e "process.stdout.write(\'x\'.repeat(100000))"';
  const plan = flow([
    shellStep('a', large),
    {
      id: 'b',
      needs: ['a'],
      run: {
        kind: 'task',
        task: 'join-words',
        inputs: { words: ['${{ steps.a.outputs.stdout }}'] },
      },
    },
  ]);
  const run = runId('run-1');
  await engine.start({ runId: run, plan, inputs: {} });
  await expect(engine.outcome(run)).rejects.toThrow('No more room.');
  await engine.close();
  expect(appends(root).flat().at(-1)).toBe('step-completed');
});
