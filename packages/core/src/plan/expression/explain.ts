/** Why a condition holds or does not. @module */
import type { Json } from '../names.ts';
import { conditionNode, type EvaluationScope, evaluate, evaluateCondition } from './evaluate.ts';
import { isStatusFunction } from './functions.ts';
import type { ExprNode } from './node.ts';
import { printExpression } from './print.ts';
import { childrenOf, usesStatusFunction } from './references.ts';

/** One thing that a condition looks at, and what it is. */
export interface ConditionFact {
  readonly expression: string;
  readonly value: Json;
}

/** A decision, and everything it was taken on. */
export interface ConditionExplanation {
  readonly result: boolean;
  readonly facts: readonly ConditionFact[];
}

/**
 * The decision of a condition with what it looks at: every path, as long as it is written (`github.event.number`),
 * and every status function; each once, in the order of the text. `success()` comes first where the condition did not
 * ask for it and it decided.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function explainCondition(
  condition: string | ExprNode | undefined,
  scope: EvaluationScope,
): ConditionExplanation {
  const result = evaluateCondition(condition, scope);
  const node = typeof condition === 'string' ? conditionNode(condition) : condition;
  const facts = new Map<string, Json>();
  const implied = node === undefined || !usesStatusFunction(node);
  if (implied && scope.status?.success === false) facts.set('success()', false);
  if (node !== undefined) {
    for (const fact of factsOf(node)) {
      const expression = printExpression(fact);
      if (!facts.has(expression)) facts.set(expression, evaluate(fact, scope));
    }
  }
  return { result, facts: [...facts].map(([expression, value]) => ({ expression, value })) };
}

function* factsOf(node: ExprNode): Generator<ExprNode> {
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (isPath(at) || (at.op === 'call' && isStatusFunction(at.name))) yield at;
    else open.push(...childrenOf(at).toReversed());
  }
}

/** A context and fixed names after it. */
function isPath(node: ExprNode): boolean {
  if (node.op === 'get' || node.op === 'filter') return isPath(node.of);
  if (node.op === 'index') return node.at.op === 'literal' && isPath(node.of);
  return node.op === 'context';
}
