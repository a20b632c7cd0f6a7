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
import { fileURLToPath } from 'node:url';
import type { KnownCommand } from './known-command.ts';

/** How long a bundle stays that no index names: a run that began with it may still start steps. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** What is known of a project. */
export interface CachedProject {
  readonly entry: string;
  /** The file name of the bundle; undefined where Node loads the files as they are. */
  readonly bundle?: string;
  /** Path and text of everything that it depends on. */
  readonly inputs: readonly (readonly [path: string, text: string])[];
  /** Files that are not there. */
  readonly absent: readonly string[];
  /** Whether it uses a package that is being worked on, whose changes nothing here tells. */
  readonly linked: boolean;
  /** Its commands, once it has been loaded. */
  readonly commands?: readonly KnownCommand[];
}

/** The index as it stands in its file. */
interface Index extends CachedProject {
  /** What made it: versions of everything that could make another. */
  readonly maker: string;
}

/** The folder of the cache. */
export function cacheFolder(entry: string): string {
  return join(dirname(entry), '.sluice', 'cache');
}

/** What the cache holds for a project as it is now; undefined when anything has changed. */
export function readCache(entry: string, version: string): CachedProject | undefined {
  const folder = cacheFolder(entry);
  try {
    const cached = readIndex(entry);
    const fresh =
      cached.maker === makerOf(version) &&
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

/** The commands that a project had when it was last loaded, whatever has changed since; undefined when nobody knows. */
export function lastCommands(entry: string): readonly KnownCommand[] | undefined {
  try {
    return readIndex(entry).commands;
  } catch {
    return undefined;
  }
}

/** Keeps what was found out. Files appear whole; of two writers at once either one is right. */
export function writeCache(
  version: string,
  cached: CachedProject,
  files: Readonly<Record<string, string>>,
): void {
  const folder = cacheFolder(cached.entry);
  mkdirSync(folder, { recursive: true });
  const ignore = join(dirname(folder), '.gitignore');
  if (!existsSync(ignore)) writeWhole(ignore, '*\n');
  for (const [name, text] of Object.entries(files)) writeWhole(join(folder, name), text);
  writeWhole(
    indexFile(cached.entry),
    JSON.stringify({ maker: makerOf(version), ...cached } satisfies Index),
  );
  prune(folder);
}

function readIndex(entry: string): Index {
  return JSON.parse(readFileSync(indexFile(entry), 'utf8')) as Index;
}

/** Everything besides the project that decides what is made of it. */
function makerOf(version: string): string {
  const conditions = process.execArgv.filter((each) => each.startsWith('--conditions'));
  const self = statSync(fileURLToPath(import.meta.url));
  return [3, version, self.mtimeMs, process.version, ...conditions].join(' ');
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
