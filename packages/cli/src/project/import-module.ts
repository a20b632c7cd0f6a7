/** Imports the module of a user: not for ever, and without its output mixing with ours. @module */
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';

/** The module did not finish loading. */
export class LoadTimeout extends Error {}

/** Settings of {@link importModule}. */
export interface ImportOptions {
  readonly limitMs: number;
  /** Written to standard error when the module ends the process: nothing else can be done then. */
  readonly onExit: () => string;
}

const LOAD = Symbol.for('sluice.load');

/**
 * Imports a module. A loop in it is broken off by Node itself, waiting by a timer. Rejects with what the module threw,
 * or with {@link LoadTimeout}.
 */
export async function importModule(
  url: string,
  { limitMs, onExit }: ImportOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const leave = (): void => {
    writeSync(2, onExit());
    process.exitCode = 2;
  };
  process.once('exit', leave);
  try {
    return loadSync(url, limitMs);
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new LoadTimeout();
    // It waits for something with `await`: only then it is loaded as a promise.
    if (code === 'ERR_REQUIRE_ASYNC_MODULE') return await loadAsync(url, limitMs);
    throw error;
  } finally {
    process.off('exit', leave);
  }
}

function loadSync(url: string, timeout: number): Readonly<Record<string, unknown>> {
  const require = createRequire(import.meta.url);
  const world = globalThis as { [LOAD]?: () => unknown };
  world[LOAD] = () => require(fileURLToPath(url)) as unknown;
  try {
    // The limit of a script holds for everything that it calls.
    return runInThisContext("globalThis[Symbol.for('sluice.load')]()", { timeout }) as never;
  } finally {
    delete world[LOAD];
  }
}

async function loadAsync(url: string, limitMs: number): Promise<Readonly<Record<string, unknown>>> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LoadTimeout()), limitMs);
  });
  try {
    return await Promise.race([import(url), limit]);
  } finally {
    clearTimeout(timer);
  }
}
