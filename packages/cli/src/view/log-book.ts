/** What steps wrote, as far as it is kept to be shown: the last lines of each, within bounds. @module */
import type { LogLine } from '@sluice/core/run';

const MAX_LINES = 10_000;
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** The kept lines of one step, oldest first. */
export interface KeptLog {
  readonly lines: readonly string[];
  /** How many earlier lines are gone. */
  readonly dropped: number;
}

/** The logs of the steps of a run. */
export interface LogBook {
  /** Keeps a line; gives it as it is shown, below the title of its group where that is a new one. */
  add(step: string, line: LogLine): readonly string[];
  /** The last lines of a step. */
  tail(step: string, count: number): readonly string[];
  read(step: string): KeptLog;
  /** Everything that is kept of a step, which is then forgotten. */
  take(step: string): KeptLog;
}

interface Page {
  lines: string[];
  /** Where the kept lines begin: moving the start is cheaper than moving all lines. */
  start: number;
  characters: number;
  dropped: number;
  group: string | undefined;
}

const NOTHING: KeptLog = { lines: [], dropped: 0 };

/** A book without lines. */
export function createLogBook(): LogBook {
  const pages = new Map<string, Page>();
  const read = (step: string): KeptLog => {
    const page = pages.get(step);
    if (page === undefined) return NOTHING;
    return { lines: page.lines.slice(page.start), dropped: page.dropped };
  };
  return {
    add(step, line) {
      let page = pages.get(step);
      if (page === undefined) {
        page = { lines: [], start: 0, characters: 0, dropped: 0, group: undefined };
        pages.set(step, page);
      }
      const shown = inGroup(page.group, line);
      if (shown.length > 0) page.group = line.group;
      for (const text of shown) keep(page, text);
      return shown;
    },
    tail(step, count) {
      const page = pages.get(step);
      return page === undefined
        ? NOTHING.lines
        : page.lines.slice(Math.max(page.start, page.lines.length - count));
    },
    read,
    take(step) {
      const kept = read(step);
      pages.delete(step);
      return kept;
    },
  };
}

/** A line of a group is indented, once for each group that it is in. */
function inGroup(before: string | undefined, { group, text, call }: LogLine): readonly string[] {
  if (group === undefined) return [text];
  // The title of its group says that it begins.
  if (call?.status === 'running') return [];
  const depth = group.split(' / ').length;
  const line = '  '.repeat(depth) + text;
  return group === before ? [line] : [`${'  '.repeat(depth - 1)}${group}:`, line];
}

function keep(page: Page, text: string): void {
  page.lines.push(text);
  page.characters += text.length;
  while (
    page.lines.length - page.start > MAX_LINES ||
    (page.characters > MAX_CHARACTERS && page.lines.length - page.start > 1)
  ) {
    page.characters -= page.lines[page.start]!.length;
    page.lines[page.start] = '';
    page.start++;
    page.dropped++;
  }
  if (page.start > MAX_LINES) {
    page.lines = page.lines.slice(page.start);
    page.start = 0;
  }
}
