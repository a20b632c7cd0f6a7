/** What can be wrong with a workspace, in the words that people are told. @module */
import { WorkflowError } from '@sluice/core/plan';

/** Something in a workspace is not what a run wrote there. `line` counts from 1. */
export function damaged(
  path: string,
  what: string,
  { line = 1, cause }: { readonly line?: number; readonly cause?: unknown } = {},
): WorkflowError {
  return new WorkflowError('WORKSPACE_DAMAGED', `\`${path}\` ${what}`, {
    hint: 'Run the step again, or start again with --setup in another folder.',
    location: { file: path, line, column: 1 },
    cause,
  });
}

/** The folder holds something else already. */
export function taken(folder: string, by: string): WorkflowError {
  return new WorkflowError('WORKSPACE_TAKEN', `The folder \`${folder}\` ${by}`, {
    // What is no run may be anything: nobody is told to delete a project.
    hint:
      by.endsWith('run.') || by.endsWith('run already.')
        ? 'Take another folder, or delete this one.'
        : 'Take another folder.',
  });
}
