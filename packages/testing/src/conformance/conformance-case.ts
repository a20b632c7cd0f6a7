/** What a conformance suite consists of: cases that any test runner can run. @module */
import { type ErrorCode, WorkflowError } from '@sluice/core/plan';

/** One promise of a port. `run` rejects when it is broken; its message says what was expected. */
export interface ConformanceCase {
  readonly name: string;
  run(): Promise<void>;
}

/** Rejects unless `work` rejects with the code. */
export async function expectCode(work: Promise<unknown>, code: ErrorCode): Promise<void> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (WorkflowError.is(error, code)) return;
  throw new Error(
    error === undefined ? `Expected \`${code}\`; it went through.` : `Expected \`${code}\`.`,
    { cause: error },
  );
}

/** Everything that an iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
