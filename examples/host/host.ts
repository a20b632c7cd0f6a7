/** A host: the engine over ports of its own. */
import { join } from 'node:path';
import { createEngine, createTaskRegistry, type Runner, runner } from '@sluice/executor';
import { createFileArtifactStore, createFileLogSink, createSecretSource } from '@sluice/storage';
import { createMemoryBlobStore } from '@sluice/testing';
import { fastClock } from './clock.ts';
import { type CarefulSpawner, carefulSpawner } from './spawner.ts';
import { lineStore } from './store.ts';
import { measure } from './workflow.ts';

/** A host, open until it is disposed of. */
export interface Host extends AsyncDisposable {
  readonly runner: Runner;
  readonly spawner: CarefulSpawner;
}

/** Opens a host whose state is in a folder. Its time goes a thousand times as fast. */
export async function openHost(folder: string): Promise<Host> {
  const clock = fastClock(1000);
  const spawner = carefulSpawner(['bash', 'sh']);
  const engine = createEngine(
    {
      runs: lineStore(join(folder, 'runs'), clock),
      blobs: createMemoryBlobStore(),
      artifacts: createFileArtifactStore(join(folder, 'artifacts')),
      logs: createFileLogSink(join(folder, 'logs')),
      secrets: createSecretSource({ env: process.env, home: folder }),
      clock,
      spawner,
      tasks: createTaskRegistry({ tasks: [measure] }),
      prompts: { get: () => undefined, names: () => [] },
    },
    { workspace: folder },
  );
  await engine.open();
  return { runner: runner(engine), spawner, [Symbol.asyncDispose]: () => engine.close() };
}
