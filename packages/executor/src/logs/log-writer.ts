/** The log of one attempt: masked, numbered, written in batches, with bounded memory. @module */
import type { Clock, LogLine, LogRef, LogSink } from '@sluice/core/run';
import type { Masker } from './masker.ts';

/** How much may wait to be written before writers are held back, in UTF-16 units. */
const HIGH_WATER = 1024 * 1024;

/** What a line costs beside its text. */
const LINE_OVERHEAD = 64;
const CUT_OFF =
  'The log is cut off here: it is longer than 64 MiB. Write to a file what has to be kept.';

/** How much of an attempt's log is kept, in UTF-16 units and a little for each line. What comes after it is dropped. */
export const MAX_LOG_LENGTH: number = 64 * 1024 * 1024;

/** Writes the lines of one attempt. */
export interface LogWriter {
  /** Takes a line, or several in one text. A promise means: wait for it before the next. */
  write(line: Omit<LogLine, 'line' | 'at'>): Promise<void> | undefined;
  /** Resolves when everything is written. A sink that fails never fails the attempt; its error is given here. */
  end(): Promise<unknown>;
}

/** A writer. While one batch is on its way, lines gather for the next. */
export function createLogWriter(
  sink: LogSink,
  ref: LogRef,
  masker: Masker,
  clock: Clock,
): LogWriter {
  let number = 0;
  let size = 0;
  let total = 0;
  let waiting: LogLine[] = [];
  let flushing: Promise<void> | undefined;
  let failure: unknown;

  const flush = async (): Promise<void> => {
    await null; // lines of one chunk go together
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      size = 0;
      try {
        await sink.append(ref, batch);
      } catch (error) {
        failure ??= error;
      }
    }
    flushing = undefined;
  };

  return {
    write(line) {
      if (total > MAX_LOG_LENGTH) return size > HIGH_WATER ? flushing : undefined;
      const take = (kept: Omit<LogLine, 'line' | 'at'>): void => {
        number += 1;
        waiting.push({ ...kept, line: number, at: clock.now() });
      };
      // What a task says may have several lines, and a secret may go over some of them.
      for (const text of masker.mask(line.text).split(/\r?\n/)) {
        const length = text.length + LINE_OVERHEAD;
        total += length;
        size += length;
        if (total <= MAX_LOG_LENGTH) take({ ...line, text });
        else {
          take({ stream: 'log', level: 'warn', text: CUT_OFF });
          break;
        }
      }
      flushing ??= flush();
      return size > HIGH_WATER ? flushing : undefined;
    },
    async end() {
      while (flushing !== undefined) await flushing;
      return failure;
    },
  };
}
