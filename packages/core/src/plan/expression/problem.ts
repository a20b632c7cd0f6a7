/** What can be wrong with the text of an expression. @module */
import { WorkflowError } from '../errors.ts';

/** One problem in the text of an expression, found while reading it. */
export interface ExpressionProblem {
  /** The fact, with names in backticks. */
  readonly message: string;
  /** Where, counted in characters from 0. */
  readonly position: number;
  /** What to do about it. */
  readonly hint?: string;
}

/** Carries a problem out of the depth of the parser. Never leaves `parseExpression`. */
export class ParseFailure extends Error {
  readonly problem: ExpressionProblem;

  constructor(message: string, position: number, hint?: string) {
    super(message);
    this.problem = { message, position, ...(hint !== undefined && { hint }) };
  }
}

/** The error for a text that cannot be read: `EXPR_INVALID`. */
export function expressionError(
  text: string,
  problem: ExpressionProblem,
): WorkflowError<'EXPR_INVALID'> {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return new WorkflowError(
    'EXPR_INVALID',
    `The expression \`${shown}\` is not valid at character ${problem.position + 1}: ${problem.message}`,
    { hint: problem.hint },
  );
}
