/** Files of JSON in a workspace: written whole, readable by their owner only, and checked when they are read. @module */
import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Json } from '@sluice/core/plan';
import { createFile, readFileIfExists, replaceFile } from '../atomic-file.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from './layout.ts';
import { damaged } from './problem.ts';

/** Makes a folder that only its owner can look into; one that is there stays as it is. */
export async function makePrivateFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  // The umask may have taken more away than it should.
  if (made !== undefined) await chmod(folder, PRIVATE_FOLDER);
}

/** Writes a value over what is there. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await makePrivateFolder(dirname(path));
  await replaceFile(path, printJson(value), { mode: PRIVATE_FILE });
}

/** Writes a value where nothing is; false when something is there. */
export async function createJson(path: string, value: unknown): Promise<boolean> {
  await makePrivateFolder(dirname(path));
  return createFile(path, printJson(value), { mode: PRIVATE_FILE });
}

/** The object in a file; undefined when there is no file. Throws `WORKSPACE_DAMAGED`. */
export async function readJsonObject(
  path: string,
): Promise<{ readonly [key: string]: Json } | undefined> {
  const text = await readFileIfExists(path);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(path, `is no JSON: ${(cause as Error).message}.`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as never;
  throw damaged(path, 'holds no object.');
}

/** The text of a file. */
export function printJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
