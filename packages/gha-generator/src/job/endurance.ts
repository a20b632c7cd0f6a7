/** How long a job may take, and how often it is tried. @module */
import type { PlanStep } from '@sluice/core/plan';

/** GitHub's own limit for a job, in minutes. */
const USUAL_TIMEOUT = 360;
/** What the steps around the command may take, in minutes. */
const SETUP_TIME = 10;

/**
 * The flags by which a command does what GitHub cannot: it tries again, and each try has a time limit of its own.
 * They stand before the name of the command.
 */
export function enduranceFlags({ retry, timeoutMs }: PlanStep): readonly string[] {
  return [
    ...(retry && retry.attempts > 1 ? [`--retry=${retry.attempts}`] : []),
    ...(retry && retry.attempts > 1 && retry.backoffMs > 0
      ? [`--backoff=${duration(retry.backoffMs)}`]
      : []),
    ...(timeoutMs === undefined ? [] : [`--timeout=${duration(timeoutMs)}`]),
  ];
}

/** `timeout-minutes` of a job: enough for all tries and for the steps around them. */
export function jobTimeout({ retry, timeoutMs }: PlanStep): number {
  if (timeoutMs === undefined) return USUAL_TIMEOUT;
  const attempts = retry?.attempts ?? 1;
  // the waits double from try to try
  const waits = (retry?.backoffMs ?? 0) * (2 ** (attempts - 1) - 1);
  return Math.ceil((timeoutMs * attempts + waits) / 60_000) + SETUP_TIME;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** `90000` is `90s`, `60000` is `1m`. */
export function duration(ms: number): string {
  for (const [unit, length] of UNITS)
    if (ms > 0 && ms % length === 0) return `${ms / length}${unit}`;
  return `${ms}ms`;
}
