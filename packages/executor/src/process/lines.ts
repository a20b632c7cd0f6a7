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

/** Where a line that is too long may be cut. */
export interface LineCut {
  /** The place for a cut, at or before `at`. */
  safeCut(text: string, at: number): number;
  /** How much of the text beyond `at` must be known to say so. */
  readonly longest: number;
}

const ANYWHERE: LineCut = { safeCut: (_, at) => at, longest: 0 };

/** A splitter for `\n` and `\r\n`. Characters that lie across chunks stay whole. */
export function createLineSplitter(
  maxLength: number = MAX_LINE_LENGTH,
  where: LineCut = ANYWHERE,
): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): string[] => {
    const lines = text.split('\n');
    // A line that comes in many chunks is put together once, not searched again with each of them.
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? '';
    const whole = lines.flatMap((ended) => {
      const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
      if (line.length <= maxLength) return line;
      const { pieces, left } = cut(line, maxLength);
      return left === '' ? pieces : [...pieces, left];
    });
    const { pieces, left } = cut(rest, maxLength + where.longest);
    rest = left;
    return [...whole, ...pieces];
  };
  /** Pieces of a line as long as it is longer than `limit`. */
  const cut = (line: string, limit: number): { pieces: readonly string[]; left: string } => {
    const pieces: string[] = [];
    let left = line;
    while (left.length > limit) {
      const at = where.safeCut(left, maxLength);
      pieces.push(left.slice(0, at));
      left = left.slice(at);
    }
    return { pieces, left };
  };
  return {
    push: (chunk) => take(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))),
    end() {
      const lines = take(decoder.end());
      const { pieces, left } = cut(rest, maxLength);
      rest = '';
      return [...lines, ...pieces, ...(left === '' ? [] : [left])];
    },
  };
}
