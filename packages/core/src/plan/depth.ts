/** How deep JSON may be nested. The stack of every host has an end; a limit gives the same verdict on all of them. @module */
import { WorkflowError } from './errors.ts';

/** How deep a plan or a schema may be nested. A step in a step in a step … takes four levels each. */
export const MAX_DEPTH = 200;
/** How deep a value may be nested. */
export const MAX_VALUE_DEPTH = 1000;

/** Whether a value has lists or objects inside each other more than `limit` deep. Ends for a value that contains itself. */
export function isDeeperThan(limit: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if (isDeeperThan(limit - 1, inner)) return true;
  }
  return false;
}

/** What a value that is nested too deeply is told with. */
export function tooDeep(limit: number = MAX_VALUE_DEPTH): WorkflowError<'VALUE_TOO_DEEP'> {
  return new WorkflowError('VALUE_TOO_DEEP', `A value is nested more than ${limit} levels deep.`, {
    hint: 'Use a flatter value, or hand it on as a file.',
  });
}
