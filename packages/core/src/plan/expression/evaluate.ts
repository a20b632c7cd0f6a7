/** Evaluation: GitHub's own evaluator over lazy views of raw JSON. @module */
import { truthy } from '@actions/expressions/result';
import { MAX_VALUE_DEPTH, tooDeep } from '../depth.ts';
import { WorkflowError } from '../errors.ts';
import type { Json } from '../names.ts';
import { bounded } from './bounded.ts';
import { type EvaluationScope, runExpression, toJson } from './host.ts';
import type { ExprNode } from './node.ts';
import { parseExpression } from './parse.ts';
import { expressionError } from './problem.ts';
import { usesStatusFunction } from './references.ts';
import { hasExpression, parseTemplate, wholeExpression } from './template.ts';
import { rawOf, type View } from './view.ts';

export type { EvaluationScope, StatusFacts } from './host.ts';

/**
 * The value of an expression. A path gives the very value that stands there, not a copy.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function evaluate(node: ExprNode, scope: EvaluationScope): Json {
  return rawOf(runExpression(node, scope)) as Json;
}

/**
 * The decision of a condition, as GitHub takes it: nothing means `success()`, and a condition without a status
 * function means `success() && (condition)`.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function evaluateCondition(
  condition: string | ExprNode | undefined,
  scope: EvaluationScope,
): boolean {
  const success = scope.status?.success ?? true;
  const node = typeof condition === 'string' ? conditionNode(condition) : condition;
  if (node === undefined) return success;
  if (!success && !looksAtStatus(node)) return false;
  return truthy(runExpression(node, scope));
}

/**
 * The tree of a condition's text, or undefined where it is blank. A condition that is one whole `${{ }}` is taken
 * without it.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function conditionNode(condition: string): ExprNode | undefined {
  const text = condition.trim();
  return text === '' ? undefined : (wholeExpression(text) ?? readExpression(text));
}

/**
 * The value of a text: of one whole `${{ }}` the raw value (a number that JSON cannot hold is a text), otherwise a text in which each value is written by
 * GitHub's rules, and lists and objects as `toJSON` writes them. What comes out is not read again.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function evaluateTemplate(text: string, scope: EvaluationScope): Json {
  if (!hasExpression(text)) return text;
  const template = parseTemplate(text);
  if (!template.ok) throw expressionError(text, template.problem);
  const [first] = template.parts;
  if (template.parts.length === 1 && typeof first === 'object') {
    return storable(evaluate(first, scope));
  }
  return template.parts
    .map((part) => (typeof part === 'string' ? part : toText(runExpression(part, scope))))
    .join('');
}

/**
 * A JSON value with every text in it evaluated. Keys are left as they are, and so are the values that come out.
 * @throws WorkflowError `EXPR_INVALID`, `VALUE_TOO_DEEP`
 */
export function resolveTemplates(value: Json, scope: EvaluationScope): Json {
  return resolve(value, scope, MAX_VALUE_DEPTH);
}

function resolve(value: Json, scope: EvaluationScope, left: number): Json {
  if (typeof value === 'string') return evaluateTemplate(value, scope);
  if (typeof value !== 'object' || value === null) return value;
  if (left === 0) throw tooDeep();
  if (Array.isArray(value)) return value.map((each: Json) => resolve(each, scope, left - 1));
  const resolved = Object.entries(value).map(([key, each]): [string, Json] => [
    key,
    resolve(each, scope, left - 1),
  ]);
  // Not by assignment: `__proto__` is a key like any other.
  return Object.fromEntries(resolved);
}

const readExpression: (text: string) => ExprNode = bounded((text) => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw expressionError(text, parsed.problem);
  return parsed.node;
});

const statusUse = new WeakMap<ExprNode, boolean>();

function looksAtStatus(node: ExprNode): boolean {
  let uses = statusUse.get(node);
  if (uses === undefined) {
    uses = usesStatusFunction(node);
    statusUse.set(node, uses);
  }
  return uses;
}

function toText(view: View): string {
  if (view.primitive) return view.coerceString();
  try {
    return toJson(view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new WorkflowError(
      'EXPR_INVALID',
      'A value in a text is too large or nested too deeply.',
      { hint: 'Compute a part of it in a step.' },
    );
  }
}

/** `NaN` and the infinities are no JSON: where a value is kept they are texts, as GitHub writes them. */
function storable(value: Json): Json {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
