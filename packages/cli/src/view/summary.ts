/** How a run ended: the logs of what failed, the failures once more, and the counts. @module */
import type { RunView } from '@sluice/core/run';
import { countWords } from '../text/count-words.ts';
import { stripControl } from '../text/display-width.ts';
import { printDuration } from '../text/duration.ts';
import type { Style } from '../text/style.ts';
import { failures, printFailure } from './failures.ts';
import { countResults } from './results.ts';
import { stepName } from './step-name.ts';

/** What a summary is made from. */
export interface SummaryOptions {
  readonly style: Style;
  readonly columns: number;
  /** The folder that places are shown from. */
  readonly cwd: string;
  /** The log of a failed step, ready to be shown; none where logs are not wanted. */
  readonly logs: (step: string) => readonly string[];
}

/** The lines of a summary. */
export function printSummary(view: RunView, options: SummaryOptions): readonly string[] {
  const { style } = options;
  const failed = failures(view.steps).map((step) => ({ step, log: options.logs(step.step) }));
  const lines: string[] = [];
  for (const { step, log } of failed) {
    if (log.length > 0) lines.push('', style.bold(`Log of ${stepName(step.step)}`), ...log);
  }
  if (failed.length > 0) {
    const words = failed.length === 1 ? '1 failure' : `${failed.length} failures`;
    lines.push('', style.bold(style.red(words)));
  }
  for (const { step, log } of failed) {
    lines.push(...printFailure(step, { ...options, hasLog: log.length > 0 }));
  }
  lines.push('', countLine(view, style));
  return lines;
}

/** `release: 5 succeeded, 1 skipped in 12.3s`. */
function countLine(view: RunView, style: Style): string {
  const counts = countResults(view.steps);
  const words = countWords([
    [counts.success, 'succeeded', style.green],
    [counts.failure, 'failed', style.red],
    [counts.cancelled, 'cancelled', style.yellow],
    [counts.skipped, 'skipped'],
    [counts.waiting, 'waiting', style.yellow],
    [counts.pending + counts.scheduled + counts.running + counts.retrying, 'not run'],
  ]);
  const time =
    view.finishedAt === undefined ? '' : ` in ${printDuration(view.finishedAt - view.startedAt)}`;
  return `${style.bold(stripControl(view.workflow))}: ${words || 'nothing to do'}${time}`;
}
