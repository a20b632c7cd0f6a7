/** Repaints some lines at the bottom of a terminal, and lets other lines scroll by above them. @module */
import type { CliOutput } from '../io.ts';

const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** The live part of a terminal. */
export interface Screen {
  /** Shows these lines in place of the ones before. */
  paint(lines: readonly string[]): void;
  /** Takes the lines away and gives the cursor back. */
  clear(): void;
}

/** Takes the bottom of a terminal. */
export function createScreen(output: CliOutput): Screen {
  let height = 0;
  let last = '';
  const toTop = (): string => (height > 0 ? `\u001b[${height}A\r` : '\r');
  return {
    paint(lines) {
      const text = lines.map((line) => `${line}\u001b[K\n`).join('');
      if (text === last) return;
      const start = last === '' ? HIDE_CURSOR : '';
      output.write(`${BEGIN}${start}${toTop()}${text}\u001b[J${END}`);
      height = lines.length;
      last = text;
    },
    clear() {
      if (last === '') return;
      output.write(`${BEGIN}${toTop()}\u001b[J${SHOW_CURSOR}${END}`);
      height = 0;
      last = '';
    },
  };
}
