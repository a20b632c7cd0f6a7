/** The log of a step in one piece. @module */
import { logText } from '../text/log-text.ts';
import type { Style } from '../text/style.ts';
import type { KeptLog } from './log-book.ts';

/** The kept lines, indented; the first says how many are not among them. At most `limit` of them, the last. */
export function logLines(
  { lines, dropped }: KeptLog,
  style: Style,
  limit: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  const shown = lines.length > limit ? lines.slice(-limit) : lines;
  const earlier = dropped + lines.length - shown.length;
  return [
    ...(earlier > 0
      ? [style.dim(`  … ${earlier} earlier ${earlier === 1 ? 'line' : 'lines'}`)]
      : []),
    ...shown.map((line) => `  ${logText(line, style)}`),
  ];
}
