/**
 * Locks between processes that the system gives back when their holder dies, however it dies: those of SQLite, on a
 * file that stays empty. Node itself offers none.
 * @module
 */
import { accessSync, constants, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowError } from '@sluice/core/plan';
import { loadSqlite } from './sqlite.ts';

/** How long somebody else may hold a lock before waiting for it is given up. */
const GIVE_UP_MS = 30_000;
const BUSY = 5;

/**
 * How long a lock that nobody needs stays open: to open one costs far more than to take it. On Windows a file that is
 * open cannot be removed.
 */
const KEEP_OPEN_MS = process.platform === 'win32' ? 0 : 100;

/** How many locks may be open with nobody to need them: each takes a file of the process and memory. */
const KEEP_OPEN = 16;

const queues = new Map<string, Promise<unknown>>();
const connections = new Map<string, Connection>();

/**
 * Does something while nobody else holds the lock, in this process or another. The file is made where it is missing and
 * must never be removed: another process may be waiting on it. Nor may this process open it in another way: whatever
 * closes it takes the lock away. Throws `STORAGE_FAILED` after half a minute of waiting.
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
  const end = Date.now() + GIVE_UP_MS;
  for (;;) {
    const connection = connections.get(file) ?? (await connect(file));
    if (take(file, connection)) {
      try {
        // Where a folder was made anew, the file that is locked is no longer the one that others lock.
        if (inodeOf(file) === connection.inode) return await work();
        connection.outdated = true;
      } finally {
        giveBack(file, connection);
      }
      continue;
    }
    if (Date.now() > end) {
      throw new WorkflowError('STORAGE_FAILED', `Another process holds \`${file}\`.`, {
        hint: 'Wait until it has ended, or end it, and try again.',
      });
    }
    await sleep(1 + Math.random() * 14);
  }
}

/** A lock that is open, held or not. */
interface Connection {
  readonly database: DatabaseSync;
  readonly inode: number | undefined;
  /** Closes it when nobody has held it for a while. */
  readonly idle: NodeJS.Timeout;
  held: boolean;
  outdated: boolean;
}

async function connect(file: string): Promise<Connection> {
  const { DatabaseSync } = loadSqlite();
  const database = await opened(file, () => new DatabaseSync(file));
  try {
    // Where it may only be read, SQLite reads without a word, and readers do not keep each other out.
    accessSync(file, constants.W_OK);
  } catch (error) {
    database.close();
    throw error;
  }
  const idle = setTimeout(() => {
    if (!connection.held) disconnect(file, connection);
  }, KEEP_OPEN_MS).unref();
  const connection = { database, inode: inodeOf(file), idle, held: false, outdated: false };
  connections.set(file, connection);
  return connection;
}

/** False when another process holds the lock. */
function take(file: string, connection: Connection): boolean {
  try {
    // Without a journal nothing but the lock file itself appears on the disk.
    connection.database.exec('PRAGMA journal_mode = OFF; BEGIN IMMEDIATE');
    connection.held = true;
    return true;
  } catch (error) {
    if ((error as { errcode?: unknown }).errcode === BUSY) return false;
    disconnect(file, connection);
    throw error;
  }
}

function giveBack(file: string, connection: Connection): void {
  connection.database.exec('ROLLBACK');
  connection.held = false;
  const isNeedless = connection.outdated || KEEP_OPEN_MS === 0 || connections.size > KEEP_OPEN;
  if (isNeedless) disconnect(file, connection);
  else connection.idle.refresh();
}

function disconnect(file: string, connection: Connection): void {
  connections.delete(file);
  clearTimeout(connection.idle);
  connection.database.close();
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
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
