/** The world around the command line, so that a test can stand in for all of it. @module */
import type { Readable } from 'node:stream';

/** Where text goes. `process.stdout` and `process.stderr` are two of these. */
export interface CliOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** Asks a terminal for its size now: `columns` and `rows` may be those of a moment ago. */
  refreshSize?(): void;
  /** Calls back when a terminal has another size. */
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** The command line in another process. */
export interface ProcessRun {
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  interrupt(signal: 'SIGINT' | 'SIGTERM'): void;
}

/** What is done when the process is stopped, by Ctrl-Z for example, and goes on. */
export interface StopListener {
  /** Called before it stops. Without it the process stops at once, whatever it is doing. */
  readonly before?: (() => void) | undefined;
  /** Called when it goes on. It stood for so many milliseconds; without `before` nobody knows how many. */
  readonly after: (stoodMs: number) => void;
}

/** The terminal that controls the process, also when none of its streams is one. */
export interface CliTerminal {
  readonly input: Readable;
  write(text: string): void;
  close(): void;
}

/** What the command line is given. */
export interface CliIo {
  readonly stdout: CliOutput;
  readonly stderr: CliOutput;
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The program and the first arguments that start this command line in a process of its own. */
  readonly self?: readonly string[];
  /** The version that `--version` prints. */
  readonly version: string;
  /** The packages that a new project needs, with the ranges that fit this version. */
  readonly packages: Readonly<Record<string, string>>;
  /** Calls back for each interruption; returns how to stop listening. */
  readonly onInterrupt: (listener: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;
  /** Hears when the process is stopped by its terminal; returns how to stop listening. */
  readonly onStop?: (listener: StopListener) => () => void;
  /** Makes sure of a second Ctrl-C in a process that code of the user may keep busy; returns how to give that up. */
  readonly listenBeside?: () => () => void;
  /** Starts the command line once more, in a process of its own with the same streams: `--watch` needs it. */
  readonly startAgain?: (
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
  ) => ProcessRun;
  /** Called before code of the user runs in this process: what it prints must not mix with {@link stdout}. */
  readonly shield?: () => void;
  /** Opens the terminal that controls the process; undefined where there is none. */
  readonly openTerminal?: () => CliTerminal | undefined;
  /** Ends the process at once, for a second interruption. */
  readonly exit: (code: number) => void;
}
