/** Commands that take flags only. @module */
import { Problems } from '../../problem.ts';

/** Refuses words that a command does not take. */
export function noWords(words: readonly string[], command: string): void {
  if (words.length === 0) return;
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`${command}\` does not know what to do with \`${words[0]}\`.`,
    hint: `sluice ${command}`,
  });
}
