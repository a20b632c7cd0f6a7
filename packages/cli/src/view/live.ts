/** A run as a live tree in a terminal. @module */
import type { RunEvent, RunView } from '@sluice/core/run';
import type { CliOutput } from '../io.ts';
import type { Reporter } from '../run/reporter.ts';
import type { Style } from '../text/style.ts';
import { createCallBook } from './call-book.ts';
import { cancelledBy, createEventLines, WHY_CANCELLED } from './event-line.ts';
import { frame, fullTree } from './frame.ts';
import { createLogBook } from './log-book.ts';
import { logLines } from './log-lines.ts';
import { createMachineBook } from './machine-book.ts';
import type { ShownLogs } from './plain.ts';
import { createScreen } from './screen.ts';
import { printSummary } from './summary.ts';
import { type TreeExtras, treeOf } from './tree.ts';

/** What the live tree draws on, and what it shows. */
export interface LiveOptions {
  readonly output: CliOutput;
  readonly style: Style;
  /** The folder that places are shown from. */
  readonly cwd: string;
  /** Whether the logs of steps that succeeded are shown as well when they have ended. */
  readonly logs: ShownLogs;
  readonly skipNote: TreeExtras['skipNote'];
  /** Whether the cursor stays visible: the process may be stopped without knowing. */
  readonly cursor?: 'hidden' | 'visible' | undefined;
  /** The run as it is now. Asked at most once a frame, and only when something has happened. */
  readonly view: () => Promise<RunView>;
}

const FRAME_MS = 80;
const TAIL_LINES = 3;
/** How much of the log of a failed step is shown at the end: what came before would push all else out of sight. */
const FAILED_LINES = 200;

/**
 * Repaints some twelve times a second. The log of a step that has succeeded goes up into the scrollback; the whole tree
 * and the logs of what failed stay behind at the end.
 */
export function createLiveReporter(options: LiveOptions): Reporter {
  const { output, style } = options;
  const screen = createScreen(output, options.cursor);
  const book = createLogBook();
  const calls = createCallBook();
  const machines = createMachineBook();
  const lineOf = createEventLines(options, machines);
  const whyCancelled = new Map<string, string>();
  let spilled: string[] = [];
  let notice: string | undefined;
  let view: RunView | undefined;
  let isStale = false;
  let isOver = false;
  let tick = 0;
  /** How many others write to the terminal. */
  let suspended = 0;

  const extras = (): TreeExtras => ({
    notice,
    tail: (step) => book.tail(step, TAIL_LINES),
    calls: calls.read,
    machine: machines.read,
    cancelNote: (step) => whyCancelled.get(step) ?? '',
    skipNote: options.skipNote,
  });
  const state = (run: RunView) => treeOf(run, Date.now(), tick, extras());
  const paint = (): void => {
    if (isOver || suspended > 0 || view === undefined) return;
    screen.paint(frame(state(view), output.columns ?? 80, output.rows ?? 24, style), spilled);
    spilled = [];
  };
  const refresh = async (): Promise<void> => {
    tick++;
    // What is painted for a size that the terminal no longer has leaves pieces of the picture before it behind.
    output.refreshSize?.();
    if (isStale) {
      isStale = false;
      view = await options.view();
    }
    paint();
  };
  const timer = setInterval(() => void refresh().catch(() => undefined), FRAME_MS);
  timer.unref();
  output.on?.('resize', paint);
  const stop = (): void => {
    isOver = true;
    clearInterval(timer);
    output.off?.('resize', paint);
    screen.clear();
  };

  return {
    event(event) {
      isStale = true;
      notice = noticeOf(event) ?? (event.type === 'resumed' ? undefined : notice);
      if (event.type === 'step-cancelled')
        whyCancelled.set(event.step, WHY_CANCELLED[event.reason]);
      if (event.type === 'step-started') calls.forget(event.step);
      const line = lineOf(event);
      if (event.type !== 'step-completed' || line === undefined) return;
      const log = book.take(event.step);
      if (options.logs !== 'full' || log.lines.length === 0) return;
      spilled.push(line, ...logLines(log, style));
    },
    log(step, line) {
      calls.add(step, line);
      book.add(step, line);
    },
    suspend() {
      suspended++;
      screen.clear();
    },
    resume() {
      suspended--;
    },
    leave: screen.leave,
    abandon: stop,
    end(last) {
      if (isOver) return;
      stop();
      const { outcome } = last;
      notice = outcome?.status === 'cancelled' ? `cancelled (${cancelledBy(outcome)})` : undefined;
      const columns = output.columns ?? 80;
      const lines = [
        ...spilled,
        ...fullTree(state(last), columns, style),
        ...printSummary(last, {
          style,
          columns,
          cwd: options.cwd,
          logs: (step) =>
            options.logs === 'none' ? [] : logLines(book.read(step), style, FAILED_LINES),
        }),
      ];
      output.write(`${lines.join('\n')}\n`);
    },
  };
}

function noticeOf(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'cancel-requested':
      return `cancelling… (${cancelledBy(event)})`;
    case 'paused':
      return `paused by ${event.by}`;
    default:
      return undefined;
  }
}
