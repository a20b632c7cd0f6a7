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
/** An error as somebody made it: nobody has to give it a text. */
type Odd = { readonly [field in 'message' | 'cause' | 'errors']?: unknown };

/** What an error says, then what lies under it as far as it has not said so: `fetch failed: connect ECONNREFUSED …`. */
function withCauses(error: Error, around: readonly unknown[] = []): string {
  const { message, cause, errors } = error as Odd;
  const own = String(message);
  const path = [...around, error];
  const below = path.length > DEEPEST ? [] : [...(Array.isArray(errors) ? errors : []), cause];
  const texts = below
    .filter((each) => !path.includes(each))
    .map((each) => (each instanceof Error ? withCauses(each, path) : each))
    .filter((each): each is string => typeof each === 'string' && each !== '');
  const under = [...new Set(texts)].filter((each) => !own.includes(each)).join('; ');
  return [own, under].filter((each) => each !== '').join(': ') || error.name;
}

/** Facts as an error again. */
export function fromErrorFacts(facts: ErrorFacts): WorkflowError {
  const cause =
    facts.traceback === undefined
      ? undefined
      : Object.assign(new Error(facts.message), { stack: facts.traceback });
  return new WorkflowError(facts.code, facts.message, { hint: facts.hint, cause });
}
