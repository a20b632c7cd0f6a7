/** `sluice completion`: what a shell needs to complete commands. @module */
import { didYouMean } from '@sluice/core/plan';
import { SCRIPTS, SHELLS } from '../completion/scripts.ts';
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';

/** Prints the script of a shell. */
export async function completionCommand(
  [name, ...more]: readonly string[],
  { io }: CliContext,
): Promise<number> {
  const shell = SHELLS.find((each) => each === name);
  if (shell === undefined || more.length > 0) {
    const wrong = more[0] ?? name;
    throw new Problems({
      code: 'USAGE_INVALID',
      message:
        wrong === undefined
          ? '`completion` needs the name of a shell.'
          : `\`${wrong}\` is not a shell that can be completed.`,
      hint:
        (shell === undefined && wrong !== undefined ? didYouMean(wrong, SHELLS) : undefined) ??
        'sluice completion bash, zsh or fish',
    });
  }
  io.stdout.write(SCRIPTS[shell]);
  return 0;
}
