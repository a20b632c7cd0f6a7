/** Lines that somebody types. @module */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Reads one line after the other. */
export interface LineReader {
  /** The next line; undefined at the end of the input, or when nobody wants it any longer. */
  next(signal: AbortSignal): Promise<string | undefined>;
  close(): void;
}

/** Reads from a stream. The terminal itself edits the line, so an interruption stays a signal. */
export function createLineReader(input: Readable): LineReader {
  const reader = createInterface({ input, terminal: false });
  const typed: string[] = [];
  let ended = false;
  let wake = (): void => undefined;
  reader.on('line', (line) => {
    typed.push(line);
    wake();
  });
  reader.on('close', () => {
    ended = true;
    wake();
  });
  return {
    async next(signal) {
      while (typed.length === 0 && !ended && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      return signal.aborted ? undefined : typed.shift();
    },
    close: () => reader.close(),
  };
}
