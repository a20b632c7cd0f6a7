/** What the system says about a disk that does not let itself be written, in words for people. @module */
import { dirname } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';

const REASONS: Readonly<Record<string, readonly [fact: string, hint: string]>> = {
  ENOSPC: ['no space is left on the disk', 'Make room on the disk and try again.'],
  EDQUOT: ['the quota of the disk is used up', 'Make room on the disk and try again.'],
  EFBIG: ['the file would be larger than is allowed', 'Raise the limit (`ulimit -f`).'],
  EROFS: ['the disk is read-only', 'Choose a folder that can be written.'],
  EACCES: ['permission is denied', 'Allow this user to write there, or choose another folder.'],
  EPERM: ['permission is denied', 'Allow this user to write there, or choose another folder.'],
  ENOTDIR: ['a part of the path is not a folder', 'Choose another folder.'],
  EMFILE: ['too many files are open', 'Raise the limit (`ulimit -n`).'],
  EIO: ['the disk has failed', 'Check the disk.'],
  NOTADB: [
    'its lock, an empty file, holds something',
    'Empty that file when nobody uses the folder.',
  ],
};
/** SQLite, asked for a lock, says in numbers what the system says in names. */
const SQLITE_REASONS: Readonly<Record<number, string>> = {
  8: 'EACCES',
  13: 'ENOSPC',
  14: 'EACCES',
  26: 'NOTADB',
};

/** Does something on a disk. What the system refuses becomes `STORAGE_FAILED` with the path; other errors stay as they are. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageProblem(path, error) ?? error;
  }
}

/** What the system has refused, as `STORAGE_FAILED` with the path; undefined for any other error. */
export function storageProblem(path: string, error: unknown): WorkflowError | undefined {
  if (!(error instanceof Error) || WorkflowError.is(error)) return undefined;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  const name = typeof errcode === 'number' ? SQLITE_REASONS[errcode & 0xff] : String(code);
  const reason = name === undefined ? undefined : REASONS[name];
  if (reason === undefined) return undefined;
  const [fact, hint] = reason;
  const { path: file } = error as { path?: unknown };
  const place = typeof file === 'string' && name !== 'ENOTDIR' ? dirname(file) : path;
  return new WorkflowError('STORAGE_FAILED', `\`${place}\` cannot be used: ${fact}.`, {
    hint,
    cause: error,
  });
}
