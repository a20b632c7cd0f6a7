/** `main()` in a folder of its own, with streams that a test reads and, where it asks for them, a terminal. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { main } from '../../src/main.ts';

/** How a command ended, and what it wrote. The folder shows as `<folder>`. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is given besides its words. */
export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the streams are a terminal. */
  readonly terminal?: boolean;
  /** How wide standard output is. */
  readonly columns?: number;
  readonly input?: string;
  /** Called for everything that is written to standard error, with all of it so far. */
  readonly onStderr?: (text: string, act: Acts) => void;
}

/** What somebody at the terminal can do. */
export interface Acts {
  type(text: string): void;
  /** The end of the input: Ctrl-D. */
  end(): void;
  interrupt(signal?: 'SIGINT' | 'SIGTERM'): void;
}

/** A folder with files, gone when the test has ended. */
export interface Session {
  readonly folder: string;
  read(file: string): string;
  json(file: string): unknown;
  write(file: string, text: string): void;
  sluice(args: readonly string[], options?: CommandOptions): Promise<Ended>;
}

/** Makes the folder. What is no text is written as JSON. */
export function session(files: Readonly<Record<string, unknown>> = {}): Session {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-session-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [name, content] of Object.entries(files)) {
    write(name, typeof content === 'string' ? content : JSON.stringify(content));
  }
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    folder,
    read,
    write,
    json: (name) => JSON.parse(read(name)),
    async sluice(args, options = {}) {
      const texts = { stdout: '', stderr: '' };
      const stdin = new PassThrough() as PassThrough & { isTTY?: boolean };
      const terminal = options.terminal === true;
      if (terminal) stdin.isTTY = true;
      else stdin.end(options.input ?? '');
      let interrupt: (signal: 'SIGINT' | 'SIGTERM') => void = () => undefined;
      const acts: Acts = {
        type: (text) => void stdin.write(text),
        end: () => void stdin.end(),
        interrupt: (signal = 'SIGINT') => interrupt(signal),
      };
      const code = await main(args, {
        stdout: {
          isTTY: terminal,
          ...(options.columns !== undefined && { columns: options.columns }),
          write: (text: string) => (texts.stdout += text),
        },
        stderr: {
          isTTY: terminal,
          write(text: string) {
            texts.stderr += text;
            options.onStderr?.(texts.stderr, acts);
          },
        },
        stdin,
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: folder,
          NO_COLOR: '1',
          SLUICE_HOME: join(folder, '.home'),
          ...options.env,
        },
        cwd: folder,
        version: '0.0.0',
        packages: {},
        onInterrupt(listener) {
          interrupt = listener;
          return () => (interrupt = () => undefined);
        },
        exit: () => undefined,
      });
      return {
        code,
        stdout: texts.stdout.replaceAll(folder, '<folder>'),
        stderr: texts.stderr.replaceAll(folder, '<folder>'),
      };
    },
  };
}

/** A plan of shell steps: `{ build: 'make', test: { command: 'make test', needs: ['build'] } }`. */
export function shellPlan(
  steps: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>,
  more: Readonly<Record<string, unknown>> = {},
): object {
  return {
    irVersion: 1,
    kind: 'flow',
    name: 'work',
    ...more,
    steps: Object.entries(steps).map(([id, step]) => {
      const { command, run, ...rest } =
        typeof step === 'string' ? { command: step, run: undefined } : step;
      return { id, ...rest, run: run ?? { kind: 'shell', command } };
    }),
  };
}
