/**
 * The words of the steps of one job. In a job GitHub skips everything after a failure and nothing after a skip; a plan
 * says what waits for what. So the status functions are written out, over the outcomes of the steps that came before.
 * @module
 */
import {
  ancestors,
  type ContextPath,
  conditionNode,
  type ExprNode,
  type Plan,
  type PlanStep,
  stepNames,
  stepOutputSchema,
  usesStatusFunction,
} from '@sluice/core/plan';
import { arrived } from '../expression/border.ts';
import { allOf, anyOf, call, equals, githubPath, literal } from '../expression/rewrite.ts';
import type { Place } from '../expression/texts.ts';
import { inputNode } from '../inputs.ts';

/** The id of the step that sets up the run of a flow. */
export const SETUP_STEP = 'setup';

/** What the expressions of a flow's job depend on. */
export interface FlowWords {
  readonly plan: Plan;
  readonly steps: ReadonlyMap<string, PlanStep>;
  /** By the id of the plan: the id on GitHub. */
  readonly ids: ReadonlyMap<string, string>;
  readonly otherEvents: boolean;
}

/** Collects the words of a flow. */
export function flowWords(plan: Plan, otherEvents: boolean): FlowWords {
  return {
    plan,
    steps: new Map(plan.steps.map((step) => [step.id, step])),
    ids: new Map(stepNames(plan).map(({ step, githubId }) => [step, githubId])),
    otherEvents,
  };
}

/** The place of expressions in the job of a flow; `step` says whose status functions are meant. */
export function flowPlace(words: FlowWords, step?: PlanStep): Place {
  return {
    known: { inputs: words.plan.inputs, step: (id) => words.steps.get(id) },
    words: {
      context: (path) => flowContext(path, words),
      call: (name) => {
        if (step === undefined) return undefined;
        if (name === 'success') return succeeded(step, words);
        return name === 'failure' ? failed(step, words) : undefined;
      },
    },
  };
}

/** All that a step waits for has ended well, and nobody cancelled. */
export function succeeded(step: PlanStep, words: FlowWords): ExprNode {
  const waits = new Set<string>();
  const collect = ({ needs = [] }: PlanStep): void => {
    for (const id of needs) {
      if (waits.has(id)) continue;
      waits.add(id);
      const need = words.steps.get(id);
      // What ran because all before it ended well answers for all before it.
      if (need !== undefined && asksForStatus(need)) collect(need);
    }
  };
  collect(step);
  const ended = ordered(waits, words).map((id) => conclusionIs(id, 'success', words));
  return allOf([{ op: '!', of: call('cancelled') }, ...ended])!;
}

/** One of the steps before it, near or far, has failed. */
function failed(step: PlanStep, words: FlowWords): ExprNode {
  const before = ancestors(words.plan.steps, step.id);
  const any = anyOf(ordered(before, words).map((id) => conclusionIs(id, 'failure', words)));
  return any ?? literal(false);
}

function ordered(ids: ReadonlySet<string>, { plan }: FlowWords): readonly string[] {
  return plan.steps.filter((step) => ids.has(step.id)).map((step) => step.id);
}

function asksForStatus({ when }: PlanStep): boolean {
  const node = when === undefined ? undefined : conditionNode(when);
  return node !== undefined && usesStatusFunction(node);
}

/** A conclusion is what counts: a failure that a step may have is none. */
function conclusionIs(id: string, conclusion: string, { ids }: FlowWords): ExprNode {
  return equals(githubPath('steps', ids.get(id)!, 'conclusion'), literal(conclusion));
}

function flowContext(path: ContextPath, words: FlowWords): ExprNode | undefined {
  const [context, name, part, key] = path as readonly (string | undefined)[];
  switch (context) {
    case 'inputs':
      return name === undefined ? undefined : inputNode(words.plan, name, words.otherEvents);
    case 'steps': {
      const step = words.steps.get(name!);
      const id = words.ids.get(name!);
      if (step === undefined || id === undefined || part === undefined) return undefined;
      if (part === 'result') return githubPath('steps', id, 'conclusion');
      if (part === 'artifacts') return githubPath('steps', id, 'outputs', `artifact-${key}-path`);
      return outputOf(step, id, key!);
    }
    case 'documents': {
      const step = [...words.steps.values()].find((each) => each.produces?.document === name);
      if (step?.produces === undefined) return undefined;
      return outputOf(step, words.ids.get(step.id)!, step.produces.output);
    }
    case 'run':
      if (name === 'workflow') return literal(words.plan.name);
      return githubPath('github', name === 'attempt' ? 'run_attempt' : 'run_id');
    case 'rework':
      return literal(null);
    default:
      return undefined;
  }
}

function outputOf(step: PlanStep, id: string, name: string): ExprNode {
  return arrived(githubPath('steps', id, 'outputs', name), stepOutputSchema(step, name));
}
