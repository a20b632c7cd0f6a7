/** A word that a built-in command has no use for. @module */
import { nearest } from '@sluice/core/plan';
import { Problems } from '../problem.ts';
import { GLOBAL_FLAGS } from './flag-table.ts';

/** The problem: a flag that is misspelt has a suggestion, any other word the usage. */
export function strayWord(
  command: string,
  word: string,
  usage: string,
  own: readonly string[] = [],
): Problems {
  if (!/^-./.test(word)) {
    return new Problems({
      code: 'USAGE_INVALID',
      message: `\`${command}\` does not know what to do with \`${word}\`.`,
      hint: usage,
    });
  }
  const flag = word.replace(/=.*$/s, '');
  const near = nearest(flag, [...own, ...GLOBAL_FLAGS.map((each) => `--${each.name}`)]);
  return new Problems({
    code: 'FLAG_UNKNOWN',
    message: `\`${flag}\` is not a flag of \`${command}\`.`,
    hint: near === undefined ? usage : `Did you mean \`${near}\`?`,
  });
}
