/** Why the history of a run cannot be written. @module */
import { type RunId, WorkflowError } from '@sluice/core/plan';
import { storageProblem } from '@sluice/storage';

/** A history that cannot be written ends the driving of a run: what happens next could not be told any more. */
export function unwritten(run: RunId, error: unknown): WorkflowError {
  if (WorkflowError.is(error)) return error;
  return (
    storageProblem(`the history of ${run}`, error) ??
    new WorkflowError(
      'RUN_INTERRUPTED',
      `The history of the run \`${run}\` cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
      {
        hint: 'What was recorded before is not lost. Resume the run when its store works again.',
        cause: error,
      },
    )
  );
}
