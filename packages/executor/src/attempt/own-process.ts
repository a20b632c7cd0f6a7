/**
 * A process that is there for one task, given to it as if it were a process of its own: its working directory, its
 * environment, its output in the log, and an end of the process as the failure of the task.
 * @module
 */
import { WorkflowError } from '@sluice/core/plan';
import { createLineSplitter } from '../process/lines.ts';
import type { AttemptJob } from './attempt-job.ts';
import { heedLine } from './workflow-commands.ts';

type Streams = 'stdout' | 'stderr';

/** Runs the body of a task in a process that belongs to it, and gives the process back. */
export async function inOwnProcess<T>(
  job: AttemptJob,
  task: string,
  body: () => Promise<T>,
): Promise<T> {
  const restore = [takeSurroundings(job), takeStream(job, 'stdout'), takeStream(job, 'stderr')];
  const { ended, release } = takeEnd(task);
  restore.push(release);
  try {
    return await Promise.race([body(), ended]);
  } finally {
    for (const each of restore.reverse()) each();
  }
}

function takeSurroundings(job: AttemptJob): () => void {
  const { env } = process;
  const folder = process.cwd();
  process.env = { ...job.env };
  process.chdir(job.workspace);
  return () => {
    process.env = env;
    process.chdir(folder);
  };
}

function takeStream(job: AttemptJob, name: Streams): () => void {
  const stream = process[name];
  const { write } = stream;
  const splitter = createLineSplitter();
  const put = (lines: readonly string[]): void => {
    for (const text of lines) {
      heedLine(text, job.masker);
      void job.log.write({ stream: name, text });
    }
  };
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    put(splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    const done = rest.find((each) => typeof each === 'function') as (() => void) | undefined;
    if (done !== undefined) queueMicrotask(done);
    return true;
  }) as typeof stream.write;
  return () => {
    put(splitter.end());
    stream.write = write;
  };
}

function takeEnd(task: string): { readonly ended: Promise<never>; release(): void } {
  const { exit } = process;
  const { promise: ended, reject } = Promise.withResolvers<never>();
  ended.catch(() => undefined);
  process.exit = ((code?: number) => {
    const end = new WorkflowError(
      'EXEC_FAILED',
      `The process of task \`${task}\` ended with exit code ${code ?? process.exitCode ?? 0} before the task was done.`,
      { hint: 'A task returns or throws; it does not call `process.exit`.' },
    );
    reject(end);
    throw end;
  }) as typeof process.exit;
  const onUncaught = (error: unknown): void => reject(error as Error);
  process.on('uncaughtException', onUncaught);
  return {
    ended,
    release() {
      process.off('uncaughtException', onUncaught);
      process.exit = exit;
    },
  };
}
