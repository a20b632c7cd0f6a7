/** Ports of this machine over the stores of a workspace. */
import type { TaskDefinition } from '@sluice/core/plan';
import type { Workspace } from '@sluice/storage';
import { createMemorySecretSource } from '@sluice/testing';
import { createTaskRegistry, nodeSpawner, type Ports, systemClock } from '../../src/index.ts';
import * as plain from '../fixtures/plain.ts';

/** The module of the tasks. */
export const MODULE: string = new URL('../fixtures/plain.ts', import.meta.url).href;

export function portsOf({ runs, blobs, artifacts, logs }: Workspace): Ports {
  return {
    runs,
    blobs,
    artifacts,
    logs,
    secrets: createMemorySecretSource({}),
    clock: systemClock,
    spawner: nodeSpawner(),
    tasks: createTaskRegistry({
      tasks: Object.values(plain) as unknown as TaskDefinition[],
      module: MODULE,
    }),
    prompts: { get: () => undefined, names: () => [] },
  };
}
