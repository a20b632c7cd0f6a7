/** The flags that belong to one built-in command. @module */
import { didYouMean } from '@sluice/core/plan';
import { type Problem, Problems } from '../problem.ts';

/** What a flag takes: a text, or nothing. */
export type OwnFlags = Readonly<Record<string, 'text' | 'switch'>>;

/** The flags that were given, and the words between them. */
export interface ReadFlags<Flags extends OwnFlags> {
  readonly flags: {
    readonly [Name in keyof Flags]: (Flags[Name] extends 'text' ? string : true) | undefined;
  };
  readonly words: readonly string[];
}

/** Reads the flags of a command. What follows `--` is words. Throws {@link Problems} with everything that is wrong. */
export function readOwnFlags<const Flags extends OwnFlags>(
  rest: readonly string[],
  known: Flags,
  command: string,
): ReadFlags<Flags> {
  const flags: Record<string, string | true> = {};
  const words: string[] = [];
  const problems: Problem[] = [];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word === '--') {
      words.push(...rest.slice(at + 1));
      break;
    }
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined && (word === '-' || !word.startsWith('-'))) {
      words.push(word);
      continue;
    }
    const takes = name !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
    if (name === undefined || takes === undefined) {
      const names = Object.keys(known).map((each) => `--${each}`);
      const given = name === undefined ? word : `--${name}`;
      problems.push({
        code: 'FLAG_UNKNOWN',
        message: `\`${given}\` is not a flag of \`${command}\`.`,
        hint: didYouMean(given, names) ?? `sluice help ${command}`,
      });
    } else if (takes === 'switch') {
      flags[name] = true;
    } else {
      const text = value ?? rest[++at];
      if (text === undefined || (value === undefined && text.startsWith('--'))) {
        problems.push({
          code: 'USAGE_INVALID',
          message: `\`--${name}\` needs a value.`,
          hint: `Pass --${name}=TEXT.`,
        });
        at -= text === undefined ? 0 : 1;
      } else flags[name] = text;
    }
  }
  if (problems.length > 0) throw new Problems(...problems);
  // Only known names were put there, each with what it takes.
  return { flags: flags as ReadFlags<Flags>['flags'], words };
}
