/** A workspace: one run in a folder of its own, with everything that its steps hand to each other. @module */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore, BlobStore, Clock, LogSink, RunStore } from '@sluice/core/run';
import { createFileArtifactStore } from '../artifact-store.ts';
import { hasCode } from '../atomic-file.ts';
import { createFileBlobStore } from '../blob-store.ts';
import { fileNameOf } from '../file-name.ts';
import { createFileLogSink } from '../log-sink.ts';
import { currentLease, type Lease } from './lease.ts';
import { createRunFolder, type RunFolder, type RunFolderOptions } from './run-folder.ts';
import { createPlainRunStore } from './run-store.ts';

/** Settings of {@link createWorkspace}. */
export interface WorkspaceOptions {
  /** Time of events and leases; the system's unless given. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
  /** What `_params.json` calls the script: the file that defines the workflow. */
  readonly script?: string | undefined;
}

/** One run in a folder, as the stores that an engine asks for and as the files that it consists of. */
export interface Workspace {
  readonly folder: string;
  readonly run: RunFolder;
  readonly runs: RunStore;
  readonly blobs: BlobStore;
  readonly artifacts: ArtifactStore;
  readonly logs: LogSink;
  /** Who drives the whole run at the moment, if anybody. */
  lease(): Promise<Lease | undefined>;
}

/** The workspace in a folder, which may be empty or not there yet. */
export function createWorkspace(folder: string, options: WorkspaceOptions = {}): Workspace {
  const settings = withDefaults(options);
  const run = createRunFolder(folder, settings);
  return {
    folder,
    run,
    runs: createPlainRunStore({
      folderOf: () => run,
      folders: async () => [run],
      clock: settings.clock,
    }),
    blobs: createFileBlobStore(run.paths.blobs),
    artifacts: createFileArtifactStore(run.paths.artifacts),
    logs: createFileLogSink(run.paths.logs),
    lease: () => currentLease(run.paths.lease, settings.clock.now()),
  };
}

/** A {@link RunStore} of plain files: in the given folder a workspace for each run. */
export function createWorkspaceRunStore(root: string, options: WorkspaceOptions = {}): RunStore {
  const settings = withDefaults(options);
  const known = new Map<string, RunFolder>();
  const folderOf = (name: string): RunFolder => {
    const run = known.get(name) ?? createRunFolder(join(root, name), settings);
    known.set(name, run);
    return run;
  };
  return createPlainRunStore({
    folderOf: (run) => folderOf(fileNameOf(run)),
    folders: async () => (await namesIn(root)).map(folderOf),
    clock: settings.clock,
  });
}

function withDefaults({ clock, script }: WorkspaceOptions): RunFolderOptions {
  return { clock: clock ?? { now: () => Date.now() }, script: script ?? '' };
}

async function namesIn(root: string): Promise<readonly string[]> {
  try {
    return await readdir(root);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
