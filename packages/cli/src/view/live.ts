/** A run as a live tree in a terminal. @module */
import type { RunView, StepView } from '@sluice/core/run';
import type { CliOutput } from '../io.ts';
import type { Reporter } from '../run/reporter.ts';
import { stripControl } from '../text/display-width.ts';
import type { Style } from '../text/style.ts';
import { frame, fullTree } from './frame.ts';
import { createScreen } from './screen.ts';
import { treeOf } from './tree.ts';

/** What the live tree draws on. */
export interface LiveOptions {
  readonly output: CliOutput;
  readonly style: Style;
  readonly skipNote: (step: StepView) => string;
}

const FRAME_MS = 80;
const KEPT_LINES = 5;

/** Repaints some twelve times a second, and leaves the full tree behind. */
export function createLiveReporter(options: LiveOptions): Reporter {
  const { output, style } = options;
  const screen = createScreen(output);
  const tails = new Map<string, string[]>();
  const extras = {
    tail: (step: string): readonly string[] => tails.get(step) ?? [],
    skipNote: options.skipNote,
  };
  let view: RunView | undefined;
  let tick = 0;
  const paint = (): void => {
    tick++;
    if (view === undefined) return;
    const state = treeOf(view, Date.now(), tick, extras);
    screen.paint(frame(state, output.columns ?? 80, output.rows ?? 24, style));
  };
  const timer = setInterval(paint, FRAME_MS);
  timer.unref();
  return {
    event(_, next) {
      view = next;
    },
    log(step, line) {
      const lines = tails.get(step) ?? [];
      lines.push(stripControl(line.text));
      if (lines.length > KEPT_LINES) lines.shift();
      tails.set(step, lines);
    },
    abandon: () => screen.clear(),
    end(last) {
      clearInterval(timer);
      screen.clear();
      const state = treeOf(last, Date.now(), tick, extras);
      for (const line of fullTree(state, output.columns ?? 80, style)) output.write(`${line}\n`);
    },
  };
}
