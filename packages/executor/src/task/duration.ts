/** Lengths of time as users write them. @module */
import { type Duration, WorkflowError } from '@sluice/core/plan';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of `500ms`, `5s`, `10m`, `2h`, `7d`. */
export function durationMs(text: Duration): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  if (match?.[1] === undefined || unit === undefined) {
    throw new WorkflowError('INPUT_INVALID', `\`${text}\` is not a length of time.`, {
      hint: 'Write it like `500ms`, `5s`, `10m`, `2h` or `7d`.',
    });
  }
  return Number(match[1]) * unit;
}
