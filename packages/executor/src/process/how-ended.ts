/** How a process ended, in words. @module */
import { constants } from 'node:os';

/** Some have two names, of which the first is what people know: SIGABRT, and not SIGIOT. */
const SIGNALS = new Map(
  Object.entries(constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

/**
 * `with exit code 3`, or `by SIGKILL`. A shell whose command was ended by a signal ends with 128 and its number (POSIX,
 * 2.8.2): `with exit code 137 (SIGKILL)`.
 */
export function howEnded(exitCode: number, signal: string | null | undefined): string {
  if (signal !== null && signal !== undefined) return `by ${signal}`;
  const name = SIGNALS.get(exitCode - 128);
  return `with exit code ${exitCode}${name === undefined ? '' : ` (${name})`}`;
}
