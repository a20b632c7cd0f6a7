/** The world around the command line, so that a test can stand in for all of it. @module */
import type { Readable } from 'node:stream';

/** Where text goes. `process.stdout` and `process.stderr` are two of these. */
export interface CliOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** Calls back when a terminal has another size. */
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** What the command line is given. */
export interface CliIo {
  readonly stdout: CliOutput;
  readonly stderr: CliOutput;
  readonly stdin: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The version that `--version` prints. */
  readonly version: string;
  /** Calls back for each interruption; returns how to stop listening. */
  readonly onInterrupt: (listener: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;
  /** Called before code of the user runs in this process: what it prints must not mix with {@link stdout}. */
  readonly shield?: () => void;
  /** Ends the process at once, for a second interruption. */
  readonly exit: (code: number) => void;
}
