/**
 * The history of a run as a file that grows: `1.jsonl`, one line for each append, written down under a lock and made
 * durable before it counts. Whole lines are never taken back; what a killed writer left of a line counts as never
 * written, and the next writer cuts it off.
 *
 * A step that failed can be run again: then a new edition of the history begins, `2.jsonl`, in which the step and what
 * came after it have not run. The newest edition counts; earlier ones stay, for people to read.
 * @module
 */
import {
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunEvent } from '@sluice/core/run';
import { createFile, hasCode, replaceFile } from '../atomic-file.ts';
import { withFileLock } from '../file-lock.ts';
import { type HistoryFile, nothingRead, printEntry, readOn } from './history-file.ts';
import { makePrivateFolder } from './json-file.ts';
import { PRIVATE_FILE } from './layout.ts';
import { damaged } from './problem.ts';

/** A history as it was read. */
export interface WrittenHistory {
  readonly run: string;
  readonly edition: number;
  readonly events: readonly RunEvent[];
}

/** Where a history ends. */
export interface HistoryEnd {
  readonly run: string;
  readonly edition: number;
  /** How many events there are. */
  readonly events: number;
  /** The first of them. */
  readonly first: RunEvent | undefined;
}

/** What may be done to a history while nobody else changes it. */
export interface HistoryPen {
  /** Where it ends; undefined when nothing was written. */
  readonly end: HistoryEnd | undefined;
  /** Begins the first edition, in place of one that is there. */
  begin(run: string, events: readonly RunEvent[]): Promise<void>;
  /** Adds events after those that are there. */
  add(events: readonly RunEvent[]): Promise<void>;
  /** Begins another edition. */
  beginAgain(events: readonly RunEvent[]): Promise<void>;
}

/** The history in a folder. */
export interface History {
  /** Where it ended when it was read or written here last. */
  readonly end: HistoryEnd | undefined;
  /** When the file was written last, in milliseconds since 1970, as it was found when it was read here last. */
  readonly writtenAt: number | undefined;
  /** Makes the folder, so that it can be changed. */
  prepare(): Promise<void>;
  /** What there is; undefined when nothing was written. Throws `WORKSPACE_DAMAGED`. */
  read(): Promise<WrittenHistory | undefined>;
  /** Changes it, if nobody else does. The folder must be there. Throws `WORKSPACE_DAMAGED`, `STORAGE_FAILED`. */
  change<T>(work: (pen: HistoryPen) => Promise<T>): Promise<T>;
}

/** {@link HistoryEnd}, and where that is on the disk. */
interface Place extends HistoryEnd {
  readonly inode: number;
  /** In bytes. */
  readonly size: number;
  /** Whether the last line has its end. */
  readonly closed: boolean;
}

const datasync = promisify(fdatasync);

/** The history in a folder, which need not exist as long as nobody changes it. */
export function createHistory(folder: string): History {
  const lock = join(folder, 'lock');
  const pathOf = (edition: number): string => join(folder, `${edition}.jsonl`);
  /** What was read does not change, so nothing is read twice. */
  let known: HistoryFile | undefined;
  let end: Place | undefined;

  const look = async (): Promise<HistoryFile | undefined> => {
    const edition = await newestEdition(folder);
    const found =
      edition === undefined ? undefined : await lookInto(pathOf(edition), edition, known);
    known = found;
    end = found === undefined ? undefined : placeOf(found);
    return found;
  };
  const isOutdated = (place: Place): boolean => {
    if (existsSync(pathOf(place.edition + 1))) return true;
    const found = statSync(pathOf(place.edition), { throwIfNoEntry: false });
    return found?.ino !== place.inode || found.size !== place.size;
  };
  const write = async (place: Place, events: readonly RunEvent[]): Promise<void> => {
    const line = Buffer.from(`${place.closed ? '' : '\n'}${printEntry(place.run, events)}`);
    const file = openSync(pathOf(place.edition), 'r+');
    try {
      if (fstatSync(file).size > place.size) ftruncateSync(file, place.size);
      for (let done = 0; done < line.length; ) {
        done += writeSync(file, line, done, line.length - done, place.size + done);
      }
      await datasync(file);
    } catch (error) {
      end = undefined; // what there is must be looked for
      throw error;
    } finally {
      closeSync(file);
    }
    const size = place.size + line.length;
    end = { ...place, events: place.events + events.length, size, closed: true };
  };

  return {
    get end() {
      return end;
    },
    get writtenAt() {
      return known?.writtenAt;
    },
    async prepare() {
      await makePrivateFolder(folder);
      try {
        // SQLite would let others look at it.
        await writeFile(lock, '', { flag: 'wx', mode: PRIVATE_FILE });
      } catch (error) {
        // To open and close it would take the lock away from whoever holds it in this process.
        if (!hasCode(error, 'EEXIST')) throw error;
      }
    },
    async read() {
      const found = await look();
      return found && { run: found.run, edition: found.edition, events: found.events };
    },
    change: (work) =>
      withFileLock(lock, async () => {
        if (end === undefined || isOutdated(end)) await look();
        const place = end;
        const begun = (): Place => {
          if (place !== undefined) return place;
          throw new Error('There is no history yet.');
        };
        return work({
          end: place,
          async begin(run, events) {
            await replaceFile(pathOf(1), printEntry(run, events), { mode: PRIVATE_FILE });
            await look();
          },
          add: (events) => write(begun(), events),
          async beginAgain(events) {
            const { run, edition } = begun();
            const options = { mode: PRIVATE_FILE, locked: true };
            await createFile(pathOf(edition + 1), printEntry(run, events), options);
            await look();
          },
        });
      }),
  };
}

async function newestEdition(folder: string): Promise<number | undefined> {
  try {
    const names = await readdir(folder);
    const editions = names.flatMap((name) => /^([1-9]\d*)\.jsonl$/.exec(name)?.[1] ?? []);
    return editions.length === 0 ? undefined : Math.max(...editions.map(Number));
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** The file as it is now; of what is known of it, nothing is read again. */
async function lookInto(
  path: string,
  edition: number,
  known: HistoryFile | undefined,
): Promise<HistoryFile> {
  const file = await open(path, 'r');
  try {
    const { ino, size, mtimeMs } = await file.stat();
    const isKnown = known?.edition === edition && known.inode === ino && known.size <= size;
    const before = isKnown ? known : nothingRead(edition, ino);
    const tail = Buffer.alloc(size - before.size);
    const { bytesRead } = await file.read(tail, 0, tail.length, before.size);
    const found = readOn(before, tail.subarray(0, bytesRead), path);
    if (found.events.length === 0) throw damaged(path, 'holds no history.');
    return { ...found, writtenAt: mtimeMs };
  } finally {
    await file.close();
  }
}

function placeOf({ run, edition, events, inode, size, closed }: HistoryFile): Place {
  return { run, edition, events: events.length, first: events[0], inode, size, closed };
}
