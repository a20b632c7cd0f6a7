/**
 * The app: it gives the command line this process, its streams and its signals. Everything else is in `@sluice/cli`.
 * @module
 */
import { readFileSync } from 'node:fs';
import { main } from '@sluice/cli';
import { onInterrupt } from './interrupt.ts';
import { quietWarnings } from './quiet-warnings.ts';

/** Runs the command line in this process and gives its exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  quietWarnings(process);
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return main(argv, {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    version: (JSON.parse(manifest) as { version: string }).version,
    onInterrupt,
    exit: (code) => process.exit(code),
  });
}
