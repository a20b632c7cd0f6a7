import { join } from 'node:path';
import type { Plan, RunId, TaskDefinition, WorkflowName } from '@sluice/core/plan';
import { planHash } from '@sluice/core/plan';
import type { RunStore } from '@sluice/core/run';
import { createMemoryLibrary, createMemoryRunStore } from '@sluice/testing';
import { expect, it } from 'vitest';
import { createEngine, createTaskRegistry, systemClock } from '../src/index.ts';
import { type Machine, machine, plan, shell } from './support/machine.ts';

const gate = {
  id: 'ok',
  run: { kind: 'gate' as const, acceptors: ['ann'], onReject: 'fail' as const },
};
const registry = (digest: string) => createTaskRegistry({ tasks: [] as TaskDefinition[], digest });

/** A run that waits at its gate, and the engine that the next process would make. */
async function interrupted(m: Machine, started: Plan, digest: string) {
  const runId = 'r' as RunId;
  await m.engine.start({ runId, plan: started, inputs: {} });
  await m.engine.outcome(runId);
  await m.engine.close();
  const next = createEngine(
    { ...m.ports, tasks: registry(digest) },
    { workspace: m.folder, env: { ...process.env, LEDGER: join(m.folder, 'ledger') } },
  );
  return { runId, next };
}

it('goes on with the same plan, and says nothing', async () => {
  await using m = await machine({ ports: { tasks: registry('one') } });
  const { runId, next } = await interrupted(m, plan([gate]), 'one');
  await next.resume(runId, 'ann', { plan: plan([gate]) });
  await next.resume(runId, 'ann');
  expect(await next.get(runId)).not.toHaveProperty('warnings');
  await next.close();
});

it('does not count an answer that could not be written; the next one does', async () => {
  let isFull = false;
  const kept = createMemoryRunStore({ clock: systemClock });
  const runs: RunStore = {
    ...kept,
    async append(run, after, facts, follow) {
      if (!isFull) return kept.append(run, after, facts, follow);
      // As a store does it that has begun to write.
      await follow?.(facts.map((fact, index) => ({ seq: after + index + 1, at: 0, ...fact })));
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
  };
  await using m = await machine({ ports: { runs } });
  const { engine } = m;
  const runId = 'r' as RunId;
  await engine.start({ runId, plan: plan([gate]), inputs: {} });
  await engine.outcome(runId);
  const [open] = (await engine.get(runId)).gates;
  const { step, reviewHash } = open!;
  const decision = { decisionId: 'd1', accepted: true, by: 'ann', reviewHash };
  isFull = true;
  await expect(engine.answer(runId, step, decision)).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
  });
  isFull = false;
  expect(await engine.answer(runId, step, decision)).toBe('recorded');
  expect(await engine.outcome(runId)).toMatchObject({ status: 'completed' });
});

it('refuses a changed plan unless it is accepted; the run keeps its own, and says so', async () => {
  await using m = await machine({ ports: { tasks: registry('one') } });
  const old = plan([gate, shell('after', 'echo old >> "$LEDGER"', { needs: ['ok'] })]);
  const changed = plan([gate, shell('after', 'echo new >> "$LEDGER"', { needs: ['ok'] })]);
  const { runId, next } = await interrupted(m, old, 'two');
  const refused = next.resume(runId, 'ann', { plan: changed });
  await expect(refused).rejects.toMatchObject({ code: 'PLAN_CHANGED', hint: expect.any(String) });
  expect((await next.get(runId)).seq).toBe((await m.engine.get(runId)).seq);
  await next.resume(runId, 'ann', { plan: changed, acceptChangedPlan: true });
  // What was accepted once is not asked again, and neither is the plan that it began with.
  await next.resume(runId, 'ann', { plan: changed });
  await next.resume(runId, 'ann', { plan: old });
  await next.resume(runId, 'ann');
  const { warnings, planHash: hash, gates } = await next.get(runId);
  expect(hash).toBe(planHash(old));
  expect(warnings?.map(({ code, severity, message }) => `${code} ${severity}: ${message}`)).toEqual(
    [
      'PLAN_CHANGED warning: The plan has changed since the run was started; `ann` accepted that.',
      'PLAN_CHANGED warning: The code of the tasks has changed since the run was started.',
    ],
  );
  const reviewHash = gates[0]?.reviewHash ?? '';
  const decision = { decisionId: 'd', accepted: true, by: 'ann', reviewHash };
  await next.answer(runId, gates[0]!.step, decision);
  expect((await next.outcome(runId)).status).toBe('completed');
  expect(m.ledger()).toEqual(['old']);
  await next.close();
});

it('refuses a changed plan of a workflow that is nested by name', async () => {
  const name = 'release' as WorkflowName;
  const library = createMemoryLibrary();
  await library.save(name, plan([shell('a', 'echo 1')], { name }));
  await using m = await machine({ ports: { tasks: registry('one'), library } });
  const nests = { id: 'n', needs: ['ok'], run: { kind: 'workflow' as const, name, inputs: {} } };
  const { runId, next } = await interrupted(m, plan([gate, nests]), 'one');
  await next.resume(runId, 'ann', { plan: plan([gate, nests]) });
  await library.save(name, plan([shell('a', 'echo 2')], { name }), { overwrite: true });
  const refused = next.resume(runId, 'ann', { plan: plan([gate, nests]) });
  await expect(refused).rejects.toMatchObject({
    code: 'PLAN_CHANGED',
    message: expect.stringContaining('`release`'),
  });
  await next.close();
});
