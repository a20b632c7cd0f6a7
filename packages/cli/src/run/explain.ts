/** What a plan would do, step by step. @module */
import type { JsonObject, Plan } from '@sluice/core/plan';
import { type EventFacts, explainPlan } from '@sluice/core/run';

/** What would happen to one step. */
export type StepExplanation = ReturnType<typeof explainPlan>[number];

/** What would happen, by the id of the step. */
export type PlanExplanation = ReadonlyMap<string, StepExplanation>;

/** Explains a plan without running any of it. */
export function explain(plan: Plan, inputs: JsonObject, event: EventFacts): PlanExplanation {
  return new Map(explainPlan(plan, { inputs, event }).map((each) => [each.step, each]));
}
