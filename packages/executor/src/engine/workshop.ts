/** What all attempts of one process share. @module */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../attempt/remove-folder.ts';
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
  /** Where attempts get their folders. */
  scratch(): Promise<string>;
  readonly env: StartingEnv;
  /** Who works on attempts instead of this process. */
  readonly elsewhere: EngineOptions['elsewhere'];
  /** Ends the orphan guard, and takes away the folders of attempts that were made here. */
  close(): Promise<void>;
}

/** A workshop for the given ports. */
export function createWorkshop(ports: Ports, options: EngineOptions): Workshop {
  const ownsProcess = options.ownsProcess ?? false;
  let scratch: Promise<string> | undefined;
  return {
    ports,
    workspace: options.workspace ?? process.cwd(),
    inProcess: ownsProcess || (options.inProcess ?? false),
    ownsProcess,
    scratch() {
      scratch ??=
        options.scratch === undefined
          ? mkdtemp(join(tmpdir(), 'sluice-'))
          : Promise.resolve(options.scratch);
      return scratch;
    },
    env: createStartingEnv(ports.tasks, options),
    elsewhere: options.elsewhere,
    async close() {
      (ports.spawner as Partial<ChannelSpawner>).close?.();
      if (scratch !== undefined && options.scratch === undefined) {
        await removeFolder(await scratch);
      }
      scratch = undefined;
    },
  };
}
