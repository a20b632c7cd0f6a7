/** The engine of this machine, wired to stores in the project's folder. @module */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tasksOf } from '@sluice/core';
import type { Engine } from '@sluice/core/run';
import { createEngine, createTaskRegistry, nodeSpawner, systemClock } from '@sluice/executor';
import { createFileArtifactStore, createFileLogSink, createSecretSource } from '@sluice/storage';
import { createMemoryBlobStore, createMemoryLibrary, createMemoryRunStore } from '@sluice/testing';
import type { LoadedApp } from '../project/load.ts';
import { runFolder } from './folder.ts';

/** An engine for the tasks of a project; without one, for plans of commands and scripts. */
export function localEngine(loaded: LoadedApp | undefined, cwd: string): Engine {
  const folder = runFolder(loaded?.file);
  return createEngine({
    runs: createMemoryRunStore(),
    library: createMemoryLibrary(),
    blobs: createMemoryBlobStore(),
    artifacts: createFileArtifactStore(join(folder, 'artifacts')),
    logs: createFileLogSink(join(folder, 'logs')),
    secrets: createSecretSource(),
    clock: systemClock,
    spawner: nodeSpawner(),
    tasks: createTaskRegistry({
      tasks: loaded === undefined ? [] : tasksOf(loaded.app),
      module: loaded === undefined ? undefined : pathToFileURL(loaded.file),
    }),
    prompts: { get: () => undefined, names: () => [] },
  });
}
