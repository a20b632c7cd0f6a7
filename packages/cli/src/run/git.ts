/** What git says about a folder. @module */
import { execFile } from 'node:child_process';

/** The output of a git command; empty when it fails, or when there is no git. */
export function git(cwd: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('git', args, { cwd, encoding: 'utf8' }, (error, stdout) =>
      resolve(error ? '' : stdout.trim()),
    );
  });
}
