import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Plan, planHash, printPlan, WorkflowError } from '@sluice/core/plan';
import { roundTrip } from '@sluice/testing';
import { describe, expect } from 'vitest';
import { parsePlanText, printPlanYaml, readPlanFile } from '../src/index.ts';
import { test } from './temporary.ts';

const plan: Plan = {
  irVersion: 1,
  kind: 'automation',
  name: 'ship',
  inputs: { env: { schema: { type: 'string', enum: ['yes', 'no'] }, required: true } },
  outputs: { url: '${{ steps.go.outputs.url }}' },
  on: [{ event: 'push', branches: ['on', '1.0'] }],
  steps: [
    {
      id: 'go',
      outputs: { url: { type: 'string' } },
      run: { kind: 'shell', command: 'echo a\n  echo "b" # c\n' },
    },
    {
      id: 'say',
      needs: ['go'],
      when: "inputs.env == 'yes'",
      run: { kind: 'shell', command: ': {}' },
    },
  ],
};

async function refusal(call: Promise<unknown>): Promise<WorkflowError> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  if (WorkflowError.is(error)) return error;
  throw new Error('not refused');
}

describe('plans as files', () => {
  test('are the same plan in JSON and in YAML', async ({ folder }) => {
    await writeFile(join(folder, 'a.json'), printPlan(plan));
    await writeFile(join(folder, 'a.yaml'), await printPlanYaml(plan));
    for (const file of ['a.json', 'a.yaml']) {
      const read = await readPlanFile(join(folder, file));
      expect(planHash(read)).toBe(planHash(plan));
      expect(printPlan(roundTrip(read))).toBe(printPlan(plan));
    }
  });

  test('may leave out what has a default', async () => {
    const read = await parsePlanText(
      'irVersion: 1\nname: a\nsteps:\n  - id: x\n    run: echo on\n',
      'a.yaml',
    );
    expect([read.kind, read.steps[0]?.run]).toEqual([
      'flow',
      { kind: 'shell', command: 'echo on' },
    ]);
  });

  test('say where they are wrong: the syntax', async () => {
    const error = await refusal(parsePlanText('name: a\nsteps: [\n', 'a.yaml'));
    expect(error.code).toBe('WORKFLOW_INVALID');
    expect(error.diagnostics[0]?.location).toMatchObject({ file: 'a.yaml' });
    expect((await refusal(parsePlanText('name: a\nname: b\n', 'a.yaml'))).location).toEqual({
      file: 'a.yaml',
      line: 2,
      column: 1,
    });
  });

  test.for(['a.yaml', 'a.json'])('say where they are wrong: the plan, in %s', async (file) => {
    const text =
      '{ "irVersion": 1, "name": "a",\n  "steps": [\n    { "id": "x",\n      "needs": ["nope"], "run": "a" } ] }';
    const error = await refusal(parsePlanText(text, file));
    const located = error.diagnostics.map((each) => [each.code, each.location?.line]);
    expect(located).toContainEqual(['GRAPH_UNKNOWN_NEED', 4]);
  });

  test('that are not there, or not plans, are refused', async ({ folder }) => {
    expect((await refusal(readPlanFile(join(folder, 'no.yaml')))).code).toBe('WORKFLOW_NOT_FOUND');
    expect((await refusal(readPlanFile(join(folder, 'a.yml.txt')))).code).toBe('WORKFLOW_INVALID');
    expect((await refusal(parsePlanText('a: &a [*a]\n', 'a.yaml'))).code).toBe('WORKFLOW_INVALID');
    expect((await refusal(parsePlanText('', 'a.yaml'))).code).toBe('WORKFLOW_INVALID');
  });
});
