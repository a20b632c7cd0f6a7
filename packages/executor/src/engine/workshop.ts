/** What all attempts of one process share. @module */
import { type AttemptFolders, createAttemptFolders } from '../attempt/attempt-folders.ts';
import type { Ports } from '../ports.ts';
import type { ChannelSpawner } from '../process/spawner.ts';
import type { EngineOptions } from './options.ts';
import { createStartingEnv, type StartingEnv } from './starting-env.ts';

/** Where attempts are made. */
export interface Workshop {
  readonly ports: Ports;
  /** The checkout. */
  readonly workspace: string;
  readonly inProcess: boolean;
  readonly ownsProcess: boolean;
  readonly folders: AttemptFolders;
  readonly env: StartingEnv;
  /** Who works on attempts instead of this process. */
  readonly elsewhere: EngineOptions['elsewhere'];
  /** Ends the orphan guard, and takes away the folders of attempts that were made here. */
  close(): Promise<void>;
}

/** A workshop for the given ports. */
export function createWorkshop(ports: Ports, options: EngineOptions): Workshop {
  const ownsProcess = options.ownsProcess ?? false;
  const folders = createAttemptFolders(options.scratch);
  return {
    ports,
    workspace: options.workspace ?? process.cwd(),
    inProcess: ownsProcess || (options.inProcess ?? false),
    ownsProcess,
    folders,
    env: createStartingEnv(ports.tasks, options),
    elsewhere: options.elsewhere,
    async close() {
      (ports.spawner as Partial<ChannelSpawner>).close?.();
      await folders.close();
    },
  };
}
