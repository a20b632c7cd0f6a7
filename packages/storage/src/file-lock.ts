/**
 * Locks between processes that the system gives back when their holder dies, however it dies: those of SQLite, on a
 * file that stays empty. Node itself offers none.
 * @module
 */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowError } from '@sluice/core/plan';
import { loadSqlite } from './sqlite.ts';

/** How long somebody else may hold a lock before waiting for it is given up. */
const GIVE_UP_MS = 30_000;
const BUSY = 5;

const queues = new Map<string, Promise<unknown>>();

/**
 * Does something while nobody else holds the lock, in this process or another. The file is made where it is missing and
 * must never be removed: another process may be waiting on it. Throws `STORAGE_FAILED` after half a minute of waiting.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const file = resolve(path);
  const mine = (queues.get(file) ?? Promise.resolve()).then(() => locked(file, work));
  const quiet = mine.catch(() => undefined);
  queues.set(file, quiet);
  try {
    return await mine;
  } finally {
    if (queues.get(file) === quiet) queues.delete(file);
  }
}

async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const { DatabaseSync } = loadSqlite();
  const end = Date.now() + GIVE_UP_MS;
  for (;;) {
    const database = await opened(file, () => new DatabaseSync(file));
    try {
      // Without a journal nothing but the lock file itself appears on the disk.
      database.exec('PRAGMA journal_mode = OFF; BEGIN IMMEDIATE');
      return await work();
    } catch (error) {
      if ((error as { errcode?: unknown }).errcode !== BUSY) throw error;
      if (Date.now() > end) {
        throw new WorkflowError('STORAGE_FAILED', `Another process holds \`${file}\`.`, {
          hint: 'Wait until it has ended, or end it, and try again.',
          cause: error,
        });
      }
    } finally {
      database.close();
    }
    await sleep(1 + Math.random() * 14);
  }
}

/** What SQLite says when it cannot open a file is less than what the system says. */
async function opened<T>(file: string, make: () => T): Promise<T> {
  try {
    return make();
  } catch (error) {
    await (await open(file, 'a')).close();
    throw error;
  }
}
