/** A run as plain lines: for pipes, files and CI. @module */
import type { RunView } from '@sluice/core/run';
import type { CliOutput } from '../io.ts';
import type { Reporter } from '../run/reporter.ts';
import { logText } from '../text/log-text.ts';
import type { Style } from '../text/style.ts';
import { createEventLines, type EventLineOptions } from './event-line.ts';
import { createLogBook } from './log-book.ts';
import { logLines } from './log-lines.ts';
import { stepName } from './step-name.ts';
import { printSummary } from './summary.ts';

/** Which logs are shown: all, those of failed steps, none. */
export type ShownLogs = 'full' | 'errors-only' | 'none';

/** How plain lines are laid out. */
export interface PlainOptions {
  readonly output: CliOutput;
  readonly style: Style;
  /** The folder that places are shown from. */
  readonly cwd: string;
  /** Logs as they come, or under their step when it has ended. */
  readonly order: 'stream' | 'grouped';
  readonly logs: ShownLogs;
  readonly skipNote: EventLineOptions['skipNote'];
  /** What whoever reads the lines makes of them. */
  readonly dialect?: LogDialect;
}

/** How lines are written for a reader that takes some of them for commands. */
export interface LogDialect {
  /** A line of text that stays one. */
  readonly text: (line: string) => string;
  /** The log of a step that has ended well. */
  readonly group: (title: string, lines: readonly string[]) => readonly string[];
  /** What is said after the summary. */
  readonly last: (view: RunView) => readonly string[];
}

const PLAIN: LogDialect = { text: (line) => line, group: (_, lines) => lines, last: () => [] };

/** How much of a log that has been shown already is shown once more when its step failed. */
const AGAIN_LINES = 40;

/** One line for each start, end and skip; logs behind the name of their step, those of failed steps last. */
export function createPlainReporter(options: PlainOptions): Reporter {
  const { output, style, order, logs, dialect = PLAIN } = options;
  const book = createLogBook();
  const lineOf = createEventLines(options);
  const isStreamed = order === 'stream' && logs === 'full';
  const say = (lines: readonly string[]): void => write(lines.map(dialect.text));
  const write = (lines: readonly string[]): void => {
    if (lines.length > 0) output.write(`${lines.join('\n')}\n`);
  };
  const prefixed = (step: string, lines: readonly string[]): readonly string[] =>
    lines.map((line) => `${style.dim(`${stepName(step)} |`)} ${logText(line, style)}`);

  return {
    event(event) {
      if (event.type === 'step-completed') {
        const { lines } = book.take(event.step);
        if (!isStreamed && logs === 'full' && lines.length > 0)
          write(
            dialect.group(
              `Log of ${stepName(event.step)}`,
              prefixed(event.step, lines).map(dialect.text),
            ),
          );
      }
      const line = lineOf(event);
      if (line !== undefined) say([line]);
    },
    log(step, line) {
      const shown = book.add(step, line);
      if (isStreamed) say(prefixed(step, shown));
    },
    end(view) {
      const columns = Math.min(output.columns ?? 80, 120);
      const limit = isStreamed ? AGAIN_LINES : undefined;
      const read = (step: string): readonly string[] =>
        logs === 'none' ? [] : logLines(book.read(step), style, limit);
      say(printSummary(view, { style, columns, cwd: options.cwd, logs: read }));
      write(dialect.last(view));
    },
  };
}
