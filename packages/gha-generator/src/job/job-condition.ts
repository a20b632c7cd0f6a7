/** When a job runs. @module */
import {
  conditionNode,
  type ExprNode,
  type Plan,
  type PlanStep,
  usesStatusFunction,
} from '@sluice/core/plan';
import { allOf, call, either, githubPath, literal } from '../expression/rewrite.ts';
import { bare, nodeAt, type Place } from '../expression/texts.ts';

/**
 * The `if` of a job, bare and on one line; undefined where GitHub's own rule is meant. `asked` is what every job asks
 * that nothing before it would stop: what a trigger wants of a comment, for example.
 */
export function jobCondition(
  step: PlanStep,
  asked: ExprNode | undefined,
  place: Place,
): string | undefined {
  const own = step.when === undefined ? undefined : conditionNode(step.when);
  const free = (step.needs ?? []).length === 0 || (own !== undefined && usesStatusFunction(own));
  const nodes = [
    ...(asked !== undefined && free ? [asked] : []),
    ...(own === undefined ? [] : [nodeAt(place, own)]),
  ];
  const node = allOf(nodes);
  return node === undefined ? undefined : bare(node);
}

/** What triggers ask of the text of a comment: GitHub has no filter for it. */
export function commentCondition({ on }: Plan): ExprNode | undefined {
  const comments = on.flatMap((each) => (each.event === 'issue-comment' ? [each] : []));
  if (comments.length === 0 || comments.some((each) => each.contains === undefined)) {
    return undefined;
  }
  const body = githubPath('github', 'event', 'comment', 'body');
  const asked = comments
    .map((each): ExprNode => call('contains', body, literal(each.contains!)))
    .reduce((one, other) => either(one, other));
  if (on.every((each) => each.event === 'issue-comment')) return asked;
  const other: ExprNode = {
    op: '!=',
    left: githubPath('github', 'event_name'),
    right: literal('issue_comment'),
  };
  return either(other, asked);
}
