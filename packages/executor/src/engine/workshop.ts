/** What all attempts of one process share. @module */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ports } from '../ports.ts';
import type { ChannelSpawner } from '../process/spawner.ts';
import type { EngineOptions } from './options.ts';
import { secretNamesOf } from './work.ts';

/** Where attempts are made. */
export interface Workshop {
  readonly ports: Ports;
  /** The checkout. */
  readonly workspace: string;
  readonly inProcess: boolean;
  readonly ownsProcess: boolean;
  /** Where attempts get their folders. */
  scratch(): Promise<string>;
  /** The environment that attempts start from. */
  env(): Promise<Readonly<Record<string, string>>>;
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
    env: () => startingEnv(ports, options.env ?? process.env),
    async close() {
      (ports.spawner as Partial<ChannelSpawner>).close?.();
      if (scratch !== undefined && options.scratch === undefined) {
        await rm(await scratch, { recursive: true, force: true });
      }
      scratch = undefined;
    },
  };
}

/** What steps inherit: everything but what any task declares as a secret. */
async function startingEnv(
  ports: Ports,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, string>> {
  const secrets = new Set<string>();
  for (const name of ports.tasks.names()) {
    const task = await ports.tasks.get(name);
    if (task !== undefined) for (const secret of secretNamesOf(task)) secrets.add(secret);
  }
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !secrets.has(name)) kept[name] = value;
  }
  return kept;
}
