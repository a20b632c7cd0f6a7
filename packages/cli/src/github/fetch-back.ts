/** What a run on GitHub leaves behind, brought into the stores of local runs. @module */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JsonObject, runId } from '@sluice/core/plan';
import type { StepKey } from '@sluice/core/run';
import { OUTPUTS_ARTIFACT } from '@sluice/gha-generator';
import { createFileArtifactStore } from '@sluice/storage';
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';
import { findAppFile } from '../project/find.ts';
import { runFolder } from '../run/folder.ts';
import { unpackArchive } from './archive.ts';
import type { GitHubClient } from './client.ts';
import type { RemoteRun } from './remote-run.ts';

/** An artifact that is here now. */
export interface FetchedArtifact {
  readonly step: string;
  readonly name: string;
  readonly path: string;
}

/** What was fetched, under the name that the run has here. */
export interface Fetched {
  readonly runId: string;
  readonly artifacts: readonly FetchedArtifact[];
  /** The outputs of the workflow; undefined where it declares none, or the run did not succeed. */
  readonly outputs?: JsonObject;
}

interface RawArtifact {
  readonly id: number;
  readonly name: string;
  readonly expired: boolean;
}

/**
 * Fetches the artifacts of a run, under the steps that made them (generated workflows call an artifact
 * `<step>.<name>`), into the artifact store of this project. What has expired on GitHub is said and left out.
 */
export async function fetchBack(
  client: GitHubClient,
  run: RemoteRun,
  { io, flags }: CliContext,
): Promise<Fetched> {
  const id = runId(`github-${run.id}`);
  const store = createFileArtifactStore(
    join(runFolder(findAppFile(io.cwd, flags.file), io.env), 'artifacts'),
  );
  const folder = await mkdtemp(join(tmpdir(), 'sluice-fetch-'));
  const artifacts: FetchedArtifact[] = [];
  let outputs: JsonObject | undefined;
  try {
    for await (const each of client.pages(`/actions/runs/${run.id}/artifacts`, 'artifacts')) {
      const artifact = each as RawArtifact;
      if (artifact.expired) {
        io.stderr.write(`${artifact.name} has expired on GitHub.\n`);
        continue;
      }
      const dot = artifact.name.indexOf('.');
      const step = dot === -1 ? 'run' : artifact.name.slice(0, dot);
      const name = dot === -1 ? artifact.name : artifact.name.slice(dot + 1);
      const file = join(folder, `${artifact.id}.zip`);
      const content = join(folder, String(artifact.id), name);
      await client.download(`/actions/artifacts/${artifact.id}/zip`, file);
      await unpackArchive(file, content);
      const key = step as StepKey;
      await store.put(id, key, name, await onlyFile(content));
      const path = await store.get(id, key, name);
      if (artifact.name === OUTPUTS_ARTIFACT) {
        outputs = readOutputs(await readFile(path, 'utf8'));
        continue;
      }
      artifacts.push({ step, name, path });
      io.stderr.write(`fetched  ${artifact.name}\n`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { runId: id, artifacts, ...(outputs && { outputs }) };
}

/** GitHub packs a single file as it packs a folder; here it is a file again. */
async function onlyFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const [first] = entries;
  return entries.length === 1 && first?.isFile() === true ? join(folder, first.name) : folder;
}

/** The file that the last job of a generated workflow has written. */
function readOutputs(text: string): JsonObject {
  try {
    const outputs: unknown = JSON.parse(text);
    if (typeof outputs === 'object' && outputs !== null && !Array.isArray(outputs)) {
      return outputs as JsonObject;
    }
  } catch {
    // said below: a job may write whatever it likes
  }
  throw new Problems({
    code: 'OUTPUT_INVALID',
    message: 'The outputs of the run are no JSON object.',
    hint: 'Look which of its jobs wrote an output that is not of its type.',
  });
}
