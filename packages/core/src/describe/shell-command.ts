/** Shell commands with run-time values in them. @module */
import type { ExprNode } from '../plan/expression/node.ts';
import type { Expr } from './expr.ts';
import { createExpr, operandNode } from './expression.ts';

/** A shell command. Interpolated expressions reach the shell as environment variables, never as source text. */
export interface ShellCommand {
  readonly strings: readonly string[];
  readonly values: readonly Expr<unknown>[];
}

/** Writes a {@link ShellCommand}. */
export function sh(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Expr<string> | Expr<number> | Expr<boolean>)[]
): ShellCommand {
  return Object.freeze({
    strings: Object.freeze([...strings]),
    values: Object.freeze(
      values.map((value) =>
        typeof value === 'object' ? value : createExpr(operandNode(value, '`sh`')),
      ),
    ),
  });
}

/** The texts of a command and the expressions between them. */
export function commandParts(command: string | ShellCommand): readonly (string | ExprNode)[] {
  if (typeof command === 'string') return [command];
  return command.strings.flatMap((text, at) => {
    const value = command.values[at];
    return value === undefined ? [text] : [text, value.node];
  });
}
