/**
 * Older states of saved workflows: the history holds what was replaced, the trash what was deleted. Both are in one
 * folder beside that of the workflows, which Git is told to leave alone: `workflows-past`.
 * @module
 */
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { WorkflowName } from '@sluice/core/plan';
import { createFile, hasCode, readFileIfExists } from '../atomic-file.ts';
import { parseRecord, type WorkflowRecord } from './record.ts';

/** The past of all workflows of a folder. */
export interface Past {
  /** What {@link import('../file-lock.ts').withFileLock} locks for whoever changes a workflow. */
  readonly lock: string;
  /** Makes the folder, so that it can be locked. */
  prepare(): Promise<void>;
  /** Keeps the text of a record that is about to be replaced, or deleted. Kept twice it is there once. */
  keep(part: 'history' | 'trash', name: WorkflowName, time: string, text: string): Promise<void>;
  /** The states that can be read, the latest first. */
  states(part: 'history' | 'trash', name: WorkflowName): Promise<readonly WorkflowRecord[]>;
  /** The names that have states. */
  names(part: 'history' | 'trash'): Promise<readonly string[]>;
  /** Gives the history of one name to another. */
  move(from: WorkflowName, to: WorkflowName): Promise<void>;
}

/** The past of the workflows in a folder. */
export function pastOf(workflows: string): Past {
  const folder = join(dirname(resolve(workflows)), `${basename(resolve(workflows))}-past`);
  const folderOf = (part: string, name: string): string => join(folder, part, name);
  return {
    lock: join(folder, 'lock'),
    async prepare() {
      if (existsSync(folder) || (await mkdir(folder, { recursive: true })) === undefined) return;
      await writeFile(join(folder, '.gitignore'), '*\n');
    },
    async keep(part, name, time, text) {
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
      const stamp = time.replace(/[^0-9TZ]/g, '-').slice(0, 40);
      await createFile(join(folderOf(part, name), `${stamp}-${hash}.json`), text, { locked: true });
    },
    async states(part, name) {
      const place = folderOf(part, name);
      const states: WorkflowRecord[] = [];
      for (const each of (await entries(place)).sort().reverse()) {
        if (!each.endsWith('.json') || each.startsWith('.')) continue;
        const file = join(place, each);
        const text = await readFileIfExists(file);
        if (text === undefined) continue;
        try {
          states.push(parseRecord(text, name, file));
        } catch {
          // It was damaged when it was replaced; the file is there for people to look at.
        }
      }
      return states;
    },
    async names(part) {
      const place = join(folder, part);
      const hasStates = (name: string): boolean =>
        statSync(join(place, name), { throwIfNoEntry: false })?.isDirectory() === true;
      return (await entries(place)).filter(hasStates);
    },
    async move(from, to) {
      const [old, place] = [folderOf('history', from), folderOf('history', to)];
      const files = await entries(old);
      if (files.length === 0) return;
      await mkdir(place, { recursive: true });
      for (const each of files) await rename(join(old, each), join(place, each));
      await rm(old, { recursive: true, force: true });
    },
  };
}

/** The names in a folder; none where there is no folder. */
export async function entries(folder: string): Promise<string[]> {
  // Most names have no past, and to ask is far cheaper than an error.
  if (!existsSync(folder)) return [];
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
