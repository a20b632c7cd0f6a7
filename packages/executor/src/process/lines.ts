/** Bytes of a stream into lines, with bounded memory. @module */
import { StringDecoder } from 'node:string_decoder';

/** The longest line, in UTF-16 units. A longer one is split. */
export const MAX_LINE_LENGTH: number = 1024 * 1024;

/** The longest message of the step runner: what a payload may hold, and more than a string takes when it is escaped. */
export const MAX_MESSAGE_LENGTH: number = 512 * 1024 * 1024;

/** Takes the bytes of one stream and gives its lines, without their ends. */
export interface LineSplitter {
  /** The lines that are complete now. */
  push(chunk: Uint8Array): readonly string[];
  /** What is left without a line end. */
  end(): readonly string[];
}

/** A splitter for `\n` and `\r\n`. Characters that lie across chunks stay whole. */
export function createLineSplitter(maxLength: number = MAX_LINE_LENGTH): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): string[] => {
    const lines = text.split('\n');
    // A line that comes in many chunks is put together once, not searched again with each of them.
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? '';
    const whole = lines.flatMap((line) => cut(line.endsWith('\r') ? line.slice(0, -1) : line));
    while (rest.length > maxLength) {
      whole.push(rest.slice(0, maxLength));
      rest = rest.slice(maxLength);
    }
    return whole;
  };
  const cut = (line: string): string[] => {
    if (line.length <= maxLength) return [line];
    const pieces: string[] = [];
    for (let at = 0; at < line.length; at += maxLength) pieces.push(line.slice(at, at + maxLength));
    return pieces;
  };
  return {
    push: (chunk) => take(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))),
    end() {
      const lines = take(decoder.end());
      if (rest !== '') lines.push(rest);
      rest = '';
      return lines;
    },
  };
}
