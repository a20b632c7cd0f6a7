/** Decides what is imported for a project, before anything of it is executed: its file, or a bundle of it. @module */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mapFileOf } from '@sluice/executor';
import type { ProjectBundle } from './bundle.ts';
import { cacheFolder, readCache, writeCache } from './bundle-cache.ts';

/** Node keeps the compiled form of stripped TypeScript from this version on: before it, one bundle loads faster. */
const NATIVE_IS_FAST: boolean = Number(process.versions.node.split('.', 1)[0]) >= 26;

/** What to import for a project: a file URL. Throws `Problems` when its modules cannot be read. */
export async function prepareModule(file: string, version: string): Promise<string> {
  const native = pathToFileURL(file).href;
  if (!/\.[cm]?ts$/.test(file)) return native;
  const folder = cacheFolder(file);
  const cached = readCache(file, version);
  if (cached !== undefined) {
    return cached.bundle === undefined ? native : pathToFileURL(join(folder, cached.bundle)).href;
  }
  const { bundleProject } = await import('./bundle.ts');
  const made = await bundleProject(file, folder);
  const wanted = NATIVE_IS_FAST || made.computedImports;
  const name = wanted && (await made.isNative()) ? undefined : nameOf(made);
  try {
    writeCache(
      version,
      {
        entry: file,
        ...(name !== undefined && { bundle: name }),
        inputs: [...made.inputs],
        absent: made.absent,
        linked: made.linkedPackages,
      },
      name === undefined ? {} : textsOf(name, made),
    );
  } catch {
    // A project that cannot be written to is still one that can be run.
    if (await made.isNative()) return native;
    return writeElsewhere(await bundleProject(file, folder, { absolutePackages: true }));
  }
  return name === undefined ? native : pathToFileURL(join(folder, name)).href;
}

function nameOf(bundle: ProjectBundle): string {
  return `${createHash('sha256').update(bundle.code).digest('hex').slice(0, 32)}.mjs`;
}

function textsOf(name: string, { code, map }: ProjectBundle): Readonly<Record<string, string>> {
  return { [mapFileOf(name)]: map, [name]: code };
}

/** A folder of this process alone, gone when it ends. Its packages are named by their files. */
function writeElsewhere(bundle: ProjectBundle): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const name = nameOf(bundle);
  for (const [file, text] of Object.entries(textsOf(name, bundle))) {
    writeFileSync(join(folder, file), text, { mode: 0o600 });
  }
  return pathToFileURL(join(folder, name)).href;
}
