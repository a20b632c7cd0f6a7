/**
 * The language of GitHub's logs: groups, annotations, masks. The runner takes a line for a command when `::` is the first
 * thing in it, and `##[…]` anywhere (actions/runner, `ActionCommand.cs`); what steps wrote must be neither.
 * @module
 */
import type { RunView, StepView } from '@sluice/core/run';
import { failurePlace } from './failure-place.ts';
import { failures } from './failures.ts';
import type { LogDialect } from './plain.ts';
import { stepName } from './step-name.ts';

/** How a log is written for GitHub: an annotation for each failure comes last. */
export function githubDialect(cwd: string): LogDialect {
  return { text: githubText, group: githubGroup, last: (view) => githubErrors(view, cwd) };
}

function githubGroup(title: string, lines: readonly string[]): readonly string[] {
  return [`::group::${escapeData(title)}`, ...lines, '::endgroup::'];
}

/** A line that the runner takes for text, whatever is in it. */
function githubText(line: string): string {
  // .NET's white space, which the runner skips, has one character more than JavaScript's.
  return line.replace(/^([\s\u0085]*)::/, '$1\\::').replaceAll('##[', '##\\[');
}

/** {@link githubText} for each line of a text. */
export function githubTexts(text: string): string {
  return text.split('\n').map(githubText).join('\n');
}

/** Hides a value in everything that the job prints from now on. */
export function githubMask(value: string): string {
  return `::add-mask::${escapeData(value)}`;
}

function githubErrors(view: RunView, cwd: string): readonly string[] {
  return failures(view.steps).map((step) => githubError(step, cwd));
}

function githubError(step: StepView, cwd: string): string {
  const name = stepName(step.step);
  const place = failurePlace(step.error?.traceback, cwd);
  const properties = {
    ...(place && { file: place.file, line: place.line, col: place.column }),
    title: name,
  };
  const text = Object.entries(properties)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',');
  return `::error ${text}::${escapeData(step.error?.message ?? `${name} failed`)}`;
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
