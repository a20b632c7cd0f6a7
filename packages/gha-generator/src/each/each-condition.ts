/**
 * When an iteration runs, and when the job runs that gathers its turns. An empty list is well: it has no turns, and
 * GitHub takes no matrix without legs. So the turns ask whether there are any, and the gathering job asks again what
 * the iteration asks, over the results of all that comes before, since a skip of the turns must not count.
 * @module
 */
import {
  conditionNode,
  type ExprNode,
  type PlanStep,
  usesStatusFunction,
  wholeExpression,
} from '@sluice/core/plan';
import { arrivedText } from '../expression/border.ts';
import type { WorkflowWords } from '../expression/job-words.ts';
import { allOf, anyOf, call, either, equals, githubPath, literal } from '../expression/rewrite.ts';
import { bare, nodeAt, type Place } from '../expression/texts.ts';

/** The two conditions, and what the gathering job needs to see for its own. */
export interface EachConditions {
  readonly turns: string;
  readonly gather: string;
  readonly needs: readonly string[];
}

/** The conditions of an iteration; `asked` is what its triggers ask. */
export function eachConditions(
  step: PlanStep,
  turns: string,
  words: WorkflowWords,
  place: Place,
  needs: readonly string[],
  asked: ExprNode | undefined,
): EachConditions {
  const over = wholeExpression(step.run.kind === 'each' ? step.run.over : '');
  const list = over === undefined ? literal('[]') : nodeAt(place, over);
  const text = arrivedText(list) ?? call('toJSON', list);
  const some: ExprNode = { op: '!=', left: text, right: literal('[]') };
  const own = step.when === undefined ? undefined : conditionNode(step.when);
  const before = reach(step, words, needs);
  const status = own !== undefined && usesStatusFunction(own);
  const written = own === undefined ? [] : [nodeAt(place, own)];
  const result = (id: string, word: string): ExprNode =>
    equals(githubPath('needs', id, 'result'), literal(word));
  const spelled: Place = {
    ...place,
    words: {
      ...place.words,
      call: (name) => {
        if (name === 'success') return allOf(succeeded(before, result));
        if (name === 'failure') {
          return anyOf(before.map((id) => result(id, 'failure'))) ?? literal(false);
        }
        return undefined;
      },
    },
  };
  const again = [
    ...(asked === undefined ? [] : [asked]),
    ...(status ? [] : succeeded(before, result)),
    ...(own === undefined ? [] : [nodeAt(spelled, own)]),
  ];
  const ran: ExprNode = {
    op: '!=',
    left: githubPath('needs', turns, 'result'),
    right: literal('skipped'),
  };
  const empty = allOf([equals(text, literal('[]')), ...again])!;
  const notCancelled: ExprNode = { op: '!', of: call('cancelled') };
  return {
    turns: bare(allOf([...(asked === undefined ? [] : [asked]), ...written, some])!),
    gather: bare(allOf([notCancelled, either(ran, empty)])!),
    needs: [...new Set([...needs, ...before, turns])],
  };
}

function succeeded(
  before: readonly string[],
  result: (id: string, word: string) => ExprNode,
): readonly ExprNode[] {
  return before.map((id) => result(id, 'success'));
}

/** What must be seen to know how all before it has ended: near steps, and those before one that asks for itself. */
function reach(
  step: PlanStep,
  { steps, plan }: WorkflowWords,
  needs: readonly string[],
): readonly string[] {
  const seen = new Set<string>();
  const collect = (ids: readonly string[], all: boolean): void => {
    for (const id of ids) {
      if (seen.has(id)) continue;
      seen.add(id);
      const need = steps.get(id);
      const when = need?.when === undefined ? undefined : conditionNode(need.when);
      if (need && (all || (when !== undefined && usesStatusFunction(when)))) {
        collect(need.needs ?? [], all);
      }
    }
  };
  const own = step.when === undefined ? undefined : conditionNode(step.when);
  collect(needs, own !== undefined && usesStatusFunction(own));
  return plan.steps.filter(({ id }) => seen.has(id)).map(({ id }) => id);
}
