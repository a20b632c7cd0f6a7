/** `sluice` in a real pseudo-terminal, and what a terminal emulator makes of what it writes. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Terminal as Emulator } from '@xterm/headless';
import { onTestFinished } from 'vitest';

const bin = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src', 'bin.ts');

/** Pseudo-terminals come as a binary for each platform; there is none for every platform. */
export const pty: typeof import('@lydell/node-pty') | undefined = await import(
  '@lydell/node-pty'
).catch(() => undefined);

/** A command in a terminal. */
export interface Terminal {
  /** The lines that are on the screen now, without what is empty at their ends. */
  screen(): readonly string[];
  /** Everything from the first line of the scrollback to the last of the screen; what the terminal wrapped is one line. */
  everything(): readonly string[];
  /** Resolves when this is true of what is on the screen. */
  until(what: string, holds: (screen: string) => boolean): Promise<void>;
  /** Gives the terminal another size, between two pictures. */
  resize(columns: number, rows: number): Promise<void>;
  type(text: string): void;
  /** Resolves when the process has ended and all it wrote is on the screen. */
  readonly ended: Promise<{ readonly code: number }>;
  /** Whether the cursor shows, lines wrap again, and changes show at once. */
  isSane(): boolean;
  readonly cursor: { readonly row: number; readonly column: number };
  /** All that was written. */
  readonly bytes: string;
}

/** Starts `sluice` from source. */
export function terminal(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly columns: number;
    readonly rows: number;
    readonly env?: Readonly<Record<string, string>>;
    /** Whether the command stands in a shell as `"$@"`, and waits there for somebody to type that. */
    readonly shell?: boolean;
    /** A file that comes through a pipe, as standard input. */
    readonly pipe?: string;
  },
): Terminal {
  const size = { cols: options.columns, rows: options.rows };
  const emulator = new Emulator({ ...size, scrollback: 5000, allowProposedApi: true });
  const command = [process.execPath, '--conditions=@sluice/source', bin, ...args];
  const [program, ...rest] =
    options.pipe !== undefined
      ? ['sh', '-c', 'cat "$0" | "$@"', options.pipe, ...command]
      : options.shell === true
        ? ['bash', '--noprofile', '--norc', '-i', '-s', '--', ...command]
        : command;
  const child = pty!.spawn(program!, rest, {
    ...size,
    name: options.env?.['TERM'] ?? 'xterm-256color',
    cwd: options.cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: options.cwd,
      ...options.env,
    },
  });
  let bytes = '';
  let shown: Promise<void> = Promise.resolve();
  const watchers = new Set<() => void>();
  child.onData((data) => {
    bytes += data;
    shown = new Promise((resolve) =>
      emulator.write(data, () => {
        for (const watch of watchers) watch();
        resolve();
      }),
    );
  });
  const ended = new Promise<{ code: number }>((resolve) => {
    child.onExit(({ exitCode }) => void shown.then(() => resolve({ code: exitCode })));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    emulator.dispose();
  });

  const lines = (from: number): string[] => {
    const { active } = emulator.buffer;
    const found: string[] = [];
    for (let at = from; at < active.length; at++) {
      const line = active.getLine(at)!;
      const text = line.translateToString(true);
      if (line.isWrapped && at > from) found.push(found.pop() + text);
      else found.push(text);
    }
    while (found.at(-1) === '') found.pop();
    return found;
  };
  const screen = (): string[] => {
    const { active } = emulator.buffer;
    const found = Array.from({ length: emulator.rows }, (_, row) =>
      active.getLine(active.baseY + row)!.translateToString(true),
    );
    while (found.at(-1) === '') found.pop();
    return found;
  };
  return {
    screen,
    everything: () => lines(0),
    until: (what, holds) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          if (!holds(screen().join('\n'))) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        void ended.then(() => {
          if (watchers.delete(watch))
            reject(new Error(`It ended without ${what}:\n${screen().join('\n')}`));
        });
        watch();
      }),
    resize: (columns, rows) =>
      new Promise((resolve) => {
        const resize = (): void => {
          watchers.delete(resize);
          emulator.resize(columns, rows);
          child.resize(columns, rows);
          resolve();
        };
        watchers.add(resize);
      }),
    type: (text) => child.write(text),
    ended,
    isSane: () =>
      bytes.lastIndexOf('\u001b[?25h') >= bytes.lastIndexOf('\u001b[?25l') &&
      emulator.modes.wraparoundMode &&
      !emulator.modes.synchronizedOutputMode,
    get cursor() {
      return { row: emulator.buffer.active.cursorY, column: emulator.buffer.active.cursorX };
    },
    get bytes() {
      return bytes;
    },
  };
}
