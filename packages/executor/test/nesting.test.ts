import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planHash, type RunId, WorkflowError, workflowName } from '@sluice/core/plan';
import type { Decision, StepKey } from '@sluice/core/run';
import { createPlanFiles } from '@sluice/storage';
import { createMemoryLibrary } from '@sluice/testing';
import { expect, it } from 'vitest';
import { createEngine } from '../src/index.ts';
import { machine, plan, shell } from './support/machine.ts';

const note = (name: string): string => `echo ${name} >> "$LEDGER"`;
const nest = (id: string, what: { name: string } | { path: string }, needs: string[] = []) => ({
  id,
  needs,
  run: { kind: 'workflow' as const, ...what, inputs: { who: id } },
});
const inputs = { who: { schema: { type: 'string' }, required: true } };
const greets = {
  name: 'greets',
  inputs,
  outputs: { said: '${{ steps.say.outputs.stdout }}' },
  steps: [{ id: 'say', run: 'echo "${{ inputs.who }}" | tee -a "$LEDGER"' }],
};

async function write(folder: string, files: Record<string, unknown>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), JSON.stringify(content));
  }
}

it('runs plans in files inline, each relative to the file that nests it', async () => {
  await using m = await machine();
  await write(m.folder, {
    'plans/outer.json': {
      name: 'outer',
      inputs,
      outputs: { said: '${{ steps.inner.outputs.said }}' },
      steps: [
        {
          id: 'inner',
          run: {
            kind: 'workflow',
            path: './more/greets.json',
            inputs: { who: '${{ inputs.who }} there' },
          },
        },
      ],
    },
    'plans/more/greets.json': greets,
  });
  const engine = createEngine({ ...m.ports, plans: createPlanFiles(m.folder) }, m.options);
  const run = 'by-path' as RunId;
  const given = plan([nest('hi', { path: 'outer.json' })], {
    outputs: { said: '${{ steps.hi.outputs.said }}' },
  });
  await engine.start({ runId: run, plan: given, inputs: {}, folder: join(m.folder, 'plans') });
  expect(await engine.outcome(run)).toEqual({ status: 'completed', outputs: { said: 'hi there' } });
  expect(m.ledger()).toEqual(['hi there']);
  const { steps } = await engine.get(run);
  expect(steps[0]?.children?.[0]?.children?.[0]?.step).toBe('hi/inner/say');
  await engine.close();
});

it('pins what it nests: a waiting run and a rerun keep the plans they started with', async () => {
  const library = createMemoryLibrary();
  await using m = await machine({ ports: { library } });
  const name = workflowName('saved');
  const saved = (word: string) => plan([shell('say', note(word))], { name: 'saved', inputs });
  await library.save(name, saved('old'));
  const gate = {
    kind: 'gate' as const,
    review: 'go',
    acceptors: ['ann'],
    onReject: 'fail' as const,
  };
  const run = await m.start([{ id: 'ok', run: gate }, nest('call', { name: 'saved' }, ['ok'])]);
  const waiting = await m.engine.outcome(run);
  if (waiting.status !== 'waiting') throw new Error(waiting.status);
  await library.update(name, { ir: saved('new') });
  await m.engine.close();

  // Another engine knows the history and the blobs, nothing else.
  const second = createEngine(m.ports, m.options);
  const reviewHash = waiting.gates[0]?.reviewHash ?? '';
  const decision: Decision = { decisionId: '1', accepted: true, by: 'ann', reviewHash };
  await second.answer(run, 'ok' as StepKey, decision);
  expect((await second.outcome(run)).status).toBe('completed');
  const again = await second.rerun(run, ['call' as StepKey]);
  expect((await second.outcome(again)).status).toBe('completed');
  expect(m.ledger()).toEqual(['old', 'old']);
  for await (const event of m.ports.runs.read(again)) {
    if (event.type === 'run-started')
      expect(event.nested).toEqual({ saved: planHash(saved('old')) });
  }
  await second.close();
});

it('refuses what it cannot nest before anything runs, with every finding', async () => {
  await using m = await machine({ ports: { library: undefined } });
  await write(m.folder, {
    'greets.json': greets,
    'round.json': {
      name: 'round',
      steps: [{ id: 'x', run: { kind: 'workflow', path: 'round.json' } }],
    },
    'broken.json': { name: 'broken', steps: [{ id: 'x', run: { kind: 'shel', command: 'x' } }] },
    'tasks.json': { name: 'tasks', steps: [{ id: 'x', run: { kind: 'task', task: 'gret' } }] },
  });
  const engine = createEngine({ ...m.ports, plans: createPlanFiles(m.folder) }, m.options);
  const steps = [
    shell('first', note('first')),
    nest('gone', { path: 'greet.json' }),
    nest('typo', { path: 'greets.json' }),
    nest('round', { path: 'round.json' }),
    nest('broken', { path: 'broken.json' }),
    nest('tasks', { path: 'tasks.json' }),
    nest('saved', { name: 'not-there' }),
    shell('use', 'echo ${{ steps.typo.outputs.sad }}', { needs: ['typo'] }),
  ];
  const error = await engine
    .start({ runId: 'bad' as RunId, plan: plan(steps), inputs: {} })
    .catch((thrown: unknown) => thrown);
  if (!WorkflowError.is(error, 'WORKFLOW_INVALID')) throw error;
  const found = error.diagnostics.map((one) => `${one.code} ${one.path?.join('/')} ${one.hint}`);
  expect(found).toEqual([
    'INPUT_INVALID steps/3/run/inputs/who Remove it.',
    'INPUT_INVALID steps/5/run/inputs/who Remove it.',
    'OUTPUT_UNDECLARED steps/7/run/command Did you mean `said`?',
    'WORKFLOW_NOT_FOUND steps/1/run Did you mean `greets.json`?',
    'GRAPH_CYCLE steps/3/run Remove one of these steps.',
    expect.stringContaining('WORKFLOW_INVALID steps/0/run/kind'),
    'WORKFLOW_NOT_FOUND steps/6/run Nest it by `path`, or write its `plan` out.',
    'TASK_UNKNOWN steps/0/run Did you mean `greet`?',
  ]);
  expect(error.message).toContain('`tasks.json`: The step `x` runs the task `gret`');
  expect(m.ledger()).toEqual([]);
  await expect(engine.get('bad' as RunId)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  await engine.close();
});
