/** A run as a table in Markdown, for the page of a job on GitHub. @module */
import type { RunView, StepView } from '@sluice/core/run';
import { stripControl } from '../text/display-width.ts';
import { printDuration } from '../text/duration.ts';
import type { EventLineOptions } from './event-line.ts';
import { failures } from './failures.ts';
import { stepName } from './step-name.ts';

/** GitHub takes 1 MiB from one step, all summaries together. */
const MAX_ROWS = 2000;

const MARKS: Readonly<Record<StepView['status'], string>> = {
  pending: '·',
  scheduled: '·',
  running: '·',
  waiting: '⏳',
  retrying: '·',
  success: '✅',
  failure: '❌',
  cancelled: '⬛',
  skipped: '➖',
};

/** A table with a row for each step, and the failures below it. Ends with a line end. */
export function runTable(view: RunView, skipNote: EventLineOptions['skipNote']): string {
  const rows = rowsOf(view.steps, 0, skipNote);
  const left = rows.length - MAX_ROWS;
  const failed = failures(view.steps).slice(0, MAX_ROWS / 10);
  return [
    `### ${cell(view.workflow)}`,
    '',
    '| | step | result | time |',
    '|-|-|-|-|',
    ...rows.slice(0, MAX_ROWS),
    ...(left > 0 ? [`| | … | ${left} more | |`] : []),
    ...failed.flatMap((step) => ['', ...failureText(step)]),
    '',
    '',
  ].join('\n');
}

function rowsOf(
  steps: readonly StepView[],
  depth: number,
  skipNote: EventLineOptions['skipNote'],
): readonly string[] {
  return steps.flatMap((step) => {
    const { status, startedAt, finishedAt } = step;
    const why = status === 'skipped' ? `: ${skipNote(step.step, step.skipped)}` : '';
    const tries = step.attempt > 1 ? ` (attempt ${step.attempt})` : '';
    const time =
      startedAt === undefined || finishedAt === undefined || status === 'skipped'
        ? ''
        : printDuration(finishedAt - startedAt);
    const indent = '&emsp;'.repeat(depth);
    return [
      `| ${MARKS[status]} | ${indent}${cell(stepName(step.step))} | ${cell(status + tries + why)} | ${time} |`,
      ...rowsOf(step.children ?? [], depth + 1, skipNote),
    ];
  });
}

function failureText(step: StepView): readonly string[] {
  const { error } = step;
  const words = error === undefined ? 'failed' : `${error.message} [${error.code}]`;
  return [
    `**${cell(stepName(step.step))}**: ${cell(words.slice(0, 2000))}`,
    ...(error?.hint === undefined ? [] : ['', `Hint: ${cell(error.hint)}`]),
  ];
}

/** Text of any origin as the content of a cell: no markup, no line end. */
function cell(text: string): string {
  return stripControl(text.replace(/\r?\n/g, ' '))
    .replace(/[&<>]/g, (found) => `&#${found.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]()#+!|~@-]/g, '\\$&');
}
