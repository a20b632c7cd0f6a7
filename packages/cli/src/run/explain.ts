/** What a plan would do, step by step. Pure: it runs nothing, and takes every step that runs for a success. @module */
import {
  type ContextPath,
  conditionNode,
  explainCondition,
  type Json,
  type JsonObject,
  orderSteps,
  type Plan,
  type PlanStep,
  printExpression,
  references,
  usesStatusFunction,
} from '@sluice/core/plan';
import type { EventFacts } from '@sluice/core/run';

/** What would happen to one step. */
export interface StepExplanation {
  readonly step: string;
  readonly verdict: 'runs' | 'skipped' | 'waits' | 'unknown';
  readonly reason: string;
  readonly condition?: string;
  /** What the condition looks at; a value that is not known yet is undefined. */
  readonly facts?: readonly { readonly expression: string; readonly value: Json | undefined }[];
}

/** What would happen, by the id of the step. */
export type PlanExplanation = ReadonlyMap<string, StepExplanation>;

/** Explains a plan. An input that is not in `inputs` is not known. */
export function explain(plan: Plan, inputs: JsonObject, event: EventFacts): PlanExplanation {
  const explained = new Map<string, StepExplanation>();
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  for (const id of orderSteps(plan.steps)) {
    const step = byId.get(id);
    if (step !== undefined) explained.set(id, explainStep(step, explained, inputs, event));
  }
  return explained;
}

function explainStep(
  step: PlanStep,
  before: PlanExplanation,
  inputs: JsonObject,
  event: EventFacts,
): StepExplanation {
  const needs = step.needs ?? [];
  const of = (verdict: StepExplanation['verdict']): readonly string[] =>
    needs.filter((id) => before.get(id)?.verdict === verdict);
  const skipped = of('skipped');
  const open = [...of('unknown')];
  const node = step.when ? conditionNode(step.when) : undefined;
  const condition = step.when ? { condition: step.when } : {};
  const implied = node === undefined || !usesStatusFunction(node);
  if (implied && skipped.length > 0) {
    return {
      step: step.id,
      verdict: 'skipped',
      reason: `would be skipped, as ${list(skipped)} is`,
      ...condition,
    };
  }
  const paths = node === undefined ? [] : references(node);
  const unknown = paths.filter((path) => !isKnown(path, inputs));
  if (unknown.length > 0) {
    const facts = paths.map((path) => factOf(path, inputs, event));
    const missing = unknown
      .filter(([context]) => context === 'inputs')
      .map((path) => path.join('.'));
    const reason = missing.length > 0 ? `unknown without ${list(missing)}` : 'decided at run time';
    return { step: step.id, verdict: 'unknown', reason, ...condition, facts };
  }
  if (open.length > 0 && implied) {
    return { step: step.id, verdict: 'unknown', reason: `depends on ${list(open)}`, ...condition };
  }
  const scope = {
    values: { inputs, github: githubValues(event), run: {}, vars: {}, env: {} },
    status: { success: skipped.length === 0, failure: false, cancelled: false },
  };
  const { result, facts } = explainCondition(step.when, scope);
  const more = step.when ? { condition: step.when, facts } : {};
  if (!result) return { step: step.id, verdict: 'skipped', reason: 'would be skipped', ...more };
  if (step.run.kind === 'gate') {
    return {
      step: step.id,
      verdict: 'waits',
      reason: `waits for ${step.run.acceptors.join(' or ')}`,
      ...more,
    };
  }
  return { step: step.id, verdict: 'runs', reason: 'runs', ...more };
}

function isKnown(path: ContextPath, inputs: JsonObject): boolean {
  const [context, name] = path;
  if (context === 'inputs') return name === undefined || Object.hasOwn(inputs, name);
  return context === 'github';
}

function factOf(
  path: ContextPath,
  inputs: JsonObject,
  event: EventFacts,
): { readonly expression: string; readonly value: Json | undefined } {
  const node = { op: 'context', path } as const;
  const expression = printExpression(node);
  if (!isKnown(path, inputs)) return { expression, value: undefined };
  const { facts } = explainCondition(node, { values: { inputs, github: githubValues(event) } });
  return { expression, value: facts[0]?.value };
}

/** The `github` context of an event, under GitHub's names. */
function githubValues(event: EventFacts): JsonObject {
  return {
    event_name: event.name,
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_type: event.refType,
    sha: event.sha,
    actor: event.actor,
    repository: event.repository,
    repository_owner: event.repository.split('/')[0] ?? '',
    server_url: event.serverUrl,
    base_ref: event.baseRef ?? '',
    head_ref: event.headRef ?? '',
    run_number: event.runNumber,
    run_attempt: event.runAttempt,
    event: event.payload,
  };
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** What was given, and the defaults of the rest; an optional input without either is null. */
export function withDefaults(plan: Plan, given: JsonObject): JsonObject {
  const inputs: Record<string, Json> = {};
  for (const [name, input] of Object.entries(plan.inputs)) {
    const value = Object.hasOwn(given, name)
      ? given[name]
      : (input.default ?? (input.required ? undefined : null));
    if (value !== undefined) inputs[name] = value;
  }
  return inputs;
}
