/**
 * The process of one attempt of a task. It reads a request from its standard input, imports the module of the user,
 * runs the task, and says what happens in lines of JSON on file descriptor 3. Standard output and error are the task's.
 * @module
 */
import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { decodeInputs } from './task/decode-inputs.ts';
import { toErrorFacts } from './task/error-facts.ts';
import { findTask } from './task/find-task.ts';
import { mapStacks } from './task/map-stacks.ts';
import type { TaskMessage, TaskRequest } from './task/protocol.ts';
import { runTask } from './task/run-task.ts';

const CHANNEL = 3;

function say(message: TaskMessage): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(CHANNEL, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

const stop = new AbortController();
/** Only a task that reads its signal ends by itself: any other dies by SIGINT, as a process does that does not listen. */
let listens = false;
function listen(): void {
  if (listens) return;
  listens = true;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => stop.abort(new Error(`The task was stopped by ${signal}.`)));
  }
}
process.on('uncaughtException', (error) => {
  say({ type: 'failed', error: toErrorFacts(error, 'TASK_FAILED') });
  process.exit(1);
});

async function main(): Promise<never> {
  const request = JSON.parse(await text(process.stdin)) as TaskRequest;
  let exitCode = 0;
  // A module may be a bundle: errors then name the files that it was made from.
  mapStacks(request.module);
  try {
    const task = await findTask(request.module, request.task);
    const result = await runTask(task, decodeInputs(task, request.inputs), {
      workspace: request.workspace,
      folder: request.folder,
      env: process.env,
      signal: stop.signal,
      onSignalRead: listen,
      secrets: request.secrets,
      schemas: request.schemas,
      log: (line) => say({ type: 'log', ...line }),
      summary: (markdown) => say({ type: 'summary', markdown }),
    });
    say({ type: 'done', ...result });
  } catch (error) {
    exitCode = 1;
    say({ type: 'failed', error: toErrorFacts(error, 'TASK_FAILED') });
  }
  // A timer or a socket that the task forgot must not hold the step.
  process.exit(exitCode);
}

void main();
