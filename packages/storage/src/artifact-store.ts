/**
 * Artifacts as files: `<folder>/<run>/<step>/<name>/<content>/<file name>`. The content's hash is part of the path,
 * so a file that was handed out never changes: an attempt that runs again after a crash puts its own beside it, and
 * the record names the current one.
 * @module
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, cp, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { didYouMean, WorkflowError } from '@sluice/core/plan';
import type { ArtifactStore, StepKey } from '@sluice/core/run';
import { hasCode, readFileIfExists, replaceFile, temporaryBeside } from './atomic-file.ts';
import { fileNameOf } from './file-name.ts';

interface ArtifactRecord {
  readonly step: StepKey;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Relative to the folder of the run. */
  readonly path: string;
}

const RECORD = 'artifact.json';

/** An {@link ArtifactStore} in a folder. Files and folders are copied; their own names are kept. */
export function createFileArtifactStore(folder: string): ArtifactStore {
  const runFolder = (run: string): string => join(folder, fileNameOf(run));
  const slot = (run: string, step: string, name: string): string =>
    join(runFolder(run), fileNameOf(step), fileNameOf(name));

  return {
    async put(run, step, name, sourcePath) {
      const source = resolve(sourcePath);
      const home = slot(run, step, name);
      await mkdir(home, { recursive: true });
      // Copied first and measured then: what is stored is what was hashed, also when the source changes meanwhile.
      const temporary = temporaryBeside(join(home, 'content'));
      try {
        await copy(source, temporary, name);
        const { sha256, bytes } = await measure(temporary);
        const target = join(home, sha256.slice(0, 16), basename(source));
        await mkdir(dirname(target), { recursive: true });
        await place(temporary, target);
        const path = relative(runFolder(run), target).replaceAll('\\', '/');
        const record: ArtifactRecord = { step, name, sha256, bytes, path };
        await replaceFile(join(home, RECORD), `${JSON.stringify(record, null, 2)}\n`);
        return { sha256, bytes };
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    },
    async get(run, step, name) {
      const text = await readFileIfExists(join(slot(run, step, name), RECORD));
      if (text === undefined) {
        const names = (await records(runFolder(run)))
          .filter((each) => each.step === step)
          .map((each) => each.name);
        throw new WorkflowError(
          'ARTIFACT_UNDECLARED',
          `The step \`${step}\` has no artifact \`${name}\`.`,
          {
            hint:
              didYouMean(name, names) ??
              'An artifact exists once the step that makes it has completed.',
          },
        );
      }
      return join(runFolder(run), (JSON.parse(text) as ArtifactRecord).path);
    },
    async list(run) {
      const found = await records(runFolder(run));
      return found
        .map(({ step, name, bytes }) => ({ step, name, bytes }))
        .sort((a, b) => (`${a.step}\n${a.name}` < `${b.step}\n${b.name}` ? -1 : 1));
    },
    async delete(run) {
      await rm(runFolder(run), { recursive: true, force: true });
    },
  };
}

async function copy(source: string, target: string, name: string): Promise<void> {
  try {
    if ((await stat(source)).isDirectory()) await cp(source, target, { recursive: true });
    else {
      await copyFile(source, target);
      const file = await open(target, 'r');
      await file.sync().finally(() => file.close());
    }
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT')) throw cause;
    throw new WorkflowError(
      'OUTPUT_MISSING',
      `The file of the artifact \`${name}\` does not exist.`,
      {
        hint: `Write \`${basename(source)}\` before the step ends.`,
        cause,
      },
    );
  }
}

async function measure(path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  if (!(await stat(path)).isDirectory()) return await measureFile(path);
  const hash = createHash('sha256');
  let bytes = 0;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const one = await measureFile(file);
    bytes += one.bytes;
    const name = relative(path, file).replaceAll('\\', '/');
    hash.update(`${JSON.stringify([name, one.sha256])}\n`);
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function measureFile(
  path: string,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** Moves what is complete to its place; the same content may be there already, and then it stays. */
async function place(temporary: string, target: string): Promise<void> {
  const there = await stat(target).then(
    () => true,
    () => false,
  );
  if (there) return;
  try {
    await rename(temporary, target);
  } catch (error) {
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY')) throw error;
  }
}

async function records(folder: string): Promise<readonly ArtifactRecord[]> {
  const found: ArtifactRecord[] = [];
  for (const step of await folders(folder)) {
    for (const name of await folders(step)) {
      const text = await readFileIfExists(join(name, RECORD));
      if (text !== undefined) found.push(JSON.parse(text) as ArtifactRecord);
    }
  }
  return found;
}

async function folders(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((each) => each.isDirectory()).map((each) => join(folder, each.name));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
