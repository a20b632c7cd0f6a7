/**
 * Expressions at work: the object behind `Expr`, its owners (so that a reference into another definition is found)
 * and the traps for its use as a value.
 * @module
 */
import { WorkflowError } from '../plan/errors.ts';
import type { ContextPath, ExprNode, FunctionName, Operator } from '../plan/expression/node.ts';
import { indexOf, propertyOf } from '../plan/expression/property.ts';
import type { JsonSchema } from '../plan/plan.ts';
import type { Expr } from './expr.ts';

const EXPR: unique symbol = Symbol.for('sluice.expr/1') as never;

/** What an expression belongs to: a builder, a loop or a matrix. Told apart by identity. */
export interface Owner {
  readonly kind: 'workflow' | 'loop' | 'matrix';
  readonly name: string;
}

/** What an expression carries that is not for users. */
interface Facts {
  readonly owners: readonly Owner[];
  readonly schema: JsonSchema | undefined;
}

/** Whether a value is an expression, of any copy of this package. */
export function isExpr(value: unknown): value is Expr<unknown> {
  return typeof value === 'object' && value !== null && EXPR in value;
}

/** The definitions that an expression belongs to; empty for facts that are the same everywhere. */
export function ownersOf(expr: Expr<unknown>): readonly Owner[] {
  return factsOf(expr).owners;
}

/** The schema of an expression's value, where it is known. */
export function schemaOf(expr: Expr<unknown>): JsonSchema | undefined {
  return factsOf(expr).schema;
}

function factsOf(expr: Expr<unknown>): Facts {
  return (expr as unknown as { [EXPR]: Facts })[EXPR];
}

/** Makes an expression. The type of its value is the caller's promise. */
export function createExpr<T>(
  node: ExprNode,
  owners: readonly Owner[] = [],
  schema?: JsonSchema | undefined,
): Expr<T> {
  return Object.freeze(new Expression(node, { owners, schema })) as unknown as Expr<T>;
}

/** An expression of a context's path. */
export function contextExpr<T>(
  path: ContextPath,
  owners: readonly Owner[] = [],
  schema?: JsonSchema | undefined,
): Expr<T> {
  return createExpr({ op: 'context', path }, owners, schema);
}

/** An expression that calls a function. */
export function callExpr<T>(
  name: FunctionName,
  operands: readonly unknown[],
  schema?: JsonSchema,
): Expr<T> {
  const args = operands.map((each) => operandNode(each, `\`${name}\``));
  return createExpr({ op: 'call', name, args }, mergeOwners(operands), schema);
}

/** An operand as a node: an expression's own, or a literal. */
export function operandNode(value: unknown, where: string): ExprNode {
  if (isExpr(value)) return value.node;
  if (value === undefined || value === null) return { op: 'literal', value: null };
  if (typeof value === 'string' || typeof value === 'boolean' || isFiniteNumber(value)) {
    return { op: 'literal', value };
  }
  throw new WorkflowError('EXPR_INVALID', `${where} takes an expression or a single value.`, {
    hint: 'Pass a text, a number, a boolean, null or an expression.',
  });
}

/** A condition as a node. A JavaScript boolean was computed from an expression by mistake. */
export function conditionNode(value: unknown, where: string): ExprNode {
  if (isExpr(value)) return value.node;
  throw new WorkflowError(
    'EXPR_COERCED',
    `${where} takes an expression, not ${value === null ? 'null' : `a ${typeof value}`}.`,
    { hint: 'Combine expressions with `.and()`, `.or()` and `.not()`, compare with `.eq()`.' },
  );
}

/** The owners of all expressions among some operands. */
export function mergeOwners(operands: readonly unknown[]): readonly Owner[] {
  const owners = new Set<Owner>();
  for (const each of operands)
    if (isExpr(each)) for (const owner of ownersOf(each)) owners.add(owner);
  return [...owners];
}

const BOOLEAN: JsonSchema = { type: 'boolean' };

class Expression {
  readonly node: ExprNode;
  declare readonly [EXPR]: Facts;

  constructor(node: ExprNode, facts: Facts) {
    this.node = node;
    Object.defineProperty(this, EXPR, { value: facts });
  }

  eq(other: unknown): Expr<boolean> {
    return binary('==', this, operandNode(other, '`eq`'), other);
  }
  ne(other: unknown): Expr<boolean> {
    return binary('!=', this, operandNode(other, '`ne`'), other);
  }
  gt(other: unknown): Expr<boolean> {
    return binary('>', this, operandNode(other, '`gt`'), other);
  }
  ge(other: unknown): Expr<boolean> {
    return binary('>=', this, operandNode(other, '`ge`'), other);
  }
  lt(other: unknown): Expr<boolean> {
    return binary('<', this, operandNode(other, '`lt`'), other);
  }
  le(other: unknown): Expr<boolean> {
    return binary('<=', this, operandNode(other, '`le`'), other);
  }
  and(other: unknown): Expr<boolean> {
    return binary('&&', this, conditionNode(other, '`and`'), other);
  }
  or(other: unknown): Expr<boolean> {
    return binary('||', this, conditionNode(other, '`or`'), other);
  }
  not(): Expr<boolean> {
    return createExpr({ op: '!', of: this.node }, this[EXPR].owners, BOOLEAN);
  }
  orElse(fallback: unknown): Expr<unknown> {
    const right = operandNode(fallback, '`orElse`');
    return createExpr(
      { op: '||', left: this.node, right },
      mergeOwners([this, fallback]),
      isExpr(fallback) ? undefined : literalSchema(fallback, this[EXPR].schema),
    );
  }
  startsWith(prefix: unknown): Expr<boolean> {
    return callExpr('startsWith', [this, prefix], BOOLEAN);
  }
  endsWith(suffix: unknown): Expr<boolean> {
    return callExpr('endsWith', [this, suffix], BOOLEAN);
  }
  contains(item: unknown): Expr<boolean> {
    return callExpr('contains', [this, item], BOOLEAN);
  }
  get(key: string): Expr<unknown> {
    return this.#step(propertyOf(this.node, key), propertySchema(this[EXPR].schema, key));
  }
  at(index: unknown): Expr<unknown> {
    const at = operandNode(index, '`at`');
    return createExpr(
      indexOf(this.node, at),
      mergeOwners([this, index]),
      itemSchema(this[EXPR].schema),
    );
  }
  pluck(key: string): Expr<unknown> {
    const property = propertySchema(itemSchema(this[EXPR].schema), key);
    return this.#step(
      propertyOf({ op: 'filter', of: this.node }, key),
      property === undefined ? undefined : { type: 'array', items: property },
    );
  }

  #step(node: ExprNode, schema: JsonSchema | undefined): Expr<unknown> {
    return createExpr(node, this[EXPR].owners, schema);
  }

  [Symbol.toPrimitive](): never {
    throw coerced();
  }
  toString(): never {
    throw coerced();
  }
  valueOf(): never {
    throw coerced();
  }
  toJSON(): never {
    throw coerced();
  }
}

function binary(op: Operator, self: Expression, right: ExprNode, other: unknown): Expr<boolean> {
  return createExpr({ op, left: self.node, right }, mergeOwners([self, other]), BOOLEAN);
}

function coerced(): WorkflowError {
  return new WorkflowError(
    'EXPR_COERCED',
    'An expression was used as a value; it has none before the run.',
    {
      hint: 'Compare with `.eq()`, combine with `.and()`, `.or()` and `.not()`, make texts with `format`, `text` or `sh`.',
    },
  );
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function literalSchema(value: unknown, other: JsonSchema | undefined): JsonSchema | undefined {
  const type = value === null || value === undefined ? undefined : typeof value;
  return typeof other === 'object' && other['type'] === type ? { type: type as string } : undefined;
}

function propertySchema(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  if (typeof schema !== 'object') return undefined;
  return (schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined)?.[key];
}

function itemSchema(schema: JsonSchema | undefined): JsonSchema | undefined {
  return typeof schema === 'object' ? (schema['items'] as JsonSchema | undefined) : undefined;
}
