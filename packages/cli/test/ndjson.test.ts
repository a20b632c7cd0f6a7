import { readFileSync } from 'node:fs';
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import type { RunEvent, RunFact } from '@sluice/core/run';
import { describe, expect, test } from 'vitest';
import { createNdjsonReporter } from '../src/view/ndjson.ts';
import { session } from './support/session.ts';

const schema = JSON.parse(
  readFileSync(new URL(import.meta.resolve('@sluice/cli/run-lines.json')), 'utf8'),
) as Schema & { readonly $defs: Record<string, { properties?: object; description?: string }> };
const validator = new Validator(schema, '2020-12', false);

type Line = Record<string, unknown> & { readonly type: string };

/** What is wrong with a line: what the schema forbids, and what it does not mention. */
function problems(line: Line): readonly string[] {
  const { errors } = validator.validate(line);
  const known = { ...schema.properties, ...schema.$defs[line.type]?.properties };
  return [
    ...errors.map((error: OutputUnit) => `${error.instanceLocation}: ${error.error}`),
    ...Object.keys(line)
      .filter((name) => !Object.hasOwn(known, name))
      .map((name) => `${name}: the schema says nothing of it`),
  ];
}

test('every line of a run is as the schema says', async () => {
  const shell = (id: string, command: string, more: object = {}): object => ({
    id,
    run: { kind: 'shell', command },
    ...more,
  });
  const plan = {
    irVersion: 1,
    kind: 'automation',
    name: 'all-sorts',
    inputs: {},
    outputs: {},
    steps: [
      shell('one', 'echo "a=1" >> "$GITHUB_OUTPUT"; echo "##[group]x"', {
        outputs: { a: { type: 'string' } },
      }),
      shell('legs', 'true', { matrix: { axes: [['os', ['linux', 'mac os']]] } }),
      shell('tried', 'exit 1', { retry: { attempts: 2, backoffMs: 1 }, needs: ['one'] }),
      shell('never', 'true', { needs: ['tried'] }),
      shell('slow', 'sleep 60', { timeoutMs: 50 }),
      {
        id: 'turns',
        run: {
          kind: 'each',
          loop: 'turns',
          over: "${{ fromJSON('[1,2]') }}",
          steps: [shell('turn', 'true')],
          outputs: {},
        },
      },
    ],
  };
  const made = session({ 'plan.json': plan });
  const { stdout, stderr, code } = await made.sluice(['run', 'plan.json', '--json']);
  expect({ stderr, code }).toEqual({ stderr: '', code: 1 });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  expect(lines.flatMap(problems)).toEqual([]);
  const types = new Set(lines.map((line) => line.type));
  for (const type of [
    'run-started',
    'step-completed',
    'step-failed',
    'step-skipped',
    'step-timed-out',
    'matrix-expanded',
    'iteration-expanded',
    'log',
    'run-finished',
  ]) {
    expect(types).toContain(type);
  }
  // GitHub's runner would take it for a command; what the JSON says is the same.
  expect(stdout).not.toContain('##[');
  expect(lines.find((line) => line.type === 'log')).toMatchObject({ text: '##[group]x' });
  expect(stdout).not.toContain('"token"');
});

test('the schema knows every type of event, and no other', () => {
  // A new type of event does not compile here until it is named, and fails until the schema has it.
  const types: Record<RunFact['type'], true> = {
    'run-started': true,
    'step-scheduled': true,
    'step-started': true,
    'step-completed': true,
    'step-failed': true,
    'step-timed-out': true,
    'attempt-lost': true,
    'step-cancelled': true,
    'step-skipped': true,
    'matrix-expanded': true,
    'iteration-expanded': true,
    'gate-opened': true,
    'gate-answered': true,
    'rework-opened': true,
    'timer-set': true,
    'timer-fired': true,
    'concurrency-acquired': true,
    'concurrency-superseded': true,
    paused: true,
    resumed: true,
    'cancel-requested': true,
    'run-finished': true,
  };
  const branches = schema.oneOf!.map((branch) => (branch as Schema).$ref!.replace('#/$defs/', ''));
  expect(branches.toSorted()).toEqual([...Object.keys(types), 'log'].toSorted());
});

describe('events that a short run does not have', () => {
  const decision = { decisionId: 'd', accepted: true, by: 'ada', reviewHash: 'h' };
  const gone: readonly RunFact[] = [
    { type: 'attempt-lost', step: 'a' as never, attempt: 1, worker: 'w' },
    { type: 'step-cancelled', step: 'a' as never, attempt: 0, reason: 'fail-fast' },
    {
      type: 'gate-opened',
      step: 'a' as never,
      review: { blob: 'h', bytes: 70_000 },
      reviewHash: 'h',
      acceptors: ['role:editor'],
    },
    { type: 'gate-answered', step: 'a' as never, decision },
    { type: 'rework-opened', step: 'a' as never, round: 2, steps: ['b' as never] },
    { type: 'cancel-requested', by: 'you', reason: 'SIGINT' },
    { type: 'concurrency-superseded', group: 'g', by: 'r' as never },
    { type: 'paused', by: 'you' },
    { type: 'run-finished', outcome: { status: 'cancelled', by: 'you' } },
  ];
  test.each(gone.map((fact) => [fact.type, fact] as const))('%s', (_, fact) => {
    let text = '';
    const reporter = createNdjsonReporter({ write: (each) => (text += each) });
    reporter.event({ ...fact, seq: 3, at: 5 } as RunEvent);
    expect(problems(JSON.parse(text) as Line)).toEqual([]);
  });
});

test('a line that the schema does not allow is seen', () => {
  expect(problems({ v: 1, at: 1, seq: 1, type: 'paused' })).not.toEqual([]);
  expect(problems({ v: 2, at: 1, seq: 1, type: 'paused', by: 'you' })).not.toEqual([]);
  expect(problems({ v: 1, at: 1, seq: 1, type: 'paused', by: 'you', more: 1 })).not.toEqual([]);
});
