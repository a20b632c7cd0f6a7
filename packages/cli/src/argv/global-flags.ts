/** The flags of `sluice` itself, and what stands before and after the name of a command. @module */
import { didYouMean } from '@sluice/core/plan';
import type { CliIo } from '../io.ts';
import { Problems } from '../problem.ts';
import { GLOBAL_FLAGS } from './flag-table.ts';

/** How logs are laid out. */
export type LogOrder = 'stream' | 'grouped' | 'auto';

/** What the global flags say. */
export interface GlobalFlags {
  readonly help: boolean;
  readonly version: boolean;
  readonly file: string | undefined;
  readonly concurrency: number | undefined;
  readonly json: boolean;
  readonly color: boolean | undefined;
  readonly logOrder: LogOrder;
  readonly verbose: boolean;
  readonly event: string | undefined;
}

/** Everything that can be on a command line, told apart. */
export interface SplitArgv {
  readonly command: string | undefined;
  /** What follows the command, without the global flags that its own inputs do not take. */
  readonly rest: readonly string[];
  readonly flags: GlobalFlags;
}

/** Reads the global flags up to the name of the command. What follows is left to {@link takeGlobals}. */
export function splitArgv(argv: readonly string[], env: CliIo['env']): SplitArgv {
  const values = new Map<string, string | boolean>();
  let at = 0;
  while (at < argv.length) {
    const word = argv[at]!;
    if (word === '-' || word === '--' || !word.startsWith('-')) break;
    const used = readGlobal(argv, at, values);
    if (used === 0) {
      const names = GLOBAL_FLAGS.map((flag) => `--${flag.name}`);
      const hint = didYouMean(word.replace(/=.*/, ''), names);
      throw new Problems({
        code: 'FLAG_UNKNOWN',
        message: `\`${word.replace(/=.*/, '')}\` is not a flag of \`sluice\`.`,
        hint: hint ?? 'The inputs of a command follow its name.',
      });
    }
    at += used;
  }
  const command = argv[at];
  return { command, rest: argv.slice(at + 1), flags: toFlags(values, env) };
}

/** Takes the global flags out of what follows a command, except those that the command's own inputs take. */
export function takeGlobals(
  rest: readonly string[],
  flags: GlobalFlags,
  own: (flag: string) => boolean,
): { readonly rest: readonly string[]; readonly flags: GlobalFlags } {
  const values = new Map<string, string | boolean>();
  const left: string[] = [];
  for (let at = 0; at < rest.length; ) {
    const word = rest[at]!;
    if (word === '--') {
      left.push(...rest.slice(at));
      break;
    }
    const name = word.replace(/^--(no-)?/, '').replace(/:?=.*$/s, '');
    const used = word.startsWith('-') && !own(name) ? readGlobal(rest, at, values) : 0;
    if (used === 0) left.push(word);
    at += used || 1;
  }
  const given = toFlags(values, {});
  const merged = Object.fromEntries(
    Object.entries(flags).map(([key, value]) => {
      const now = given[key as keyof GlobalFlags];
      const isDefault =
        now === undefined || now === false || (key === 'logOrder' && now === 'auto');
      return [key, isDefault && !(key === 'color' && now === false) ? value : now];
    }),
  ) as unknown as GlobalFlags;
  return { rest: left, flags: merged };
}

/** Reads one global flag; returns how many words it took, 0 when it is none. */
function readGlobal(
  argv: readonly string[],
  at: number,
  values: Map<string, string | boolean>,
): number {
  const word = argv[at]!;
  const [, dashes = '', no = '', name = '', inline] =
    /^(--?)(no-)?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const flag = GLOBAL_FLAGS.find((each) =>
    dashes === '--' ? each.name === name : each.short === name,
  );
  if (flag === undefined || (no !== '' && flag.negatable !== true)) return 0;
  if (flag.value === undefined) {
    const on = no === '';
    values.set(flag.name, inline === undefined ? on : readSwitch(flag.name, inline) === on);
    return 1;
  }
  const value = inline ?? argv[at + 1];
  if (value === undefined || value === '') {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`--${flag.name}\` needs a value.`,
      hint: `Pass --${flag.name}=${flag.choices?.join('|') ?? flag.value}.`,
    });
  }
  values.set(flag.name, value);
  return inline === undefined ? 2 : 1;
}

function readSwitch(name: string, text: string): boolean {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off|)$/i.test(text)) return false;
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`${text}\` is not a value of \`--${name}\`.`,
    hint: `Pass --${name} or --${name}=false.`,
  });
}

/** The flags, with `SLUICE_*` variables where a flag was not given. */
function toFlags(values: ReadonlyMap<string, string | boolean>, env: CliIo['env']): GlobalFlags {
  const get = (name: string): string | boolean | undefined => {
    const given = values.get(name);
    if (given !== undefined) return given;
    const text = env[`SLUICE_${name.toUpperCase().replace(/-/g, '_')}`];
    if (text === undefined || text === '') return undefined;
    const flag = GLOBAL_FLAGS.find((each) => each.name === name);
    return flag?.value === undefined ? readSwitch(name, text) : text;
  };
  const text = (name: string): string | undefined => {
    const value = get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const order = text('log-order') ?? 'auto';
  if (order !== 'stream' && order !== 'grouped' && order !== 'auto') {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${order}\` is not a log order.`,
      hint:
        didYouMean(order, ['stream', 'grouped', 'auto']) ?? 'Known: `stream`, `grouped`, `auto`.',
    });
  }
  const concurrency = text('concurrency');
  if (concurrency !== undefined && !/^[1-9]\d{0,5}$/.test(concurrency)) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${concurrency}\` is not a number of steps.`,
      hint: 'Pass --concurrency=4, a whole number from 1.',
    });
  }
  const color = get('color');
  return {
    help: values.get('help') === true,
    version: values.get('version') === true,
    file: text('file'),
    concurrency: concurrency === undefined ? undefined : Number(concurrency),
    json: get('json') === true,
    color: typeof color === 'boolean' ? color : undefined,
    logOrder: order,
    verbose: get('verbose') === true,
    event: text('event'),
  };
}
