import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStoreConformance } from '@sluice/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openHost } from '../host.ts';
import { lineStore } from '../store.ts';
import { report } from '../workflow.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sluice-host-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('a host with a store, a spawner and a clock of its own', async () => {
  const state = folder();
  const begun = Date.now();
  {
    await using host = await openHost(state);
    await using run = await host.runner.start(report, { text: 'a sluice' });
    const types: string[] = [];
    for await (const event of run.events()) types.push(event.type);
    expect(types.filter((type) => type === 'step-started')).toHaveLength(3);
    const outcome = await run.outcome();
    // The outputs have the types of the workflow.
    const said: string | undefined =
      outcome.status === 'completed' ? outcome.outputs.said : undefined;
    expect(said).toBe('8 letters');
    expect(outcome).toMatchObject({ status: 'completed', outputs: { tries: 2 } });
    expect(host.spawner.ledger).toHaveLength(1);
  }
  // Ten minutes of waiting, a thousand times as fast.
  expect(Date.now() - begun).toBeLessThan(60_000);
  await using next = await openHost(state);
  const seen = [];
  for await (const view of next.runner.engine.list({})) seen.push([view.workflow, view.status]);
  expect(seen).toEqual([['report', 'completed']]);
});

describe('the store of the host keeps the promises of every store', () => {
  const cases = runStoreConformance((clock) => {
    const at = mkdtempSync(join(tmpdir(), 'sluice-host-'));
    return {
      store: lineStore(at, clock),
      another: () => lineStore(at, clock),
      close: () => rmSync(at, { recursive: true, force: true }),
    };
  });
  for (const { name, run } of cases) test(name, run);
});
