/** The lines of a history: `{"run":…,"events":[…]}` for each append. @module */
import type { RunEvent } from '@sluice/core/run';
import { damaged } from './problem.ts';

/** A file of a history, as far as it was read. */
export interface HistoryFile {
  readonly run: string;
  readonly edition: number;
  readonly events: readonly RunEvent[];
  /** Of the file: another one in its place has another. */
  readonly inode: number;
  /** How many bytes and lines were read. What comes after them has not been written to its end. */
  readonly size: number;
  readonly lines: number;
  /** Whether the last line has its end. */
  readonly closed: boolean;
  /** When the file was written last, in milliseconds since 1970. */
  readonly writtenAt: number;
}

interface Entry {
  readonly run: string;
  readonly events: readonly RunEvent[];
}

const NEWLINE = 0x0a;

/** A file of which nothing was read. */
export function nothingRead(edition: number, inode: number): HistoryFile {
  return { run: '', edition, events: [], inode, size: 0, lines: 0, closed: true, writtenAt: 0 };
}

/** What is written for an append. */
export function printEntry(run: string, events: readonly RunEvent[]): string {
  return `${JSON.stringify({ run, events } satisfies Entry)}\n`;
}

/**
 * Reads on: `tail` is what the file holds after what was read. A last line without its end counts when it is whole; of
 * one that is not, nothing was written. Throws `WORKSPACE_DAMAGED` with the line.
 */
export function readOn(before: HistoryFile, tail: Buffer, path: string): HistoryFile {
  let { run, lines } = before;
  const events: RunEvent[] = [];
  const take = (text: string, line: number): void => {
    const entry = parseEntry(text, path, line);
    const follows = entry.events.every(
      (event: RunEvent | null, index) =>
        event?.seq === before.events.length + events.length + index + 1,
    );
    if (!follows) throw damaged(path, `does not go on in line ${line} where it was.`, { line });
    if (run === '') run = entry.run;
    if (entry.run !== run) throw damaged(path, `tells of another run in line ${line}.`, { line });
    // Not by `push(...)`: an edition begins with one line of all its events, and a call takes only so many arguments.
    for (const event of entry.events) events.push(event);
  };
  let at = 0;
  for (let end = tail.indexOf(NEWLINE); end >= 0; end = tail.indexOf(NEWLINE, at)) {
    // An empty line is the end of one that was read without it.
    if (end > at) take(tail.toString('utf8', at, end), ++lines);
    at = end + 1;
  }
  const rest = tail.toString('utf8', at);
  const isOpen = isWhole(rest);
  const closed = !isOpen && (at > 0 || before.closed);
  if (isOpen) {
    take(rest, ++lines);
    at = tail.length;
  }
  const size = before.size + at;
  return { ...before, run, events: [...before.events, ...events], size, lines, closed };
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parseEntry(text: string, path: string, line: number): Entry {
  let entry: Partial<Entry> | null;
  try {
    entry = JSON.parse(text) as Partial<Entry> | null;
  } catch (cause) {
    const { message } = cause as Error;
    throw damaged(path, `is no JSON in line ${line}: ${message}.`, { line, cause });
  }
  if (typeof entry?.run !== 'string' || !Array.isArray(entry.events)) {
    throw damaged(path, `holds no entry of a history in line ${line}.`, { line });
  }
  return entry as Entry;
}
