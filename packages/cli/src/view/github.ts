/** The commands of GitHub's logs: groups, and annotations of what failed. @module */
import type { RunView, StepView } from '@sluice/core/run';
import { failurePlace } from './failure-place.ts';
import { failures } from './summary.ts';
import { readable } from './tree.ts';

/** Lines in a group that is closed at first. */
export function githubGroup(title: string, lines: readonly string[]): readonly string[] {
  return [`::group::${escapeData(title)}`, ...lines, '::endgroup::'];
}

/** An annotation for each failure, at its place in the code. */
export function githubErrors(view: RunView, cwd: string): readonly string[] {
  return failures(view.steps).map((step) => githubError(step, cwd));
}

function githubError(step: StepView, cwd: string): string {
  const name = readable(step.step);
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
