/** `<step name>.json`: how a step ended. @module */
import { canonicalJson, type ErrorFacts, type Json } from '@sluice/core/plan';
import type { RunFact } from '@sluice/core/run';
import { readFileIfExists, replaceFileInPassing } from '../atomic-file.ts';
import { printJson, readJsonObject } from './json-file.ts';
import { PRIVATE_FILE } from './layout.ts';
import { damaged } from './problem.ts';

/** The file as it is: the shape is the design's, and others read it, too. */
export interface StepResultFile {
  readonly status: 'success' | 'failure';
  /** The outputs of a step that succeeded, as JSON: dates, maps, sets, bytes and big numbers by their codecs. */
  readonly value: Json;
  readonly error: Pick<ErrorFacts, 'code' | 'message' | 'hint'> | null;
  readonly traceback: string | null;
}

/** A fact that ends a step for good, one way or the other. */
export type EndingFact = Extract<
  RunFact,
  { readonly type: 'step-completed' | 'step-failed' | 'step-timed-out' }
>;

/** Whether a fact ends its step: a failure that is tried again does not. */
export function endsStep(fact: RunFact): fact is EndingFact {
  if (fact.type === 'step-completed') return true;
  return (
    (fact.type === 'step-failed' || fact.type === 'step-timed-out') && fact.retryAt === undefined
  );
}

/** What is written for a fact. `value` gives what a payload stands for. */
export function resultOf(fact: EndingFact, value: Json): StepResultFile {
  switch (fact.type) {
    case 'step-completed':
      return { status: 'success', value, error: null, traceback: null };
    case 'step-failed': {
      const { traceback, ...error } = fact.error;
      return { status: 'failure', value: null, error, traceback: traceback ?? null };
    }
    case 'step-timed-out':
      return {
        status: 'failure',
        value: null,
        error: { code: 'STEP_TIMED_OUT', message: 'The step did not end in time.' },
        traceback: null,
      };
  }
}

/** Reads a result; undefined when there is no file. Throws `WORKSPACE_DAMAGED`. */
export async function readResult(path: string): Promise<StepResultFile | undefined> {
  const found = await readJsonObject(path);
  if (found === undefined) return undefined;
  const { status, value, error, traceback } = found;
  const isError = error === null || (typeof error === 'object' && !Array.isArray(error));
  if (
    (status !== 'success' && status !== 'failure') ||
    value === undefined ||
    !isError ||
    (traceback !== null && typeof traceback !== 'string')
  ) {
    throw damaged(path, 'is not the result of a step.');
  }
  return found as unknown as StepResultFile;
}

/** Writes a result. It follows from the history, so nothing waits for the disk. */
export function writeResult(path: string, result: StepResultFile): Promise<void> {
  return replaceFileInPassing(path, printJson(result), { mode: PRIVATE_FILE });
}

/** Writes a result again if the file is gone, empty or cut short. */
export async function restoreResult(path: string, expected: StepResultFile): Promise<void> {
  // Where a length was written and the content was not, file systems give zeros.
  const text = (await readFileIfExists(path))?.replace(/\0+$/, '') ?? '';
  const whole = printJson(expected);
  if (text !== whole && whole.startsWith(text)) await writeResult(path, expected);
}

/** Throws `WORKSPACE_DAMAGED` unless the file says what the history says. */
export async function assertResult(path: string, expected: StepResultFile): Promise<void> {
  const found = await readResult(path);
  if (found === undefined) throw damaged(path, 'is gone: it held the result of a step.');
  if (canonicalJson(found as never) !== canonicalJson(expected as never)) {
    throw damaged(path, 'is not what the step wrote: somebody changed it.');
  }
}
