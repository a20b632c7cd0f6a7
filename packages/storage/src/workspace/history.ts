/**
 * The history of a run as files: one per append, named by the number of its first event, and created exclusively. So
 * of two writers at one place one wins, whichever process it is in, and what was written is whole or not there at all.
 *
 * A step that failed can be run again: then a new edition of the history begins, `2-000001.json`, in which the step and
 * what came after it have not run. The newest edition counts; earlier ones stay, for people to read.
 * @module
 */
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '@sluice/core/run';
import { hasCode } from '../atomic-file.ts';
import { createJson } from './json-file.ts';
import { damaged } from './problem.ts';

/** What one file holds. */
export interface Entry {
  readonly run: string;
  readonly events: readonly RunEvent[];
}

/** Entries by their path, for whoever reads a history again and again. An entry never changes. */
export type EntryCache = Map<string, Entry>;

/** A history as it was read. */
export interface WrittenHistory {
  readonly run: string;
  readonly edition: number;
  readonly events: readonly RunEvent[];
}

/** The history in a folder; undefined when nothing was written. Throws `WORKSPACE_DAMAGED`. */
export async function readHistory(
  folder: string,
  cache: EntryCache = new Map(),
): Promise<WrittenHistory | undefined> {
  const files = await newestEdition(folder);
  if (files === undefined) return undefined;
  const events: RunEvent[] = [];
  let run: string | undefined;
  for (const { first, path } of files.entries) {
    if (first !== events.length + 1) throw damaged(path, 'does not follow the entry before it.');
    const entry = cache.get(path) ?? (await readEntry(path));
    cache.set(path, entry);
    run ??= entry.run;
    if (entry.run !== run) throw damaged(path, 'belongs to another run.');
    events.push(...entry.events);
  }
  return { run: run ?? '', edition: files.edition, events };
}

/**
 * Adds events after those that are there, which the writer has read or written itself: then an entry at their place is
 * somebody else's, and the name of the new one is taken. False for that, and for an edition that is no longer the newest.
 */
export async function appendHistory(
  folder: string,
  run: string,
  edition: number,
  events: readonly RunEvent[],
): Promise<boolean> {
  if (await isThere(join(folder, fileName(edition + 1, 1)))) return false;
  const first = events[0]?.seq ?? 1;
  return createJson(join(folder, fileName(edition, first)), { run, events } satisfies Entry);
}

/** Begins the edition after the given one. False when somebody else did. */
export async function beginEdition(
  folder: string,
  run: string,
  edition: number,
  events: readonly RunEvent[],
): Promise<boolean> {
  return createJson(join(folder, fileName(edition + 1, 1)), { run, events } satisfies Entry);
}

function fileName(edition: number, first: number): string {
  return `${edition}-${String(first).padStart(6, '0')}.json`;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

async function newestEdition(folder: string): Promise<
  | {
      readonly edition: number;
      readonly entries: readonly { readonly first: number; readonly path: string }[];
    }
  | undefined
> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
  const found = names.flatMap((name) => {
    const [, edition, first] = /^(\d+)-(\d+)\.json$/.exec(name) ?? [];
    if (edition === undefined) return [];
    return [{ edition: Number(edition), first: Number(first), path: join(folder, name) }];
  });
  if (found.length === 0) return undefined;
  const edition = Math.max(...found.map((each) => each.edition));
  const entries = found
    .filter((each) => each.edition === edition)
    .sort((a, b) => a.first - b.first);
  return { edition, entries };
}

async function readEntry(path: string): Promise<Entry> {
  const text = await readFile(path, 'utf8');
  let entry: Partial<Entry> | null;
  try {
    entry = JSON.parse(text) as Partial<Entry> | null;
  } catch (cause) {
    throw damaged(path, `is no JSON: ${(cause as Error).message}.`, cause);
  }
  if (typeof entry?.run !== 'string' || !Array.isArray(entry.events)) {
    throw damaged(path, 'is no entry of a history.');
  }
  return entry as Entry;
}
