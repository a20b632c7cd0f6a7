/** Logs as files: one per attempt, one line of JSON per line, so that `tail -f` works, too. @module */
import { appendFileSync, watch } from 'node:fs';
import { appendFile, mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LogLine, LogRef, LogSink } from '@sluice/core/run';
import { hasCode } from './atomic-file.ts';
import { fileNameOf } from './file-name.ts';

/** How often a reader looks at a file in case the system does not tell it of a change. */
const LOOK_EVERY_MS = 250;
/** In UTF-16 units. */
const FEW = 16 * 1024;

/**
 * A {@link LogSink} in a folder. `read` gives what was written; with a signal it then goes on with what is written, by
 * this process or another, until the signal is aborted.
 */
export function createFileLogSink(folder: string): LogSink {
  const runFolder = (run: string): string => join(folder, fileNameOf(run));
  const pathOf = (ref: LogRef): string =>
    join(runFolder(ref.run), `${fileNameOf(ref.step)}.${ref.attempt}.ndjson`);
  /** Appends to one file follow each other, or lines of two writers could come in another order than asked. */
  const queues = new Map<string, Promise<void>>();

  return {
    append(ref, lines) {
      if (lines.length === 0) return Promise.resolve();
      const path = pathOf(ref);
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      const write = async (): Promise<void> => {
        try {
          await appendText(path, text);
        } catch (error) {
          // The first line of a run, or somebody has tidied up.
          if (!hasCode(error, 'ENOENT')) throw error;
          await mkdir(dirname(path), { recursive: true });
          await appendText(path, text);
        }
      };
      const done = (queues.get(path) ?? Promise.resolve()).then(write, write);
      queues.set(path, done);
      const forget = (): void => {
        if (queues.get(path) === done) queues.delete(path);
      };
      done.then(forget, forget);
      return done;
    },
    async *read(ref, after = 0, signal) {
      const path = pathOf(ref);
      let offset = 0;
      for (;;) {
        const { lines, end } = await readFrom(path, offset);
        offset = end;
        for (const line of lines) {
          if (line.line > after) yield line;
          if (signal?.aborted) return;
        }
        if (signal === undefined || signal.aborted) return;
        await grown(path, offset, signal);
      }
    },
    async delete(run) {
      await rm(runFolder(run), { recursive: true, force: true });
    },
  };
}

/** A trip through the thread pool costs more than a few lines. */
async function appendText(path: string, text: string): Promise<void> {
  if (text.length <= FEW) appendFileSync(path, text);
  else await appendFile(path, text);
}

/** The complete lines from an offset on; a line that is still being written waits for the next look. */
async function readFrom(
  path: string,
  offset: number,
): Promise<{ readonly lines: readonly LogLine[]; readonly end: number }> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { lines: [], end: offset };
    throw error;
  }
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - offset));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    const last = buffer.subarray(0, bytesRead).lastIndexOf(0x0a);
    const texts = buffer.toString('utf8', 0, last + 1).split('\n');
    const lines = texts.flatMap((text) => parseLine(text) ?? []);
    return { lines, end: offset + last + 1 };
  } finally {
    await file.close();
  }
}

/** A line that a crash cut in two is left out: logs are not history. */
function parseLine(text: string): LogLine | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return undefined;
  }
}

async function grown(path: string, offset: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size > offset || signal.aborted) return;
    await changed(path, signal);
  }
}

function changed(path: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let watcher: ReturnType<typeof watch> | undefined;
    const done = (): void => {
      clearTimeout(timer);
      watcher?.close();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, LOOK_EVERY_MS);
    signal.addEventListener('abort', done, { once: true });
    try {
      watcher = watch(path, { persistent: false }, done);
      watcher.on('error', done);
    } catch {
      // Not there yet, or a file system without notices: the timer looks again.
    }
  });
}
