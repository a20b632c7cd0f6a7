/** Help, at most 80 columns wide. It imports nothing but tables. @module */
import { GLOBAL_FLAGS } from '../argv/flag-table.ts';
import type { CommandsHere } from '../project/commands-here.ts';
import { displayWidth, padToWidth, wrapText } from '../text/display-width.ts';
import { BUILT_INS, type BuiltIn } from './built-ins.ts';

const WIDTH = 80;
const LEFT = 24;

/** The help of `sluice` itself, with the commands of a project as far as they are known. */
export function rootHelp({ commands, note }: CommandsHere = { commands: [] }): string {
  const shown = commands.filter((each) => !each.hidden);
  return [
    'sluice: write a workflow once, in TypeScript, and run it anywhere.',
    '',
    'Usage: sluice [FLAGS] COMMAND [INPUTS]',
    '',
    'Each task, flow and automation of sluice.ts is a command; its inputs are flags.',
    '`sluice list` shows them, `sluice help COMMAND` says more.',
    ...(note === undefined ? [] : [note]),
    ...grouped(shown, (each) => [each.name, each.description || each.kind]),
    ...grouped(BUILT_INS, (each) => [each.name, each.description]),
    ...globalFlagLines(),
    '',
    'A flag is also a variable: SLUICE_LOG_ORDER=grouped is --log-order=grouped.',
    'Exit codes: 0 ok, 1 failed, 2 wrong use, 3 waiting, 130 interrupted, 143 ended.',
    '',
  ].join('\n');
}

/** The help of one built-in command. */
export function builtInHelp({ name, usage, description, details, examples }: BuiltIn): string {
  return [
    `${description}.`,
    '',
    `Usage: sluice ${name} ${usage}`.trimEnd(),
    ...(details === undefined ? [] : ['', ...columns(details)]),
    '',
    examples.length === 1 ? 'Example' : 'Examples',
    ...examples.map((each) => `  ${each}`),
    '',
  ].join('\n');
}

/** The lines of the global flags, under their headings. */
function globalFlagLines(): readonly string[] {
  return grouped(GLOBAL_FLAGS, (flag) => {
    const short = flag.short === undefined ? '' : `-${flag.short}, `;
    const name = flag.negatable === true ? `--${flag.name}, --no-${flag.name}` : `--${flag.name}`;
    const value = flag.value === undefined ? '' : `=${flag.value}`;
    const choices = flag.choices === undefined ? '' : `: ${flag.choices.join(', ')}`;
    return [`${short}${name}${value}`, flag.description + choices];
  });
}

function grouped<T extends { readonly group: string }>(
  items: readonly T[],
  row: (item: T) => readonly [string, string],
): string[] {
  const groups = [...new Set(items.map((each) => each.group))];
  return groups.flatMap((group) => [
    '',
    group,
    ...columns(items.filter((each) => each.group === group).map(row), LEFT - 4),
  ]);
}

/** Two columns; the right one is aligned, and broken into lines where it is too wide for a terminal of that width. */
export function columns(
  rows: readonly (readonly [string, string])[],
  least = 0,
  terminal: number = WIDTH,
): string[] {
  const total = Math.max(24, Math.min(terminal, WIDTH));
  const most = Math.floor((total * (LEFT + 6)) / WIDTH);
  const fits = rows.map(([left]) => displayWidth(left)).filter((length) => length <= most);
  const width = Math.max(least, ...fits);
  const indent = ' '.repeat(width + 4);
  return rows.flatMap(([left, right]) => {
    const [first = '', ...more] = wrapText(right, total - indent.length);
    const start =
      displayWidth(left) > width
        ? [`  ${left}`, ...(first === '' ? [] : [indent + first])]
        : [`  ${padToWidth(left, width)}  ${first}`.trimEnd()];
    return [...start, ...more.map((line) => indent + line)];
  });
}
