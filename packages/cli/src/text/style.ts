/** Colours, when they are wanted. @module */
import type { CliIo, CliOutput } from '../io.ts';

/** The few ways in which text is set off. Without colour each gives its text back. */
export interface Style {
  readonly enabled: boolean;
  /** Whether the fonts of the terminal have more than the oldest characters. */
  readonly rich: boolean;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** A style with colours or without. */
export function createStyle(enabled: boolean, rich = true): Style {
  const paint =
    (name: keyof typeof CODES) =>
    (text: string): string =>
      enabled && text !== '' ? `\u001b[${CODES[name][0]}m${text}\u001b[${CODES[name][1]}m` : text;
  return {
    enabled,
    rich,
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  };
}

/** `--color` beats `NO_COLOR`, which beats `FORCE_COLOR`, which beats what the output is. */
export function styleFor(output: CliOutput, env: CliIo['env'], flag: boolean | undefined): Style {
  return createStyle(flag ?? wantsColor(output, env), hasRichFont(env));
}

function wantsColor(output: CliOutput, env: CliIo['env']): boolean {
  if (env['NO_COLOR']) return false;
  const force = env['FORCE_COLOR'];
  if (force) return force !== '0' && force !== 'false';
  return output.isTTY === true && env['TERM'] !== 'dumb';
}

/** The console of old Windows and the Linux console have few characters; Windows Terminal and editors have all. */
function hasRichFont(env: CliIo['env'], platform = process.platform): boolean {
  if (platform !== 'win32') return env['TERM'] !== 'linux';
  return Boolean(env['WT_SESSION'] || env['TERM_PROGRAM'] || env['ConEmuTask'] || env['CI']);
}
