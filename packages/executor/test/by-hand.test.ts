import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plan, type PlanStep, stepNames, WorkflowError } from '@sluice/core/plan';
import { createWorkspace } from '@sluice/storage';
import { describe, expect, test } from 'vitest';
import { type Endurance, runStep, type StepEnd, setUpWorkspace } from '../src/index.ts';
import { bundledStep, folder, inIsolation, place } from './support/hosts.ts';
import { portsOf } from './support/workspace-ports.ts';

const said = (id: string, command = '', more: Partial<PlanStep> = {}): PlanStep => ({
  id,
  run: { kind: 'shell', command: `echo ${id} >> ledger; ${command}` },
  ...more,
});
const flow = (...steps: readonly PlanStep[]): Plan => ({
  irVersion: 1,
  kind: 'flow',
  name: 'hand',
  inputs: {},
  outputs: {},
  on: [],
  steps,
});

async function workbench(plan: Plan) {
  const { workspace, checkout } = place(await folder());
  const step = (name: string, endurance?: Endurance, of = plan): Promise<StepEnd> => {
    const own = createWorkspace(workspace.folder);
    const request = { workspace: own, plan: of, step: name, endurance };
    return runStep(portsOf(own), request, { workspace: checkout });
  };
  return {
    workspace,
    checkout,
    setUp: () =>
      setUpWorkspace(portsOf(workspace), workspace, { runId: 'run-1' as never, plan, inputs: {} }),
    step,
    /** The code with which a step is refused. */
    refused: (name: string, of = plan): Promise<string> =>
      step(name, undefined, of).then(
        (end) => `it ended: ${end.step.status}`,
        (error: unknown) => (WorkflowError.is(error) ? error.code : String(error)),
      ),
    file: (id: string) => {
      const name = stepNames(plan).find((each) => each.step === id)?.name;
      return join(workspace.folder, `${name}.json`);
    },
    ledger: () => {
      const path = join(checkout, 'ledger');
      return existsSync(path) ? readFileSync(path, 'utf8').trim().replaceAll('\n', ' ') : '';
    },
  };
}

describe('refused, and nothing runs', () => {
  const plan = flow(said('a'), said('b', '', { needs: ['a'] }), said('c', '', { needs: ['b'] }));

  test('without a setup, before its needs, after its success, and by a name that is none', async () => {
    const at = await workbench(plan);
    expect(await at.refused('1')).toBe('WORKSPACE_NOT_FOUND');
    await at.setUp();
    expect(await at.refused('c')).toBe('STEP_NOT_READY');
    expect(await at.refused('4')).toBe('STEP_UNKNOWN');
    expect(await at.refused('a[x]')).toBe('STEP_NOT_READY');
    await at.step('a');
    expect(await at.refused('1_a')).toBe('STEP_DONE');
    expect(await at.refused('a/x')).toBe('STEP_UNKNOWN');
    const changed = flow(...plan.steps, said('d'));
    expect(await at.refused('b', changed)).toBe('PLAN_CHANGED');
    expect(await at.refused('b', { ...plan, name: 'other' })).toBe('PLAN_CHANGED');
    expect(at.ledger()).toBe('a');
  });

  test('where a run is already, and where other files are', async () => {
    const at = await workbench(plan);
    const code = (error: unknown): string => (error as WorkflowError).code;
    writeFileSync(join(at.checkout, 'mine.txt'), '');
    const other = createWorkspace(at.checkout);
    const request = { runId: 'run-2' as never, plan, inputs: {} };
    await expect(setUpWorkspace(portsOf(other), other, request).catch(code)).resolves.toBe(
      'WORKSPACE_TAKEN',
    );
    const both = await Promise.allSettled([at.setUp(), at.setUp()]);
    expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    await expect(at.setUp().catch(code)).resolves.toBe('WORKSPACE_TAKEN');
    await at.step('a');
    expect(at.ledger()).toBe('a');
  });

  test('on a result that is broken, changed or gone, until its step has run again', async () => {
    const at = await workbench(plan);
    await at.setUp();
    await at.step('a');
    const good = readFileSync(at.file('a'), 'utf8');
    for (const bad of [
      good.slice(0, 9),
      '[]',
      '{}',
      good.replace('"exitCode": 0', '"exitCode": 1'),
    ]) {
      writeFileSync(at.file('a'), bad);
      expect([bad, await at.refused('b')]).toEqual([bad, 'WORKSPACE_DAMAGED']);
    }
    rmSync(at.file('a'));
    expect(await at.refused('b')).toBe('WORKSPACE_DAMAGED');
    expect(at.ledger()).toBe('a');
    await at.step('a');
    await at.step('b');
    expect(at.ledger()).toBe('a a b');
  });

  test('on a history that is broken', async () => {
    const at = await workbench(plan);
    await at.setUp();
    appendFileSync(join(at.workspace.run.paths.history, '1.jsonl'), '{"run"\n');
    expect(await at.refused('a')).toBe('WORKSPACE_DAMAGED');
    expect(at.ledger()).toBe('');
  });
});

test('a step that failed runs again, and of what had run only what comes after it', async () => {
  const at = await workbench(
    flow(
      said('a'),
      said('other'),
      said('b', 'test -e mended', { needs: ['a'] }),
      said('c', '', { needs: ['b'] }),
      said('last', '', { needs: ['c'], when: 'always()' }),
    ),
  );
  await at.setUp();
  for (const name of ['other', 'a', 'b', 'last']) await at.step(name);
  expect(await at.refused('c')).toBe('STEP_NEED_FAILED');
  writeFileSync(join(at.checkout, 'mended'), '');
  expect((await at.step('3')).step.status).toBe('success');
  expect(existsSync(at.file('last'))).toBe(false);
  expect(await at.refused('other')).toBe('STEP_DONE');
  expect((await at.step('c')).step.status).toBe('success');
  expect((await at.step('last')).run.status).toBe('completed');
  expect(at.ledger()).toBe('other a b last b c last');
});

test('of several who ask for one step at once, one runs it', async () => {
  const at = await workbench(flow(said('a', 'while [ ! -e go ]; do sleep 0.01; done'), said('b')));
  await at.setUp();
  const asked = ['1', 'a', '1_a', '01'].map((name) =>
    at.refused(name).then((code) => {
      // The one that runs it waits until the others have been told, and another step has run beside it.
      if (code === 'WORKSPACE_BUSY' && ++told === 3) return at.step('b').then(() => open(code));
      return code;
    }),
  );
  let told = 0;
  const open = (code: string): string => {
    writeFileSync(join(at.checkout, 'go'), '');
    return code;
  };
  expect((await Promise.all(asked)).sort()).toEqual([
    'WORKSPACE_BUSY',
    'WORKSPACE_BUSY',
    'WORKSPACE_BUSY',
    'it ended: success',
  ]);
  expect(at.ledger().split(' ').sort().join(' ')).toBe('a b');
});

test('steps inside of an iteration run by their keys; the step around them runs the rest', async () => {
  const inside = (id: string, more: Partial<PlanStep> = {}): PlanStep => ({
    id,
    run: {
      kind: 'shell',
      command: `echo ${id} $ITEM >> ledger`,
      env: { ITEM: '${{ each.item.item.id }}' },
    },
    ...more,
  });
  const at = await workbench(
    flow(
      {
        id: 'all',
        run: {
          kind: 'each',
          loop: 'item',
          over: `\${{ fromJSON('[{"id":"x"},{"id":"y"}]') }}`,
          key: 'id',
          steps: [inside('one'), inside('two', { needs: ['one'] })],
          outputs: {},
        },
      },
      said('b', '', { needs: ['all'] }),
    ),
  );
  await at.setUp();
  expect(await at.refused('all[y]/two')).toBe('STEP_NOT_READY');
  await at.step('1[y]/one');
  expect(await at.refused('b')).toBe('STEP_NOT_READY');
  expect(await at.refused('all[z]/one')).toBe('STEP_UNKNOWN');
  await at.step('all[y]/two');
  expect((await at.step('all')).step.status).toBe('success');
  expect((await at.step('b')).run.status).toBe('completed');
  expect(at.ledger()).toBe('one y two y one x two x b');
});

test('how often a step is tried can be said when it is run; what was tried in vain stays in the history', async () => {
  const at = await workbench(flow(said('a', 'test "$SLUICE_ATTEMPT" = 3')));
  await at.setUp();
  const end = await at.step('a', { attempts: 3, backoffMs: 1 });
  expect([end.step.status, end.step.attempt, at.ledger()]).toEqual(['success', 3, 'a a a']);
  const late = await workbench(flow(said('slow', 'sleep 60')));
  await late.setUp();
  expect((await late.step('slow', { timeoutMs: 50 })).step.error?.code).toBe('STEP_TIMED_OUT');
});

test('a process that is killed with its step is found by the next one', async () => {
  const plan = flow(
    said('a', 'kill -KILL $PPID; sleep 60'),
    said('b', '', { needs: ['a'] }),
    said('tidy', '', { needs: ['a'], when: 'always()' }),
  );
  const at = await workbench(plan);
  await at.setUp();
  const program = fileURLToPath(new URL('./fixtures/by-hand.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--conditions=@sluice/source', program, at.workspace.folder, at.checkout, 'a'],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  child.stdin.end(JSON.stringify(plan));
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  expect(existsSync(at.file('a'))).toBe(false);
  expect(await at.refused('b')).toBe('STEP_NEED_FAILED');
  expect(JSON.parse(readFileSync(at.file('a'), 'utf8'))).toMatchObject({
    status: 'failure',
    error: { code: 'STEP_INTERRUPTED' },
  });
  await at.step('tidy');
  expect(at.ledger()).toBe('a tidy');
});

test('isolated: the process of step 2 of 4 is killed, and the run says so', async () => {
  const root = await folder();
  const plan = flow(
    said('a'),
    said('b', 'kill -KILL $PPID; sleep 60', { needs: ['a'] }),
    said('c', '', { needs: ['b'] }),
    said('d', '', { needs: ['c'] }),
  );
  const result = await inIsolation(root, plan, {}, await bundledStep(root));
  expect(result.outcome).toBe('failed');
  expect(result.steps.map(({ step, status, error }) => [step, status, error])).toEqual([
    ['a', 'success', undefined],
    ['b', 'failure', 'STEP_INTERRUPTED'],
    ['c', 'skipped', undefined],
    ['d', 'skipped', undefined],
  ]);
  expect(readFileSync(join(root, 'checkout', 'ledger'), 'utf8')).toBe('a\nb\n');
});

test('a value that nothing can carry fails its step, and the next one does not run', async () => {
  const closure: PlanStep = {
    id: 'a',
    outputs: { v: true },
    run: { kind: 'task', task: 'closure', inputs: {} },
  };
  const at = await workbench(flow(closure, said('b', '', { needs: ['a'] })));
  await at.setUp();
  expect((await at.step('a')).step.error?.code).toBe('OUTPUT_INVALID');
  expect(JSON.parse(readFileSync(at.file('a'), 'utf8'))).toMatchObject({ status: 'failure' });
  expect(await at.refused('b')).toBe('STEP_NEED_FAILED');
  expect(at.ledger()).toBe('');
});
