/** Workers in processes of their own, bundled once so that each starts quickly. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Answer, Task } from './worker.ts';

/** How a worker is started. */
export interface WorkerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A shell command that ends by `exec`ing the worker: `"$@"`. */
  readonly through?: string;
  readonly uid?: number;
}

/** A process that works on a library. */
export interface Worker extends AsyncDisposable {
  readonly process: ChildProcess;
  /** The answer, or undefined when the process died over it. */
  ask(task: Task): Promise<Answer | undefined>;
}

/** Bundles the worker; `start` starts one on a folder. */
export async function prepareWorkers(): Promise<{
  start(folder: string, options?: WorkerOptions): Promise<Worker>;
  close(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-worker-'));
  await chmod(folder, 0o755);
  const file = join(folder, 'worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    conditions: ['@sluice/source'],
    external: ['yaml'],
  });
  return {
    start: (library, options) => startWorker(file, library, options),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function startWorker(
  file: string,
  library: string,
  { env, through, uid }: WorkerOptions = {},
): Promise<Worker> {
  const command = [process.execPath, file, library];
  const [program, ...args] =
    through === undefined ? command : ['sh', '-c', through, 'sh', ...command];
  const child = spawn(program!, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const next = (): Promise<unknown> =>
    new Promise((resolve) => {
      const onMessage = (message: unknown): void => settle(message);
      const onExit = (): void => settle(undefined);
      const settle = (message: unknown): void => {
        child.off('message', onMessage);
        child.off('exit', onExit);
        resolve(message);
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
    });
  const ready = await next();
  if (ready !== 'ready') throw new Error('The worker did not start.');
  return {
    process: child,
    async ask(task) {
      const answer = next();
      child.send(task);
      // Whatever it sends first is the answer to the only question.
      return (await answer) as Answer | undefined;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}
