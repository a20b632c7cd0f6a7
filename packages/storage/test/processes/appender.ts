/**
 * A process that writes to the run of a workspace, told what to do by its parent. It can be told to die by SIGKILL right
 * before its nth call of the file system, of which it does half where that is a write.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { WorkflowError } from '@sluice/core/plan';
import type { RunFact, StepKey } from '@sluice/core/run';
import { BEGUN, RUN } from '../fixtures/begun-run.ts';

/** What the parent asks for. */
export interface AppendTask {
  /** Begins the run, adds the ends of steps, or begins another edition without the last event. */
  readonly op: 'begin' | 'append' | 'again';
  /** How many appends. Endless unless given. */
  readonly count?: number;
  /** Dies before this call of the file system, counted from 1. */
  readonly dieAt?: number;
}
/** What it tells of each append that it has made. */
export interface Appended {
  readonly edition: number;
  readonly seq: number;
  readonly step: string;
}

const [, , folder = '', name = ''] = process.argv;

let calls = 0;
let dieAt = Number.POSITIVE_INFINITY;

function watch(object: object, names: readonly string[]): void {
  const target = object as Record<string, (...args: unknown[]) => unknown>;
  for (const each of names) {
    const original = target[each]!;
    target[each] = function (this: unknown, ...args: unknown[]) {
      calls++;
      if (calls < dieAt) return original.apply(this, args);
      const [file, bytes, from, length, at] = args as [number, Buffer, number, number, number];
      if (each === 'writeSync') original(file, bytes, from, Math.ceil(length / 2), at);
      return process.kill(process.pid, 'SIGKILL');
    };
  }
}

watch(fs, ['openSync', 'ftruncateSync', 'writeSync', 'closeSync', 'writeFileSync', 'renameSync']);
watch(fs.promises, ['mkdir', 'open', 'writeFile', 'rename', 'rm', 'link']);
syncBuiltinESMExports();
const { createWorkspace } = await import('../../src/workspace/workspace.ts');
const { run } = createWorkspace(folder);

const ended = (step: string): RunFact => ({
  type: 'step-completed',
  step: step as StepKey,
  attempt: 1,
  outputs: { value: { text: `of ${step}` } },
  artifacts: {},
});

async function perform({ op, count = Number.POSITIVE_INFINITY }: AppendTask): Promise<void> {
  if (op === 'begin') {
    await run.append(RUN, 0, [BEGUN]);
    return;
  }
  for (let made = 0; made < count; ) {
    const history = await run.history();
    if (history === undefined) throw new Error('Nothing was begun.');
    const { edition, events } = history;
    const seq = events.length + 1;
    const step = `${name}-${made}`;
    if (op === 'again') {
      // The first event stays: it is what the run is.
      if (events.length > 1 && (await run.beginAgain(history, events.slice(0, -1)))) made++;
    } else if ((await run.append(RUN, events.length, [ended(step)])) !== false) {
      process.send?.({ edition, seq, step } satisfies Appended);
      made++;
    }
  }
}

process.on('message', async (task: AppendTask) => {
  calls = 0;
  dieAt = task.dieAt ?? Number.POSITIVE_INFINITY;
  try {
    await perform(task);
    dieAt = Number.POSITIVE_INFINITY;
    process.send?.({ code: 'OK' });
  } catch (error) {
    dieAt = Number.POSITIVE_INFINITY;
    const { code = 'THROWN', message } = error as Partial<WorkflowError> & Error;
    process.send?.({ code: WorkflowError.is(error) ? code : 'THROWN', message });
  }
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
