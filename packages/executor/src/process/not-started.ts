/** Why a program could not be started, in words for people. @module */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';
import type { SpawnRequest } from '@sluice/core/run';

/** What to do about programs that steps need without naming them. */
const HINTS: Readonly<Record<string, string>> = {
  pwsh: 'Install PowerShell, or set `shell: bash`.',
  python3: 'Install Python 3, so that `python3` is on the PATH.',
  bash: 'Install bash, or set `shell: sh`.',
};

/** `EXEC_FAILED` for a program that did not come to life. */
export function notStarted(
  { file, cwd, args, env }: Pick<SpawnRequest, 'file' | 'cwd' | 'args' | 'env'>,
  cause: Error,
): WorkflowError {
  const { code } = cause as NodeJS.ErrnoException;
  const fail = (message: string, hint: string): WorkflowError =>
    new WorkflowError('EXEC_FAILED', message, { hint, cause });
  if (code === 'ENOENT' && !existsSync(cwd)) {
    return fail(
      `The folder \`${cwd}\` does not exist, so that nothing could be started in it.`,
      'Correct the `cwd`, or make the folder in an earlier step.',
    );
  }
  if (code === 'ENOENT') {
    return fail(
      `\`${file}\` could not be started: it is not on this machine.`,
      HINTS[basename(file)] ?? `Install \`${file}\`, or use another program.`,
    );
  }
  if (code === 'E2BIG') {
    const [name] = Object.entries(env).sort((a, b) => b[1].length - a[1].length)[0] ?? [''];
    const largest = Math.max(0, ...args.map((arg) => arg.length));
    const what = largest > (env[name]?.length ?? 0) ? 'its arguments' : `the variable \`${name}\``;
    return fail(
      `\`${file}\` could not be started: ${what} is more than this system takes.`,
      'Hand the value over in a file, or through a shell step, which gets large values by file.',
    );
  }
  return fail(
    `\`${file}\` could not be started: ${cause.message}.`,
    'Check the program and its folder.',
  );
}
