/** This command once more, as a process of its own with the same streams. @module */
import { spawn } from 'node:child_process';
import type { ProcessRun } from '@sluice/cli';

/** Starts it with the same Node and the same flags of Node. */
export function startAgain(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): ProcessRun {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', ...argv], {
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve();
    });
    child.once('exit', () => resolve());
  });
  return { ended, interrupt: (signal) => void child.kill(signal) };
}
