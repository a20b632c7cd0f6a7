/** Artifacts, in memory; only `get` writes to disk, because it promises a path. @module */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { canonicalJson, type Json, sha256Hex, WorkflowError } from '@sluice/core/plan';
import type { ArtifactStore, StepKey } from '@sluice/core/run';

/** An {@link ArtifactStore} in memory, and how to remove the files that it handed out. */
export interface MemoryArtifactStore extends ArtifactStore, AsyncDisposable {}

interface StoredArtifact {
  readonly run: string;
  readonly step: StepKey;
  readonly name: string;
  readonly base: string;
  /** Relative path to content; a single file has the path ''. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly sha256: string;
  readonly bytes: number;
}

/** Artifacts are copied when they are put: what happens to the source afterwards does not show. */
export function createMemoryArtifactStore(): MemoryArtifactStore {
  const artifacts = new Map<string, StoredArtifact>();
  let folder: string | undefined;

  return {
    async put(run, step, name, sourcePath) {
      const files = await load(sourcePath);
      const sums: Json = [...files].map(([path, content]) => [path, sha256Hex(content)]);
      const only = files.get('');
      const sha256 = only === undefined ? sha256Hex(canonicalJson(sums)) : sha256Hex(only);
      const bytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
      const base = basename(sourcePath);
      artifacts.set(keyOf(run, step, name), { run, step, name, base, files, sha256, bytes });
      return { sha256, bytes };
    },
    async get(run, step, name) {
      const artifact = artifacts.get(keyOf(run, step, name));
      if (artifact === undefined) {
        throw new WorkflowError(
          'ARTIFACT_UNDECLARED',
          `The step \`${step}\` has no artifact \`${name}\`.`,
          {
            hint: 'An artifact exists once the step that makes it has completed.',
          },
        );
      }
      folder ??= await mkdtemp(join(tmpdir(), 'sluice-artifacts-'));
      const path = join(folder, sha256Hex(keyOf(run, step, name) + artifact.sha256), artifact.base);
      for (const [relative, content] of artifact.files) {
        const to = join(path, relative);
        await mkdir(dirname(to), { recursive: true });
        await writeFile(to, content);
      }
      return path;
    },
    async list(run) {
      return [...artifacts.values()]
        .filter((each) => each.run === run)
        .map(({ step, name, bytes }) => ({ step, name, bytes }));
    },
    async delete(run) {
      for (const [key, each] of artifacts) if (each.run === run) artifacts.delete(key);
    },
    async [Symbol.asyncDispose]() {
      artifacts.clear();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

function keyOf(run: string, step: string, name: string): string {
  return JSON.stringify([run, step, name]);
}

async function load(path: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  if (!(await stat(path)).isDirectory()) return files.set('', new Uint8Array(await readFile(path)));
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const each of paths)
    files.set(each.slice(path.length + 1), new Uint8Array(await readFile(each)));
  return files;
}
