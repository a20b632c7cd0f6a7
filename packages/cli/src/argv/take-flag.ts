/** Flags of a built-in command's own, taken out of what follows its name. @module */
import { nearest } from '@sluice/core/plan';
import { Problems } from '../problem.ts';

/** Takes `--name VALUE` or `--name=VALUE`, one of the choices; the first choice is what it is when nobody says. */
export function takeChoice<Choice extends string>(
  rest: readonly string[],
  command: string,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): { readonly value: Choice; readonly words: readonly string[] } {
  const words: string[] = [];
  const flag = `--${name}`;
  let text: string = choices[0];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word === flag) text = rest[++at] ?? '';
    else if (word.startsWith(`${flag}=`)) text = word.slice(flag.length + 1);
    else words.push(word);
  }
  const value = choices.find((choice) => choice === text);
  if (value !== undefined) return { value, words };
  const near = nearest(text, choices);
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`${text}\` is not a ${name} of \`${command}\`: ${choices.map((each) => `\`${each}\``).join(', ')}.`,
    hint:
      near === undefined
        ? `Pass ${flag}=${choices[0]}, or another of them.`
        : `Did you mean \`${near}\`?`,
  });
}
