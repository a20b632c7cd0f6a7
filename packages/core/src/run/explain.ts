/**
 * What would run and what not, before anything runs: the same conditions over what is known by then. What depends on
 * how a step ends is decided at run time.
 * @module
 */
import { WorkflowError } from '../plan/errors.ts';
import type { EvaluationScope } from '../plan/expression/evaluate.ts';
import { conditionNode, resolveTemplates } from '../plan/expression/evaluate.ts';
import { explainCondition } from '../plan/expression/explain.ts';
import type { ContextPath, ExprNode } from '../plan/expression/node.ts';
import { printExpression } from '../plan/expression/print.ts';
import {
  functionsOf,
  references,
  templateReferences,
  usesStatusFunction,
} from '../plan/expression/references.ts';
import type { Json, JsonObject } from '../plan/names.ts';
import type { NestedPlans } from '../plan/nested.ts';
import { folderOfKey, nestedKey } from '../plan/nested-key.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import { own } from '../plan/shape.ts';
import { matrixLegs } from './decide/matrix.ts';
import type { EventFacts } from './events.ts';
import { githubContext } from './scope.ts';

/** What would happen to one step. */
export interface StepExplanation {
  readonly step: string;
  /** `waits` is a gate that opens; `unknown` is decided at run time, or by an input that was not given. */
  readonly verdict: 'runs' | 'skipped' | 'waits' | 'unknown';
  readonly reason: string;
  readonly condition?: string;
  /** Each path of the condition with its value; undefined is not known yet. */
  readonly facts?: readonly { readonly expression: string; readonly value: Json | undefined }[];
  /** The part of a skipped step's condition that is false, where the condition asks for several things at once. */
  readonly failing?: Pick<StepExplanation, 'condition' | 'facts'>;
  /** The labels of the machines that its legs ask for, each once, as far as they are known before the run. */
  readonly runsOn?: readonly string[];
  /** The steps of a nested workflow, or of one turn of an iteration, unless the step is skipped. */
  readonly steps?: readonly StepExplanation[];
}

/** What is known before a run. */
export interface ExplainOptions {
  /** What was given. The rest has its default, or else null; a required input without either is not known. */
  readonly inputs: JsonObject;
  /** Without one, what depends on it is decided at run time; so is what depends on variables. */
  readonly event?: EventFacts | undefined;
  readonly vars?: Readonly<Record<string, string>> | undefined;
  /** The plans that are nested by name or path. The steps of one that is not here are not told. */
  readonly nested?: NestedPlans['plans'] | undefined;
}

/** What would run and what not, and why, if nothing fails. Runs nothing. */
export function explainPlan(plan: Plan, options: ExplainOptions): readonly StepExplanation[] {
  const inside: Inside = { nested: options.nested ?? {}, folder: '', chain: [] };
  return explainSteps(plan.steps, factsBefore(plan, options), inside);
}

function explainSteps(
  steps: readonly PlanStep[],
  facts: Facts,
  inside: Inside,
): readonly StepExplanation[] {
  const known = new Map<string, StepExplanation>();
  const byId = new Map(steps.map((step) => [step.id, step]));
  // A step is explained after its needs; a list instead of recursion, because chains are long.
  const stack = [...steps].reverse();
  const opened = new Set<string>();
  for (let step = stack.pop(); step; step = stack.pop()) {
    if (known.has(step.id)) continue;
    const missing = (step.needs ?? []).filter((need) => !known.has(need) && byId.has(need));
    if (missing.length === 0 || opened.has(step.id)) {
      const found = explainStep(step, known, facts);
      const inner = found.verdict === 'skipped' ? undefined : innerSteps(step, facts, inside);
      const labels = machineLabels(step, facts);
      known.set(step.id, {
        ...found,
        ...(labels.length > 0 && { runsOn: labels }),
        ...(inner && { steps: inner }),
      });
      continue;
    }
    opened.add(step.id);
    stack.push(step, ...missing.map((need) => byId.get(need)!));
  }
  return steps.map((step) => known.get(step.id)!);
}

/** The labels that `runsOn` gives in each leg. */
function machineLabels({ id, placement, matrix }: PlanStep, facts: Facts): readonly string[] {
  const runsOn = placement?.runsOn;
  if (runsOn === undefined) return [];
  const labels = typeof runsOn === 'object' && 'group' in runsOn ? (runsOn.labels ?? []) : runsOn;
  const legs = matrix === undefined ? [{}] : (legsBefore(matrix, id, facts) ?? []);
  const found = legs.flatMap((leg) =>
    valueBefore(labels, { ...facts, values: { ...facts.values, matrix: leg } }),
  );
  return [...new Set(found.flat().filter((label) => typeof label === 'string'))];
}

/** The legs of a matrix; undefined when only the run can tell. */
function legsBefore(
  matrix: NonNullable<PlanStep['matrix']>,
  step: string,
  { values }: Facts,
): readonly JsonObject[] | undefined {
  return beforeRun(() => matrixLegs(matrix, { values }, step));
}

/** Where a graph stands: what is nested, and in what it is nested itself. */
interface Inside {
  readonly nested: NestedPlans['plans'];
  readonly folder: string;
  /** The names and paths around it: one that nests itself is told by `validate`. */
  readonly chain: readonly string[];
}

function innerSteps(
  { run }: PlanStep,
  facts: Facts,
  inside: Inside,
): readonly StepExplanation[] | undefined {
  if (run.kind === 'each') return explainSteps(run.steps, facts, inside);
  if (run.kind !== 'workflow') return undefined;
  const key = nestedKey(run, inside.folder);
  const plan = run.plan ?? (key === undefined ? undefined : own(inside.nested, key));
  if (!plan || (key !== undefined && inside.chain.includes(key))) return undefined;
  const folder = key === undefined ? inside.folder : folderOfKey(key);
  const chain = key === undefined ? inside.chain : [...inside.chain, key];
  return explainSteps(plan.steps, factsInside(plan, run.inputs, facts), {
    ...inside,
    folder,
    chain,
  });
}

/** What a nested workflow sees: its inputs, as far as their values are known before the run. */
function factsInside(plan: Plan, given: JsonObject, facts: Facts): Facts {
  const inputs: Record<string, Json> = {};
  const late: string[] = [];
  for (const [name, input] of Object.entries(plan.inputs)) {
    const template = own(given, name);
    const paths = template === undefined ? [] : templateReferences(template);
    if (paths.some((path) => isLate(path, facts) || missingInputs(path, facts).length > 0)) {
      late.push(name);
    } else if (template === undefined) inputs[name] = input.default ?? null;
    else {
      const value = valueBefore(template, facts);
      if (value === undefined) late.push(name);
      else inputs[name] = value ?? input.default ?? null;
    }
  }
  return { values: { ...facts.values, inputs }, missing: [], late };
}

/** What a condition can see before a run, and what it cannot. */
interface Facts {
  readonly values: EvaluationScope['values'];
  /** Required inputs that were not given. */
  readonly missing: readonly string[];
  /** Inputs whose values steps around decide. */
  readonly late: readonly string[];
}

function factsBefore(plan: Plan, { inputs: given, event, vars }: ExplainOptions): Facts {
  const inputs: Record<string, Json> = { ...given };
  const missing: string[] = [];
  for (const [name, input] of Object.entries(plan.inputs)) {
    if (Object.hasOwn(given, name)) continue;
    if (input.default !== undefined) inputs[name] = input.default;
    else if (input.required) missing.push(name);
    else inputs[name] = null;
  }
  const values = {
    inputs,
    run: { workflow: plan.name, attempt: 1 },
    ...(event && { github: githubContext(event, { run: '', plan }) }),
    ...(vars && { vars }),
  };
  return { values, missing, late: [] };
}

/** What a template gives before the run; undefined when only the run can tell. */
function valueBefore(template: Json, { values }: Facts): Json | undefined {
  return beforeRun(() => resolveTemplates(template, { values }));
}

/** What a question gives before the run; undefined when it has no answer yet. */
function beforeRun<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (!WorkflowError.is(error) || error.code === 'INTERNAL') throw error;
    return undefined;
  }
}

/** The inputs that a path needs and that were not given. */
function missingInputs([context, name]: ContextPath, { missing }: Facts): readonly string[] {
  if (context !== 'inputs') return [];
  return name === undefined ? missing : missing.filter((each) => each === name);
}

function isLate([context, name]: ContextPath, { values, late }: Facts): boolean {
  if (context === 'inputs' && late.length > 0) return name === undefined || late.includes(name);
  if (values[context] === undefined) return true;
  return (context === 'run' && name === 'id') || (context === 'github' && name === 'run_id');
}

/** Each path with its value, where not all of them are known. */
function partialFacts(node: ExprNode, facts: Facts): NonNullable<StepExplanation['facts']> {
  const shown = new Map<string, Json | undefined>();
  for (const path of references(node)) {
    const at = { op: 'context', path } as const;
    const unknown = isLate(path, facts) || missingInputs(path, facts).length > 0;
    const [fact] = unknown ? [] : explainCondition(at, { values: facts.values }).facts;
    shown.set(printExpression(at), fact?.value);
  }
  return [...shown].map(([expression, value]) => ({ expression, value }));
}

function explainStep(
  step: PlanStep,
  known: ReadonlyMap<string, StepExplanation>,
  facts: Facts,
): StepExplanation {
  const { id, when } = step;
  const needs = step.needs ?? [];
  const skipped = needs.find((need) => known.get(need)?.verdict === 'skipped');
  const unknown = needs.find((need) => known.get(need)?.verdict === 'unknown');
  const condition = when === undefined || when.trim() === '' ? undefined : when;
  const shown = condition === undefined ? {} : { condition };
  const open = (reason: string, more: Partial<StepExplanation> = {}): StepExplanation => ({
    step: id,
    verdict: 'unknown',
    reason,
    ...shown,
    ...more,
  });
  try {
    const node = condition === undefined ? undefined : conditionNode(condition);
    const aware = node !== undefined && usesStatusFunction(node);
    if (skipped !== undefined && !aware) {
      const reason = `its need \`${skipped}\` is skipped`;
      return { step: id, verdict: 'skipped', reason, ...shown };
    }
    if (node && condition !== undefined) {
      const paths = references(node);
      const missing = new Set(paths.flatMap((path) => missingInputs(path, facts)));
      if (missing.size > 0) {
        const names = [...missing].map((name) => `\`inputs.${name}\``).join(', ');
        return open(`unknown without ${names}`, { facts: partialFacts(node, facts) });
      }
      const late = paths.find((path) => isLate(path, facts));
      if (late) {
        const name = printExpression({ op: 'context', path: late });
        return open(`\`${name}\` is decided at run time`, { facts: partialFacts(node, facts) });
      }
      const depends = functionsOf(node).some((name) => name === 'success' || name === 'failure');
      if (unknown !== undefined && depends) return open(`depends on \`${unknown}\``);
      const status = { success: skipped === undefined, failure: false, cancelled: false };
      const found = explainCondition(condition, { values: facts.values, status });
      const more = { condition, facts: found.facts };
      if (!found.result) {
        const failing = failingPart(node, { values: facts.values, status });
        const why = { reason: 'its condition is false', ...more, ...(failing && { failing }) };
        return { step: id, verdict: 'skipped', ...why };
      }
      if (unknown === undefined || aware)
        return { ...runs(step, 'its condition is true'), ...more };
    }
  } catch (error) {
    if (!WorkflowError.is(error, 'EXPR_INVALID')) throw error;
    return open(error.message);
  }
  if (unknown !== undefined) return open(`depends on \`${unknown}\``);
  return runs(step, needs.length === 0 ? 'it needs nothing' : 'its needs run');
}

/** The first of the things that must all be true and is not; undefined when the condition is one thing. */
function failingPart(node: ExprNode, scope: EvaluationScope): StepExplanation['failing'] {
  if (node.op !== '&&') return undefined;
  for (const part of partsOf(node)) {
    // On its own a part would ask for `success()`, too.
    const status = { ...scope.status, ...(!usesStatusFunction(part) && { success: true }) };
    const { result, facts } = explainCondition(part, { ...scope, status } as EvaluationScope);
    if (!result) return { condition: printExpression(part), facts };
  }
  return undefined;
}

/** In the order of the text. A list instead of recursion, because chains are long. */
function* partsOf(node: ExprNode): Generator<ExprNode> {
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.op === '&&') open.push(at.right, at.left);
    else yield at;
  }
}

function runs(step: PlanStep, reason: string): StepExplanation {
  return step.run.kind === 'gate'
    ? { step: step.id, verdict: 'waits', reason: `waits for ${step.run.acceptors.join(' or ')}` }
    : { step: step.id, verdict: 'runs', reason };
}
