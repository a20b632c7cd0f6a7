/**
 * A process that works on a library, told what to do by its parent. It can be told to die by SIGKILL right before its
 * nth call of the file system, or to live where hard links do not exist.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { type Json, type Plan, WorkflowError, type WorkflowName } from '@sluice/core/plan';
import { createFileLibrary } from '../../src/library/file-library.ts';

/** What the parent asks for. */
export interface Task {
  readonly op: 'save' | 'overwrite' | 'update' | 'delete' | 'rename' | 'restore' | 'count' | 'loop';
  readonly name: string;
  readonly text?: string;
  /** Dies before this call of the file system, counted from 1. */
  readonly dieAt?: number;
}
/** What it answers; `calls` is how often it called the file system. */
export interface Answer {
  readonly code: string;
  readonly message?: string;
  readonly hint?: string | undefined;
  readonly calls: number;
}

let calls = 0;
let dieAt = Number.POSITIVE_INFINITY;
const { promises } = fs;

async function watchCalls(): Promise<void> {
  const handle = await promises.open(process.argv[1]!);
  const prototype = Object.getPrototypeOf(handle) as object;
  await handle.close();
  watch(promises, ['mkdir', 'open', 'writeFile', 'readFile', 'rename', 'rm', 'link']);
  watch(prototype, ['writeFile', 'sync', 'close']);
  if (process.env['WITHOUT_LINKS'] !== undefined) {
    promises.link = () => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' }));
  }
  syncBuiltinESMExports();
}

function watch(object: object, names: readonly string[]): void {
  const target = object as Record<string, (...args: unknown[]) => unknown>;
  for (const name of names) {
    const original = target[name]!;
    target[name] = function (this: unknown, ...args: unknown[]) {
      calls++;
      if (calls >= dieAt) process.kill(process.pid, 'SIGKILL');
      return original.apply(this, args);
    };
  }
}

const library = createFileLibrary(process.argv[2]!);

function planOf(text: string): Plan {
  return {
    irVersion: 1,
    kind: 'flow',
    name: 'made',
    inputs: {},
    outputs: {},
    on: [],
    steps: [{ id: 'go', run: { kind: 'shell', command: text } }],
  };
}

async function perform({ op, name, text = '' }: Task): Promise<void> {
  const workflow = name as WorkflowName;
  switch (op) {
    case 'save':
      await library.save(workflow, planOf(text), { description: text });
      break;
    case 'overwrite':
      await library.save(workflow, planOf(text), { description: text, overwrite: true });
      break;
    case 'update':
      await library.update(workflow, { ir: planOf(text), description: text });
      break;
    case 'delete':
      await library.delete(workflow);
      break;
    case 'rename':
      await library.rename(workflow, text as WorkflowName);
      break;
    case 'restore':
      await library.restore(workflow, text === '' ? undefined : text);
      break;
    case 'count': {
      // Reads, adds one, and writes only if nobody else wrote in between: until it worked.
      for (;;) {
        const read = await library.load(workflow);
        const next = String(Number(read.description) + 1);
        try {
          await library.update(workflow, { description: next }, read);
          return;
        } catch (error) {
          if (!WorkflowError.is(error, 'WORKFLOW_CHANGED')) throw error;
        }
      }
    }
    case 'loop':
      // Each number is told before it is begun and when it is done, until somebody kills this process.
      for (let at = Number(text); ; at++) {
        process.send?.({ begun: at } satisfies Json);
        await library.update(workflow, { description: String(at) });
        process.send?.({ done: at } satisfies Json);
      }
  }
}

await watchCalls();
process.on('message', async (task: Task) => {
  calls = 0;
  dieAt = task.dieAt ?? Number.POSITIVE_INFINITY;
  let answer: Omit<Answer, 'calls'> = { code: 'OK' };
  try {
    await perform(task);
  } catch (error) {
    answer = WorkflowError.is(error)
      ? { code: error.code, message: error.message, hint: error.hint }
      : { code: 'THROWN', message: String((error as Error).stack) };
  }
  dieAt = Number.POSITIVE_INFINITY;
  process.send?.({ ...answer, calls });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
