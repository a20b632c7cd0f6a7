/**
 * Cron, as GitHub takes it: five POSIX fields in a time zone. No `@daily`, no `L`, `W`, `#`, `?`.
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 * @module
 */

/** What is wrong with a cron line or a time zone. */
export interface CronProblem {
  readonly message: string;
  readonly hint: string;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of week', min: 0, max: 6, words: DAYS },
];
const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Everything that is wrong with a cron line, field by field; empty when it is fine. */
export function cronProblems(cron: string): readonly CronProblem[] {
  const macro = MACROS[cron.trim().toLowerCase()];
  if (macro !== undefined) {
    return [{ message: `\`${cron}\` is not known to GitHub.`, hint: `Write \`${macro}\`.` }];
  }
  const fields = cron.trim().split(/\s+/).filter(Boolean);
  if (fields.length !== FIELDS.length) {
    return [
      {
        message: `\`${cron}\` has ${fields.length} fields.`,
        hint: 'Write five: minute, hour, day of month, month, day of week.',
      },
    ];
  }
  return fields.flatMap((text, at) => fieldProblems(text, FIELDS[at]!));
}

/** What is wrong with the name of a time zone, if anything. */
export function timezoneProblem(timezone: string): CronProblem | undefined {
  try {
    // An offset such as `+02:00` is no IANA name, though Intl takes it.
    if (!/^[+-]/.test(timezone)) {
      new Intl.DateTimeFormat('en', { timeZone: timezone });
      return undefined;
    }
  } catch {
    // Falls through to the finding.
  }
  return {
    message: `\`${timezone}\` is not a time zone.`,
    hint: 'Use an IANA name, for example `Europe/Berlin`.',
  };
}

function fieldProblems(text: string, field: Field): readonly CronProblem[] {
  const problems: CronProblem[] = [];
  const report = (fact: string): void => {
    problems.push({
      message: `The ${field.name} \`${text}\` of a cron line ${fact}.`,
      hint: `Use ${field.min} to ${field.max}${field.words ? `, ${field.words[0]} to ${field.words.at(-1)}` : ''}, ranges, steps and lists.`,
    });
  };
  for (const part of text.split(',')) {
    const match = /^(\*|[0-9A-Za-z]+(?:-[0-9A-Za-z]+)?)(?:\/(\d+))?$/.exec(part);
    if (match === null) {
      report(part === '' ? 'has an empty part' : `has a part \`${part}\` that cannot be read`);
      continue;
    }
    if (match[2] !== undefined && Number(match[2]) === 0) report('has a step of 0');
    if (match[1] === '*') continue;
    const bounds = match[1]!.split('-').map((each) => numberOf(each, field));
    if (bounds.some((each) => each === undefined)) report(`does not know \`${match[1]}\``);
    else if (bounds.some((each) => each! < field.min || each! > field.max)) {
      report(`is not within ${field.min} and ${field.max}`);
    } else if (bounds.length === 2 && bounds[0]! > bounds[1]!)
      report('has a range that runs backwards');
  }
  return problems;
}

function numberOf(text: string, field: Field): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const at = field.words?.indexOf(text.toUpperCase()) ?? -1;
  return at < 0 ? undefined : at + field.min;
}
