/**
 * Files that are there whole or not at all. A replacement is write-temp, fsync, rename; a creation is write-temp,
 * fsync, link, because a link fails when the name is taken and a rename does not.
 * @module
 */
import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import {
  type FileHandle,
  link,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withFileLock } from './file-lock.ts';

/** In UTF-16 units. */
const SMALL = 64 * 1024;

/** Options of {@link replaceFile} and {@link createFile}. */
export interface AtomicFileOptions {
  /** Permissions of the new file; 0o666 minus the umask unless given. */
  readonly mode?: number | undefined;
  /** The caller holds a lock without which nobody creates this file. */
  readonly locked?: boolean | undefined;
}

/** Writes a file, over one that is there. Readers see the old content or the new. Makes its folder. */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  options: AtomicFileOptions = {},
): Promise<void> {
  const temporary = await writeTemporary(path, content, options);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Writes a file that is not there yet; of several writers one wins. False when the name is taken. Makes its folder. */
export async function createFile(
  path: string,
  content: string | Uint8Array,
  options: AtomicFileOptions = {},
): Promise<boolean> {
  const temporary = await writeTemporary(path, content, options);
  try {
    await link(temporary, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EXDEV', 'EMLINK')) throw error;
    const create = () => renameIfFree(temporary, path);
    const folder = dirname(path);
    const created =
      options.locked === true ? create() : withFileLock(join(folder, '.lock'), create);
    if (!(await created)) return false;
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
  return true;
}

/** The content of a file; undefined when there is none. */
export async function readFileIfExists(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Whether an error of the system has one of the codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && codes.includes(String((error as { code?: unknown }).code));
}

/** A name beside a file that no other writer has. The dot keeps it out of lists. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 40)}.${randomUUID()}.tmp`);
}

/**
 * Writes a file that can be made again, over one that is there. Readers see the old content or the new, whatever
 * becomes of this process; nothing waits for the disk, so after a power cut the file may be gone, empty or cut short.
 * Its folder must be there.
 */
export async function replaceFileInPassing(
  path: string,
  content: string,
  options: Pick<AtomicFileOptions, 'mode'> = {},
): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    // A trip through the thread pool costs more than a small file.
    if (content.length <= SMALL) {
      writeFileSync(temporary, content, { flag: 'wx', mode: options.mode });
      renameSync(temporary, path);
    } else {
      await writeFile(temporary, content, { flag: 'wx', mode: options.mode });
      await rename(temporary, path);
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeTemporary(
  path: string,
  content: string | Uint8Array,
  options: AtomicFileOptions,
): Promise<string> {
  const temporary = temporaryBeside(path);
  const create = (): Promise<FileHandle> => open(temporary, 'wx', options.mode);
  const file = await create().catch(async (error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
    await mkdir(dirname(path), { recursive: true });
    return create();
  });
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return temporary;
}

/** Where hard links do not exist: whoever holds the lock may rename. */
async function renameIfFree(temporary: string, path: string): Promise<boolean> {
  if ((await readFileIfExists(path)) !== undefined) return false;
  await rename(temporary, path);
  return true;
}

/** Makes the name itself durable; systems that cannot sync a folder are left alone. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!hasCode(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP')) throw error;
  }
}
