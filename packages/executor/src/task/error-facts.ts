/** Whatever a step threw, as it is stored. @module */
import { type ErrorFacts, WorkflowError } from '@sluice/core/plan';

/** An error as facts. What is no `WorkflowError` gets `code`, and keeps its stack. */
export function toErrorFacts(error: unknown, code: ErrorFacts['code'] = 'INTERNAL'): ErrorFacts {
  if (WorkflowError.is(error)) {
    const { cause } = error;
    return {
      code: error.code,
      message: error.message,
      ...(error.hint !== undefined && { hint: error.hint }),
      ...(cause instanceof Error && cause.stack !== undefined && { traceback: cause.stack }),
    };
  }
  if (error instanceof Error) {
    return {
      code,
      message: error.message === '' ? error.name : error.message,
      ...(error.stack !== undefined && { traceback: error.stack }),
    };
  }
  return { code, message: String(error) };
}

/** Facts as an error again. */
export function fromErrorFacts(facts: ErrorFacts): WorkflowError {
  const cause =
    facts.traceback === undefined
      ? undefined
      : Object.assign(new Error(facts.message), { stack: facts.traceback });
  return new WorkflowError(facts.code, facts.message, { hint: facts.hint, cause });
}
