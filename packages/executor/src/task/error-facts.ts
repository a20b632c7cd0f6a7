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
      message: withCauses(error),
      ...(error.stack !== undefined && { traceback: error.stack }),
    };
  }
  return { code, message: String(error) };
}

const DEEPEST = 8;

/** What an error says, then what lies under it as far as it has not said so: `fetch failed: connect ECONNREFUSED …`. */
function withCauses(error: Error, depth = 1): string {
  const { cause, errors } = error as { readonly cause?: unknown; readonly errors?: unknown };
  const below = depth > DEEPEST ? [] : [...(Array.isArray(errors) ? errors : []), cause];
  const texts = below
    .map((each) => (each instanceof Error ? withCauses(each, depth + 1) : each))
    .filter((each): each is string => typeof each === 'string' && each !== '');
  const under = [...new Set(texts)].filter((each) => !error.message.includes(each)).join('; ');
  const own = error.message === '' && under === '' ? error.name : error.message;
  return [own, under].filter((each) => each !== '').join(': ');
}

/** Facts as an error again. */
export function fromErrorFacts(facts: ErrorFacts): WorkflowError {
  const cause =
    facts.traceback === undefined
      ? undefined
      : Object.assign(new Error(facts.message), { stack: facts.traceback });
  return new WorkflowError(facts.code, facts.message, { hint: facts.hint, cause });
}
