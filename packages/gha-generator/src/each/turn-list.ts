/**
 * The list of an iteration as the axis of a matrix. GitHub takes no matrix without legs, and a job that is skipped would
 * skip all that waits for what follows it. So an empty list has one leg, in which nothing runs.
 * @module
 */
import { type ExprNode, type PlanStep, wholeExpression } from '@sluice/core/plan';
import { arrivedText } from '../expression/border.ts';
import { call, either, equals, literal } from '../expression/rewrite.ts';
import { nodeAt, type Place, whole } from '../expression/texts.ts';
import type { Step } from '../model/workflow.ts';

/** The values of the axis, and whether there are any. */
export interface TurnList {
  readonly axis: string;
  readonly some: ExprNode;
}

/** The list that an iteration repeats over. */
export function turnList(run: Extract<PlanStep['run'], { kind: 'each' }>, place: Place): TurnList {
  const over = wholeExpression(run.over);
  const list = over === undefined ? call('fromJSON', literal('[]')) : nodeAt(place, over);
  const text = arrivedText(list) ?? call('toJSON', list);
  const none = equals(text, literal('[]'));
  const oneLeg: ExprNode = { op: '&&', left: none, right: literal('[null]') };
  return {
    axis: whole(call('fromJSON', either(oneLeg, text))),
    some: { op: '!=', left: text, right: literal('[]') },
  };
}

/** Steps that run only where a text of a condition holds. */
export function stepsWhere(condition: string, steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => ({
    ...step,
    if: step.if === undefined ? condition : `${condition} && (${step.if})`,
  }));
}
