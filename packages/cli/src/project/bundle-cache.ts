/**
 * What was found out about a project, kept in `.sluice/cache` until one byte of what it depends on is another. The
 * texts themselves are compared, so that what is found there is never stale.
 * @module
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** How long a bundle stays that no index names: a run that began with it may still start steps. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** What is known of a project. */
export interface CachedProject {
  /** What made it: versions of everything that could make another. */
  readonly maker: string;
  readonly entry: string;
  /** The file name of the bundle; undefined where Node loads the files as they are. */
  readonly bundle?: string;
  /** Path and text of everything that it depends on. */
  readonly inputs: readonly (readonly [path: string, text: string])[];
  /** Files that are not there. */
  readonly absent: readonly string[];
}

/** The folder of the cache. */
export function cacheFolder(entry: string): string {
  return join(dirname(entry), '.sluice', 'cache');
}

/** What the cache holds for a project as it is now; undefined when anything has changed. */
export function readCache(entry: string, maker: string): CachedProject | undefined {
  const folder = cacheFolder(entry);
  try {
    const cached = JSON.parse(readFileSync(indexFile(entry), 'utf8')) as CachedProject;
    const fresh =
      cached.maker === maker &&
      cached.entry === entry &&
      cached.inputs.every(([path, text]) => readFileSync(path, 'utf8') === text) &&
      !cached.absent.some((path) => existsSync(path));
    if (!fresh) return undefined;
    if (cached.bundle !== undefined) {
      const now = new Date();
      utimesSync(join(folder, cached.bundle), now, now);
    }
    return cached;
  } catch {
    // Not there, not whole, or one of its files is gone: all the same as nothing.
    return undefined;
  }
}

/** Keeps what was found out. Files appear whole; of two writers at once either one is right. */
export function writeCache(cached: CachedProject, files: Readonly<Record<string, string>>): void {
  const folder = cacheFolder(cached.entry);
  mkdirSync(folder, { recursive: true });
  const ignore = join(dirname(folder), '.gitignore');
  if (!existsSync(ignore)) writeWhole(ignore, '*\n');
  for (const [name, text] of Object.entries(files)) writeWhole(join(folder, name), text);
  writeWhole(indexFile(cached.entry), JSON.stringify(cached));
  prune(folder);
}

function indexFile(entry: string): string {
  return join(cacheFolder(entry), `${basename(entry)}.json`);
}

let written = 0;

function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}-${written++}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function prune(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > KEPT_MS && !name.endsWith('.json')) rmSync(path, { force: true });
  }
}
