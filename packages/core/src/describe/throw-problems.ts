/** Many findings, one error. @module */
import { type Diagnostic, WorkflowError } from '../plan/errors.ts';

/** Throws what was found: one error for all. */
export function throwProblems(problems: readonly Diagnostic[]): void {
  const first = problems.find((each) => each.severity === 'error');
  if (first === undefined) return;
  const rest = problems.length - 1;
  throw new WorkflowError(
    first.code,
    rest === 0 ? first.message : `${first.message} (and ${rest} more)`,
    { hint: first.hint, path: first.path, location: first.location, diagnostics: problems },
  );
}
