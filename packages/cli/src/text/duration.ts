/** Lengths of time for people. @module */

/** `40ms`, `3.2s`, `2m 05s`, `1h 02m`. */
export function printDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`;
  return printWhole(Math.round(ms / 1000));
}

/** A length of time that still grows: `4s`, `2m 05s`. */
export function printSeconds(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds}s` : printWhole(seconds);
}

function printWhole(seconds: number): string {
  if (seconds < 3600)
    return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`;
  return `${Math.floor(seconds / 3600)}h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')}m`;
}
