/** The terminal that controls this process, also when all of its streams are pipes. @module */
import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { CliTerminal } from '@sluice/cli';

/** Opens `/dev/tty`; undefined where there is none: on a server, in CI, and on Windows. */
export function openTerminal(): CliTerminal | undefined {
  let descriptor: number;
  try {
    descriptor = openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
  const output = openSync('/dev/tty', 'w');
  const input = new ReadStream(descriptor);
  return {
    input,
    write: (text) => void writeSync(output, text),
    close() {
      input.destroy();
      closeSync(output);
    },
  };
}
