/** The flags of `sluice` itself, read from what stands before and after the name of a command. @module */
import { nearest, parseDuration } from '@sluice/core/plan';
import type { CliIo } from '../io.ts';
import { type Problem, Problems } from '../problem.ts';
import { flagVariable, GLOBAL_FLAGS, type GlobalFlag, type GlobalFlags } from './flag-table.ts';

/** Everything that can be on a command line, told apart. */
export interface SplitArgv {
  readonly command: string | undefined;
  /** What follows the command, without the global flags that its own inputs do not take. */
  readonly rest: readonly string[];
  readonly flags: GlobalFlags;
  /** The names of the flags that stand there and change something; variables do not count. */
  readonly given: readonly string[];
}

type FlagValue = string | number | boolean;

/** Reads the global flags up to the name of the command. What follows is left to {@link takeGlobals}. */
export function splitArgv(argv: readonly string[], env: CliIo['env']): SplitArgv {
  const values = new Map<string, FlagValue>();
  let at = 0;
  while (at < argv.length) {
    const word = argv[at]!;
    if (word === '-' || word === '--' || !word.startsWith('-')) break;
    const used = readGlobal(argv, at, values);
    if (used === 0) throw new Problems(unknownGlobal(word.replace(/=.*/s, '')));
    at += used;
  }
  const flags = { ...defaults(), ...fromVariables(env), ...Object.fromEntries(values) };
  return {
    command: argv[at],
    rest: argv.slice(at + 1),
    flags: flags as unknown as GlobalFlags,
    given: givenIn(values),
  };
}

/** What somebody turns off, or leaves as it is, is not asked for. */
function givenIn(values: ReadonlyMap<string, FlagValue>): readonly string[] {
  return GLOBAL_FLAGS.filter((flag) => {
    const value = values.get(keyOf(flag));
    return value !== undefined && value !== false && value !== flag.default;
  }).map(({ name }) => name);
}

/** Takes the global flags out of what follows a command, except those that the command's own inputs take. */
export function takeGlobals(
  rest: readonly string[],
  flags: GlobalFlags,
  own: (flag: string) => boolean,
): Omit<SplitArgv, 'command'> {
  const values = new Map<string, FlagValue>();
  const left: string[] = [];
  for (let at = 0; at < rest.length; ) {
    const word = rest[at]!;
    if (word === '--') {
      left.push(...rest.slice(at));
      break;
    }
    const name = word.replace(/^--?(no-)?/, '').replace(/:?=.*$/s, '');
    const used = word.startsWith('-') && !own(name) ? readGlobal(rest, at, values) : 0;
    if (used === 0) left.push(word);
    at += used || 1;
  }
  return {
    rest: left,
    flags: { ...flags, ...Object.fromEntries(values) },
    given: givenIn(values),
  };
}

/** Reads one global flag; returns how many words it took, 0 when it is none. */
function readGlobal(argv: readonly string[], at: number, values: Map<string, FlagValue>): number {
  const word = argv[at]!;
  const [, dashes = '', no = '', name = '', inline] =
    /^(--?)(no-)?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const flag = GLOBAL_FLAGS.find((each) =>
    dashes === '--' ? each.name === name : each.short === name,
  );
  if (flag === undefined || (no !== '' && flag.value !== undefined)) return 0;
  const label = `--${flag.name}`;
  if (flag.value === undefined) {
    const on = no === '';
    values.set(keyOf(flag), inline === undefined ? on : readSwitch(label, label, inline) === on);
    return 1;
  }
  const value = inline ?? argv[at + 1];
  if (value === undefined || (inline === undefined && value.startsWith('--'))) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${label}\` needs a value.`,
      hint: `Pass ${label}=${flag.choices?.join('|') ?? flag.value}.`,
    });
  }
  // An expression without a value leaves an empty text behind: not given.
  if (value !== '') values.set(keyOf(flag), readText(flag, label, label, value));
  return inline === undefined ? 2 : 1;
}

/** What the variables say about flags that may not be given. */
function fromVariables(env: CliIo['env']): Record<string, FlagValue> {
  const values: Record<string, FlagValue> = {};
  for (const flag of GLOBAL_FLAGS) {
    const variable = flagVariable(flag);
    const text = variable === undefined ? undefined : env[variable];
    if (variable === undefined || text === undefined || text === '') continue;
    values[keyOf(flag)] =
      flag.value === undefined
        ? readSwitch(variable, `--${flag.name}`, text)
        : readText(flag, variable, `--${flag.name}`, text);
  }
  return values;
}

function defaults(): Record<string, FlagValue | undefined> {
  return Object.fromEntries(
    GLOBAL_FLAGS.map((flag) => {
      const off = flag.value === undefined && flag.negatable !== true ? false : undefined;
      return [keyOf(flag), flag.default ?? off];
    }),
  );
}

function keyOf(flag: GlobalFlag): string {
  return flag.name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `said` is where the value stands: the flag, or its variable. */
function readSwitch(said: string, label: string, text: string): boolean {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off|)$/i.test(text)) return false;
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`${text}\` is not a value of \`${said}\`, which is on or off.`,
    hint: said === label ? `Pass ${label} or ${label}=false.` : `Set ${said}=true or false.`,
  });
}

function readText(flag: GlobalFlag, said: string, label: string, text: string): string | number {
  const pass = (value: string): string =>
    said === label ? `Pass ${label}=${value}` : `Set ${said}=${value}`;
  if (flag.count === true) {
    if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${text}\` is not a value of \`${said}\`, which is a whole number from 1.`,
      hint: `${pass('4')}, for example.`,
    });
  }
  if (flag.duration === true) {
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${text}\` is not a value of \`${said}\`, which is a length of time.`,
      hint: `${pass('5s')}, for example, or 500ms, 10m, 2h.`,
    });
  }
  if (flag.choices !== undefined && !flag.choices.includes(text)) {
    const known = flag.choices.map((each) => `\`${each}\``).join(', ');
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${text}\` is not a value of \`${said}\`: ${known}.`,
      hint: nearHint(text, flag.choices) ?? `${pass(flag.choices[0]!)}, or another of them.`,
    });
  }
  return text;
}

function unknownGlobal(name: string): Problem {
  const shorts = GLOBAL_FLAGS.flatMap(({ short }) => (short === undefined ? [] : `-${short}`));
  const inOtherCase = shorts.filter((each) => each.toLowerCase() === name.toLowerCase());
  const names = [...GLOBAL_FLAGS.map((flag) => `--${flag.name}`), ...inOtherCase];
  return {
    code: 'FLAG_UNKNOWN',
    message: `\`${name}\` is not a flag of \`sluice\`.`,
    hint:
      nearHint(name, names) ??
      'The inputs of a command follow its name; sluice --help lists flags.',
  };
}

function nearHint(text: string, known: readonly string[]): string | undefined {
  const near = nearest(text, known);
  return near === undefined ? undefined : `Did you mean \`${near}\`?`;
}
