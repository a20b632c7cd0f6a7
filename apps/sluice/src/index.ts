/**
 * The app: it gives the command line this process, its streams and its signals. Everything else is in `@sluice/cli`.
 * @module
 */
import { readFileSync } from 'node:fs';
import { type CliOutput, main } from '@sluice/cli';
import { openTerminal } from './controlling-terminal.ts';
import { onInterrupt, onStop } from './interrupt.ts';
import { outlive, withOutput } from './lost-output.ts';
import { listenBeside } from './second-ear.ts';
import { startAgain } from './start-again.ts';

/** Runs the command line in this process and gives its exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version, dependencies } = JSON.parse(text) as Manifest;
  // A task that runs in this process takes `process.exit` for its own end.
  const exit = process.exit.bind(process);
  const code = await main(argv, {
    // What is not used is not opened.
    get stdout() {
      return outputOf('stdout');
    },
    get stderr() {
      return outputOf('stderr');
    },
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    cwd: process.cwd(),
    self: [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)],
    version,
    get packages() {
      return packagesFor(version, dependencies);
    },
    onInterrupt,
    onStop,
    listenBeside,
    startAgain,
    openTerminal,
    shield() {
      outputOf('stdout');
      process.stdout.write = process.stderr.write.bind(
        process.stderr,
      ) as typeof process.stdout.write;
    },
    exit,
  });
  return withOutput(code);
}

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** What a project of this version needs. In the repository itself the ranges are those of the workspace. */
function packagesFor(
  version: string,
  dependencies: Manifest['dependencies'],
): Readonly<Record<string, string>> {
  const core = dependencies['@sluice/core'] ?? '';
  return {
    '@sluice/core': core.startsWith('workspace:') ? `^${version}` : core,
    sluice: `^${version}`,
    zod: '^4.0.0',
  };
}

const outputs: { [name in 'stdout' | 'stderr']?: CliOutput } = {};

/** A stream as the command line writes to it, whatever others do to it later. */
function outputOf(name: 'stdout' | 'stderr'): CliOutput {
  const known = outputs[name];
  if (known !== undefined) return known;
  const stream: NodeJS.WriteStream & { _refreshSize?(): void } = process[name];
  outlive(name, stream);
  const output: CliOutput = {
    write: stream.write.bind(stream),
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    // What Node itself does when it hears of another size (lib/tty.js), which may be a frame too late.
    refreshSize: () => stream._refreshSize?.(),
    on: (event, listener) => stream.on(event, listener),
    off: (event, listener) => stream.off(event, listener),
  };
  outputs[name] = output;
  return output;
}
