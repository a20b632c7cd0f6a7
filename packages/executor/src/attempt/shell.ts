/** Shell steps: a script in a file, run by the very command lines of GitHub's runner. @module */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { didYouMean, type StepKinds, WorkflowError } from '@sluice/core/plan';
import type { AttemptJob, AttemptResult } from './attempt-job.ts';
import { runProgram } from './command.ts';
import { splitLargeEnv } from './large-env.ts';

interface ShellCommandLine {
  readonly file: string;
  /** `{0}` stands for the path of the script. */
  readonly args: readonly string[];
  readonly extension: string;
  readonly posix: boolean;
  readonly wrap?: (script: string) => string;
}

/** GitHub's command lines. Without a `shell` a step gets the one of `bash`, with pipefail. */
const SHELLS: Readonly<Record<string, ShellCommandLine>> = {
  bash: {
    file: 'bash',
    args: ['--noprofile', '--norc', '-e', '-o', 'pipefail', '{0}'],
    extension: 'sh',
    posix: true,
  },
  sh: { file: 'sh', args: ['-e', '{0}'], extension: 'sh', posix: true },
  pwsh: {
    file: 'pwsh',
    args: ['-command', ". '{0}'"],
    extension: 'ps1',
    posix: false,
    wrap: (script) =>
      `$ErrorActionPreference = 'stop'\n${script}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }\n`,
  },
};

/** The names of the shells that are known; any command line with `{0}` in it works besides. */
const SHELL_NAMES: readonly string[] = Object.keys(SHELLS);

/** Runs a shell step. */
export async function runShell(job: AttemptJob, run: StepKinds['shell']): Promise<AttemptResult> {
  const shell = shellCommandLine(run.shell ?? 'bash');
  const { env, preamble } = shell.posix
    ? await splitLargeEnv(job.env, job.folder)
    : { env: job.env, preamble: '' };
  const script = join(job.folder, `script.${shell.extension}`);
  writeFileSync(script, (shell.wrap ?? ((text) => text))(`${preamble}${run.command}\n`));
  return runProgram(job, {
    file: shell.file,
    args: shell.args.map((arg) => arg.replaceAll('{0}', script)),
    cwd: resolve(job.workspace, run.cwd ?? '.'),
    env,
  });
}

/** What is wrong with the name of a shell, before it is known whether this machine has it. */
export function shellProblem(
  shell: string,
): { readonly message: string; readonly hint: string } | undefined {
  if (SHELLS[shell] !== undefined || /\s.*\{0\}/s.test(shell)) return undefined;
  return {
    message: `\`${shell}\` is not a shell.`,
    hint: `${didYouMean(shell, SHELL_NAMES) ?? ''} A command line with \`{0}\` for the script works, too: \`fish {0}\`.`.trim(),
  };
}

function shellCommandLine(shell: string): ShellCommandLine {
  const known = SHELLS[shell];
  if (known !== undefined) return known;
  const problem = shellProblem(shell);
  if (problem !== undefined) {
    throw new WorkflowError('EXEC_FAILED', problem.message, { hint: problem.hint });
  }
  const [file = '', ...args] = shell.split(/\s+/);
  return { file, args, extension: 'sh', posix: false };
}
