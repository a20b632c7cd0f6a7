/**
 * The console of tasks that run in the process of a host: what one of them writes belongs to its log, what the host
 * writes at the same time stays the host's. `console` alone is caught; what is written to `process.stdout` is not.
 * @module
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { format } from 'node:util';

type Stream = 'stdout' | 'stderr';
type Take = (stream: Stream, line: string) => void;

const METHODS = {
  log: 'stdout',
  info: 'stdout',
  debug: 'stdout',
  warn: 'stderr',
  error: 'stderr',
} as const;
type Method = keyof typeof METHODS;

/** Made with the first task: most processes never need it. */
let taking: AsyncLocalStorage<Take> | undefined;
let tasks = 0;
let release: (() => void) | undefined;

/** Runs a body; every line that it, or what it has started, writes to the console is given to `take`. */
export async function withCapturedConsole<T>(take: Take, body: () => Promise<T>): Promise<T> {
  tasks += 1;
  taking ??= new AsyncLocalStorage();
  release ??= install(taking);
  try {
    return await taking.run(take, body);
  } finally {
    tasks -= 1;
    if (tasks === 0) {
      release?.();
      release = undefined;
    }
  }
}

function install(taking: AsyncLocalStorage<Take>): () => void {
  const undo = (Object.keys(METHODS) as Method[]).map((method) => {
    const original = console[method];
    const caught = (...values: unknown[]): void => {
      const take = taking.getStore();
      if (take === undefined) return original.apply(console, values);
      for (const line of format(...values).split('\n')) take(METHODS[method], line);
    };
    console[method] = caught;
    return () => {
      // Whoever has put something over it meanwhile keeps it.
      if (console[method] === caught) console[method] = original;
    };
  });
  return () => {
    for (const each of undo) each();
  };
}
