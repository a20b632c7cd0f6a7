/** Repaints some lines at the bottom of a terminal, and lets other lines scroll by above them. @module */
import type { CliOutput } from '../io.ts';
import { displayWidth } from '../text/display-width.ts';

// Synchronized output: the terminal shows the whole change at once. Terminals that do not know it ignore it.
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
// Without wrapping, a line that the terminal takes for wider than we do is cut and pushes nothing down.
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';
const ERASE_BELOW = '\u001b[J';
const ERASE_LINE_END = '\u001b[K';

/** The live part of a terminal. */
export interface Screen {
  /** Shows these lines in place of the ones before. What is given to go `above` them stays there. */
  paint(lines: readonly string[], above?: readonly string[]): void;
  /** Takes the lines away and gives the cursor back. */
  clear(): void;
  /** Leaves the lines where they are, and paints the next ones below whatever is there now. */
  leave(): void;
}

/** Takes the bottom of a terminal. The cursor can stay visible, for a process that may be stopped unawares. */
export function createScreen(output: CliOutput, cursor: 'hidden' | 'visible' = 'hidden'): Screen {
  let widths: readonly number[] = [];
  let paintedColumns = 0;
  let last = '';
  let isHidden = false;

  /** Up to the first of the painted lines. A terminal that has become narrower has broken them into more. */
  const toTop = (): string => {
    const columns = output.columns ?? paintedColumns;
    const height = widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    const reachable = Math.min(columns < paintedColumns ? height : widths.length, reach(output));
    return reachable > 0 ? `\u001b[${reachable}A\r` : '\r';
  };
  const hide = (): string => {
    if (isHidden || cursor === 'visible') return '';
    isHidden = true;
    return HIDE_CURSOR;
  };
  return {
    paint(lines, above = []) {
      const columns = output.columns ?? 80;
      const now = lines.map((line) => displayWidth(line));
      // In a full line the cursor stands on the last character: erasing from there would take it away.
      const text = lines
        .map((line, at) => `${line}${now[at]! < columns ? ERASE_LINE_END : ''}\n`)
        .join('');
      if (text === last && columns === paintedColumns && above.length === 0) return;
      const scrolled = above.length === 0 ? '' : `${ERASE_BELOW}${above.join('\n')}\n`;
      output.write(
        `${BEGIN}${hide()}${toTop()}${scrolled}${NO_WRAP}${text}${ERASE_BELOW}${WRAP}${END}`,
      );
      widths = now;
      paintedColumns = columns;
      last = text;
    },
    clear() {
      if (!isHidden && widths.length === 0) return;
      output.write(`${BEGIN}${toTop()}${ERASE_BELOW}${isHidden ? SHOW_CURSOR : ''}${END}`);
      isHidden = false;
      widths = [];
      last = '';
    },
    leave() {
      widths = [];
      last = '';
    },
  };
}

/** A cursor goes no further up than to the first row. */
function reach(output: CliOutput): number {
  return Math.max(0, (output.rows ?? 24) - 1);
}
