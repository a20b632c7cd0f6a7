/**
 * The folders of attempts. One that a shell step leaves as it found it goes to the next shell step, under another name
 * and with the files in it: to make and remove files costs a file system more than everything else about a small step.
 * @module
 */
import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlanStep } from '@sluice/core/plan';
import { COMMAND_FILE_NAMES } from './command-files.ts';

/** A folder with no more than this is emptied at once; a larger one in the background of other work. */
const FEW = 16;
/** The file of a shell step that holds its script. */
export const SCRIPT_NAME = 'script.sh';
/** A regular file, or a folder, that its owner can use as they like. */
const OWN_FILE = 0o100600;
const OWN_FOLDER = 0o040700;

/** The folders of the attempts of one process. */
export interface AttemptFolders {
  /** The folder for an attempt. It has no files but those that every attempt of its kind has. */
  take(kind: PlanStep['run']['kind'], name: string): Promise<string>;
  /** Takes a folder away. What is left there is nobody's any more: that it cannot be removed changes nothing. */
  giveBack(kind: PlanStep['run']['kind'], folder: string): Promise<void>;
  /** Removes all of them, unless they were made in a folder of the caller's. */
  close(): Promise<void>;
}

/** Folders in the given one, or in one of their own. */
export function createAttemptFolders(place: string | undefined): AttemptFolders {
  let root: Promise<string> | undefined;
  /** Of attempts that have ended, ready for the next. */
  const spare: string[] = [];
  return {
    async take(kind, name) {
      root ??= place === undefined ? mkdtemp(join(tmpdir(), 'sluice-')) : Promise.resolve(place);
      const folder = join(await root, name);
      const used = kind === 'shell' ? spare.pop() : undefined;
      // Under its old name nobody finds it: not what still runs of an earlier attempt either.
      if (used === undefined || !isRenamed(used, folder)) mkdirSync(folder, { recursive: true });
      return folder;
    },
    async giveBack(kind, folder) {
      if (kind === 'shell' && isAsNew(folder)) spare.push(folder);
      else await remove(folder);
    },
    async close() {
      const made = await root;
      root = undefined;
      const left = spare.splice(0);
      if (made === undefined) return;
      if (place === undefined) await rm(made, { recursive: true, force: true });
      else for (const folder of left) await remove(folder);
    },
  };
}

function isRenamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}

/** Whether an attempt has left nothing behind: no file of its own, no word in those that it was given, no other name. */
function isAsNew(folder: string): boolean {
  try {
    if (!isOwn(lstatSync(folder).mode, OWN_FOLDER)) return false;
    return readdirSync(folder).every((name) => {
      if (name !== SCRIPT_NAME && !COMMAND_FILE_NAMES.includes(name)) return false;
      const { mode, nlink, size } = lstatSync(join(folder, name));
      return isOwn(mode, OWN_FILE) && nlink === 1 && (size === 0 || name === SCRIPT_NAME);
    });
  } catch {
    return false;
  }
}

function isOwn(mode: number, kind: number): boolean {
  return (mode & (0o170000 | kind)) === kind;
}

async function remove(folder: string): Promise<void> {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    if (entries.length <= FEW && entries.every((entry) => !entry.isDirectory())) {
      for (const { name } of entries) unlinkSync(join(folder, name));
      rmdirSync(folder);
      return;
    }
    await rm(folder, { recursive: true, force: true });
  } catch {
    // Gone already, or kept open by somebody.
  }
}
