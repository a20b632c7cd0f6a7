/** Values and expressions as the text of a plan. @module */
import { WorkflowError } from '../plan/errors.ts';
import { escapeTemplate, printTemplate } from '../plan/expression/template.ts';
import type { Json } from '../plan/names.ts';
import type { Template } from '../plan/plan.ts';
import type { Expr } from './expr.ts';
import { isExpr } from './expression.ts';

/** A text or a single value, as a template. */
export function exprTemplate(value: string | number | boolean | Expr<unknown>): Template {
  return isExpr(value) ? printTemplate([value.node]) : escapeTemplate(String(value));
}

/** Wiring as JSON: expressions become templates, a literal `${{` is escaped, what is undefined is left out. */
export function jsonTemplate(value: unknown, where: string): Json {
  if (isExpr(value)) return printTemplate([value.node]);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return escapeTemplate(value);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((each) => jsonTemplate(each ?? null, where));
  if (typeof value === 'object' && isPlain(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => [key, jsonTemplate(each, `${where}.${key}`)]),
    );
  }
  throw new WorkflowError('INPUT_INVALID', `\`${where}\` holds a value that JSON cannot say.`, {
    hint: 'Pass texts, numbers, booleans, lists, plain objects and expressions.',
  });
}

/** Every expression in some wiring, in order. */
export function expressionsIn(value: unknown): readonly Expr<unknown>[] {
  if (isExpr(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value === 'object' && value !== null && isPlain(value)) {
    return Object.values(value).flatMap(expressionsIn);
  }
  return [];
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
