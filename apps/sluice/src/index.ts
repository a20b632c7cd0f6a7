/**
 * The app: it gives the command line this process, its streams and its signals. Everything else is in `@sluice/cli`.
 * @module
 */
import { readFileSync } from 'node:fs';
import { type CliOutput, main } from '@sluice/cli';
import { outliveReaders } from './closed-pipe.ts';
import { onInterrupt } from './interrupt.ts';
import { quietWarnings } from './quiet-warnings.ts';

/** Runs the command line in this process and gives its exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  quietWarnings(process);
  outliveReaders(process.stdout, process.stderr);
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return main(argv, {
    stdout: outputOf(process.stdout),
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    version: (JSON.parse(manifest) as { version: string }).version,
    onInterrupt,
    shield: () => {
      process.stdout.write = process.stderr.write.bind(
        process.stderr,
      ) as typeof process.stdout.write;
    },
    exit: (code) => process.exit(code),
  });
}

/** A stream as the command line writes to it, whatever others do to it later. */
function outputOf(stream: NodeJS.WriteStream): CliOutput {
  const write = stream.write.bind(stream);
  return {
    write,
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
}
