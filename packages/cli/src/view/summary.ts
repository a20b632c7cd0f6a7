/** How a run ended: the logs of what failed, the failures once more, and the counts. @module */
import type { RunView, StepView } from '@sluice/core/run';
import { wrapText } from '../text/display-width.ts';
import { printDuration } from '../text/duration.ts';
import type { Style } from '../text/style.ts';
import { failurePlace } from './failure-place.ts';
import { countResults, readable, treeOf } from './tree.ts';

/** How much of the log of a failed step is shown once more. */
const SHOWN_LINES = 40;

/** What a summary is made from. */
export interface SummaryOptions {
  readonly style: Style;
  readonly columns: number;
  /** The folder that places are shown from. */
  readonly cwd: string;
  /** All lines of a step that were kept. */
  readonly logs: (step: string) => readonly string[];
}

/** The lines of a summary. */
export function printSummary(view: RunView, options: SummaryOptions): readonly string[] {
  const { style } = options;
  const failed = failures(view.steps);
  const lines: string[] = [];
  for (const step of failed) {
    const log = options.logs(step.step);
    if (log.length === 0) continue;
    const before = log.length - SHOWN_LINES;
    lines.push('', style.bold(`Log of ${readable(step.step)}`));
    if (before > 0) lines.push(style.dim(`  … ${before} earlier lines`));
    lines.push(...log.slice(-SHOWN_LINES).map((each) => `  ${each}`));
  }
  if (failed.length > 0)
    lines.push(
      '',
      style.bold(style.red(failed.length === 1 ? '1 failure' : `${failed.length} failures`)),
    );
  for (const step of failed) lines.push(...printFailure(step, options));
  lines.push('', summaryLine(view, style));
  return lines;
}

/** `release: 5 succeeded, 1 skipped in 12.3s`. */
export function summaryLine(view: RunView, style: Style): string {
  const { nodes } = treeOf(view, view.finishedAt ?? view.startedAt, 0, {
    tail: () => [],
    skipNote: () => '',
  });
  const counts = countResults(nodes);
  const unfinished = counts.pending + counts.scheduled + counts.running + counts.retrying;
  const words = [
    counts.success > 0 ? style.green(`${counts.success} succeeded`) : '',
    counts.failure > 0 ? style.red(`${counts.failure} failed`) : '',
    counts.cancelled > 0 ? style.yellow(`${counts.cancelled} cancelled`) : '',
    counts.skipped > 0 ? `${counts.skipped} skipped` : '',
    counts.waiting > 0 ? style.yellow(`${counts.waiting} waiting`) : '',
    unfinished > 0 ? `${unfinished} not run` : '',
  ].filter((word) => word !== '');
  const time =
    view.finishedAt === undefined ? '' : ` in ${printDuration(view.finishedAt - view.startedAt)}`;
  return `${style.bold(view.workflow)}: ${words.join(', ') || 'nothing to do'}${time}`;
}

/** The steps that failed themselves; of a matrix its legs, of a nested run its steps. */
export function failures(steps: readonly StepView[]): readonly StepView[] {
  return steps.flatMap((step) => {
    const below = failures(step.children ?? []);
    if (below.length > 0) return below;
    return step.status === 'failure' ? [step] : [];
  });
}

function printFailure(step: StepView, options: SummaryOptions): readonly string[] {
  const { style, columns, logs, cwd } = options;
  const { error } = step;
  if (error === undefined) return [`  ${style.red('✗')} ${readable(step.step)}`];
  // The log above says the rest.
  const message = logs(step.step).length > 0 ? error.message.split('\n', 1)[0] : error.message;
  const place = failurePlace(error.traceback, cwd);
  const [first = '', ...rest] = wrapText(
    `${readable(step.step)}: ${message} [${error.code}]`,
    columns - 4,
  );
  return [
    `  ${style.red('✗')} ${first}`,
    ...rest.map((line) => `    ${line}`),
    ...(place === undefined
      ? []
      : [style.dim(`    at ${place.file}:${place.line}:${place.column}`)]),
    ...(error.hint === undefined
      ? []
      : wrapText(`hint: ${error.hint}`, columns - 4).map((line) => `    ${style.cyan(line)}`)),
  ];
}
