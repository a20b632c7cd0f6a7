/** Rows under headings, as wide as the screen. @module */
import { cutToWidth, displayWidth, padToWidth } from './display-width.ts';

const GAP = '  ';

/** Each column is as wide as its widest cell; the last one is cut where the screen ends. */
export function printTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number | undefined,
): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, at) =>
    Math.max(...all.map((row) => displayWidth(row[at] ?? ''))),
  );
  const lines = all.map((row) =>
    row
      .map((cell, at) => padToWidth(cell, widths[at]!))
      .join(GAP)
      .trimEnd(),
  );
  const shown = columns === undefined ? lines : lines.map((line) => cutToWidth(line, columns));
  return `${shown.join('\n')}\n`;
}
