/**
 * What would run and what not, before anything runs: the same conditions over what is known by then. What depends on
 * how a step ends is decided at run time.
 * @module
 */
import { WorkflowError } from '../plan/errors.ts';
import type { EvaluationScope } from '../plan/expression/evaluate.ts';
import { conditionNode } from '../plan/expression/evaluate.ts';
import { explainCondition } from '../plan/expression/explain.ts';
import { functionsOf, references, usesStatusFunction } from '../plan/expression/references.ts';
import type { Json, JsonObject } from '../plan/names.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import type { EventFacts } from './events.ts';
import { githubContext } from './scope.ts';

/** What would happen to one step. */
export interface StepExplanation {
  readonly step: string;
  /** `waits` is a gate that opens; `unknown` is decided at run time. */
  readonly verdict: 'runs' | 'skipped' | 'waits' | 'unknown';
  readonly reason: string;
  readonly condition?: string;
  /** Each path of the condition with its value. */
  readonly facts?: readonly { readonly expression: string; readonly value: Json }[];
}

/** What is known before a run. */
export interface ExplainOptions {
  readonly inputs: JsonObject;
  readonly event?: EventFacts | undefined;
  readonly vars?: Readonly<Record<string, string>> | undefined;
}

/** What would run and what not, and why, if nothing fails. Runs nothing. */
export function explainPlan(plan: Plan, options: ExplainOptions): readonly StepExplanation[] {
  const inputs: Record<string, Json> = {};
  for (const [name, input] of Object.entries(plan.inputs)) inputs[name] = input.default ?? null;
  const values: EvaluationScope['values'] = {
    inputs: { ...inputs, ...options.inputs },
    github: options.event ? githubContext(options.event, { run: '', plan }) : {},
    vars: options.vars ?? {},
    run: { id: '', workflow: plan.name, attempt: 1 },
  };
  const known = new Map<string, StepExplanation>();
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  // A step is explained after its needs; a list instead of recursion, because chains are long.
  const stack = [...plan.steps].reverse();
  const opened = new Set<string>();
  for (let step = stack.pop(); step; step = stack.pop()) {
    if (known.has(step.id)) continue;
    const missing = (step.needs ?? []).filter((need) => !known.has(need) && byId.has(need));
    if (missing.length === 0 || opened.has(step.id)) {
      known.set(step.id, explainStep(step, known, values));
      continue;
    }
    opened.add(step.id);
    stack.push(step, ...missing.map((need) => byId.get(need)!));
  }
  return plan.steps.map((step) => known.get(step.id)!);
}

const AT_RUN_TIME: ReadonlySet<string> = new Set([
  'steps',
  'documents',
  'each',
  'matrix',
  'rework',
  'env',
]);

function explainStep(
  step: PlanStep,
  known: ReadonlyMap<string, StepExplanation>,
  values: EvaluationScope['values'],
): StepExplanation {
  const { id, when } = step;
  const verdicts = (step.needs ?? []).map((need) => ({ need, verdict: known.get(need)?.verdict }));
  const skipped = verdicts.find(({ verdict }) => verdict === 'skipped')?.need;
  const open = verdicts.find(({ verdict }) => verdict === 'unknown' || verdict === 'waits');
  const unknown = open?.verdict === 'unknown' ? open.need : undefined;
  const condition = when === undefined || when.trim() === '' ? undefined : when;
  const shown = condition === undefined ? {} : { condition };
  try {
    const node = condition === undefined ? undefined : conditionNode(condition);
    const aware = node !== undefined && usesStatusFunction(node);
    if (skipped !== undefined && !aware) {
      return {
        step: id,
        verdict: 'skipped',
        reason: `its need \`${skipped}\` is skipped`,
        ...shown,
      };
    }
    if (node && condition !== undefined) {
      const late = references(node).find(([context]) => AT_RUN_TIME.has(context));
      if (late) {
        return {
          step: id,
          verdict: 'unknown',
          reason: `\`${late.join('.')}\` is decided at run time`,
          ...shown,
        };
      }
      const depends = functionsOf(node).some((name) => name === 'success' || name === 'failure');
      if (unknown !== undefined && depends) {
        return {
          step: id,
          verdict: 'unknown',
          reason: `\`${unknown}\` is decided at run time`,
          ...shown,
        };
      }
      const status = { success: skipped === undefined, failure: false, cancelled: false };
      const { result, facts } = explainCondition(condition, { values, status });
      if (!result) {
        return { step: id, verdict: 'skipped', reason: 'its condition is false', condition, facts };
      }
      if (unknown === undefined || aware) {
        return { ...runs(step, 'its condition is true'), condition, facts };
      }
    }
  } catch (error) {
    if (!WorkflowError.is(error, 'EXPR_INVALID')) throw error;
    return { step: id, verdict: 'unknown', reason: error.message, ...shown };
  }
  if (unknown !== undefined) {
    return {
      step: id,
      verdict: 'unknown',
      reason: `its need \`${unknown}\` is decided at run time`,
      ...shown,
    };
  }
  return runs(step, (step.needs ?? []).length === 0 ? 'it needs nothing' : 'its needs run');
}

function runs(step: PlanStep, reason: string): StepExplanation {
  return step.run.kind === 'gate'
    ? {
        step: step.id,
        verdict: 'waits',
        reason: `a person decides: ${step.run.acceptors.join(', ')}`,
      }
    : { step: step.id, verdict: 'runs', reason };
}
