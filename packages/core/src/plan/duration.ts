/** Durations: `500ms`, `5s`, `10m`, `2h`, `7d` in definitions, milliseconds in plans. @module */

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The milliseconds of a duration; undefined when the text is none, or too long to count. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (match === null) return undefined;
  const milliseconds = Math.round(Number(match[1]) * UNITS[match[2]!]!);
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}
