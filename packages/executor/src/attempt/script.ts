/** Script steps: a program in Node or Python, from a file or written out. @module */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StepKinds } from '@sluice/core/plan';
import type { AttemptJob, AttemptResult } from './attempt-job.ts';
import { runProgram } from './command.ts';

/** Runs a script step. A file is relative to the workspace. */
export async function runScript(job: AttemptJob, run: StepKinds['script']): Promise<AttemptResult> {
  const python = run.language === 'python';
  let file: string;
  if (run.file !== undefined) file = resolve(job.workspace, run.file);
  else {
    file = join(job.folder, python ? 'script.py' : 'script.mjs');
    await writeFile(file, run.source);
  }
  return runProgram(job, {
    file: python ? 'python3' : process.execPath,
    args: [file, ...(run.args ?? [])],
    cwd: job.workspace,
    env: job.env,
  });
}
