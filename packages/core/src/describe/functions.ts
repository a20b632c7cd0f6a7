/** The functions of GitHub's expression language, and the status of what came before. @module */
import type { z } from 'zod';
import { WorkflowError } from '../plan/errors.ts';
import type { ExprNode } from '../plan/expression/node.ts';
import { fenceNode } from '../plan/fence.ts';
import type { Expr, Fenced, IsUntrusted, MaybeExpr, Scalar, Untrusted } from './expr.ts';
import {
  callExpr,
  conditionNode,
  createExpr,
  isExpr,
  mergeOwners,
  ownersOf,
} from './expression.ts';
import { toPortableSchema } from './to-json-schema.ts';

const TEXT = { type: 'string' } as const;

/** Marks text from a stranger as data: it enters a prompt as one quoted JSON string between markers, never as instructions. */
export function fence(value: Expr<string>): Expr<Fenced> {
  if (!isExpr(value)) {
    throw new WorkflowError('EXPR_INVALID', '`fence` takes an expression.', {
      hint: 'Write a text that is known beforehand as it is.',
    });
  }
  return createExpr(fenceNode(value.node), ownersOf(value), TEXT);
}

/** True when all are. */
export function and(first: Expr<boolean>, ...rest: readonly Expr<boolean>[]): Expr<boolean> {
  conditionNode(first, '`and`');
  return rest.reduce((all, each) => all.and(each), first);
}
/** True when one is. */
export function or(first: Expr<boolean>, ...rest: readonly Expr<boolean>[]): Expr<boolean> {
  conditionNode(first, '`or`');
  return rest.reduce((any, each) => any.or(each), first);
}
/** True when the operand is not. */
export function not(of: Expr<boolean>): Expr<boolean> {
  conditionNode(of, '`not`');
  return of.not();
}

type Taint<A extends readonly unknown[]> = true extends {
  [I in keyof A]: A[I] extends Expr<infer T> ? IsUntrusted<T> : false;
}[number]
  ? Untrusted
  : string;
/** `{0}`, `{1}`, … filled in. Text made from untrusted text is untrusted. */
export function format<const A extends readonly (Scalar | Expr<Scalar>)[]>(
  template: string,
  ...values: A
): Expr<Taint<A>> {
  return callExpr('format', [template, ...values], TEXT);
}
/** A list as one text. */
export function join<T extends Scalar>(
  list: Expr<readonly T[]>,
  separator?: string,
): Expr<Taint<[Expr<T>]>> {
  return callExpr('join', separator === undefined ? [list] : [list, separator], TEXT);
}
/** A value as JSON text. */
export function toJSON<T>(value: Expr<T>): Expr<Taint<[Expr<T>]>> {
  return callExpr('toJSON', [value], TEXT);
}
/** JSON text as a value; the schema says of which type, and is checked when the plan runs. Empty text is null. */
export function fromJSON<S extends z.ZodType>(schema: S, text: Expr<string>): Expr<z.output<S>> {
  return callExpr(
    'fromJSON',
    [
      createExpr(
        { op: '||', left: text.node, right: { op: 'literal', value: 'null' } },
        mergeOwners([text]),
      ),
    ],
    toPortableSchema(schema),
  );
}
/** A hash over the files that the patterns match in the workspace. */
export function hashFiles(...patterns: readonly [string, ...string[]]): Expr<string> {
  return callExpr('hashFiles', patterns, TEXT);
}
/** The first value if the condition holds, otherwise the second (prints `case`). */
export function choose<const A extends Scalar, const B extends Scalar>(
  when: Expr<boolean>,
  then: MaybeExpr<A>,
  otherwise: MaybeExpr<B>,
): Expr<A | B> {
  conditionNode(when, '`choose`');
  return callExpr('case', [when, then, otherwise]);
}

type StatusFunction = 'success' | 'failure' | 'cancelled' | 'always';
const call = (name: StatusFunction): ExprNode => ({ op: 'call', name, args: [] });
const condition = (node: ExprNode): Expr<boolean> => createExpr(node, [], { type: 'boolean' });

/** Status of the jobs or steps this one depends on. */
export const status: {
  readonly success: Expr<boolean>;
  readonly failure: Expr<boolean>;
  readonly cancelled: Expr<boolean>;
  readonly always: Expr<boolean>;
  /** Nothing failed and nobody cancelled; a skipped need does not stop this one (prints `!failure() && !cancelled()`). */
  readonly notFailed: Expr<boolean>;
} = Object.freeze({
  success: condition(call('success')),
  failure: condition(call('failure')),
  cancelled: condition(call('cancelled')),
  always: condition(call('always')),
  notFailed: condition({
    op: '&&',
    left: { op: '!', of: call('failure') },
    right: { op: '!', of: call('cancelled') },
  }),
});
