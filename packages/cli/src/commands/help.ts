/** Help. The root help imports nothing but tables. @module */
import { GLOBAL_FLAGS } from '../argv/flag-table.ts';
import { BUILT_INS } from './built-ins.ts';

/** The help of `sluice` itself. */
export function rootHelp(): string {
  return [
    'sluice: write a workflow once, in TypeScript, and run it anywhere.',
    '',
    'Usage: sluice [FLAGS] COMMAND [INPUTS]',
    '',
    'A task, a flow or an automation of sluice.ts is a command; `sluice list` shows them.',
    '',
    'Commands',
    ...columns(BUILT_INS.map((each) => [each.usage, each.description])),
    '',
    'Flags (each also as SLUICE_…)',
    ...globalFlagLines(),
    '',
    'Exit codes: 0 ok, 1 failed, 2 wrong use, 3 waiting, 130 interrupted, 143 terminated.',
    '',
  ].join('\n');
}

/** The lines of the global flags. */
export function globalFlagLines(): readonly string[] {
  return columns(
    GLOBAL_FLAGS.map((flag) => {
      const short = flag.short === undefined ? '' : `-${flag.short}, `;
      const name = flag.negatable === true ? `--${flag.name}, --no-${flag.name}` : `--${flag.name}`;
      const value = flag.value === undefined ? '' : `=${flag.choices?.join('|') ?? flag.value}`;
      return [`${short}${name}${value}`, flag.description];
    }),
  );
}

/** Two columns, the second one aligned. */
export function columns(rows: readonly (readonly [string, string])[], indent = '  '): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length).filter((length) => length <= 34));
  return rows.flatMap(([left, right]) => {
    if (left.length > width) return [`${indent}${left}`, `${indent}${' '.repeat(width)}  ${right}`];
    return [`${indent}${left.padEnd(width)}  ${right}`.trimEnd()];
  });
}
