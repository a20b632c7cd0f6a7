/** From a described graph to a workflow: inputs, outputs, the plan and its validation. @module */
import type { z } from 'zod';
import { canonicalPlan } from '../plan/canonical.ts';
import { define, type WorkflowInternals } from '../plan/definition.ts';
import { WorkflowError } from '../plan/errors.ts';
import { completeNeeds } from '../plan/mentioned-needs.ts';
import { assertName, type Json } from '../plan/names.ts';
import type { JsonSchema, Plan, PlanConcurrency, PlanInput } from '../plan/plan.ts';
import { didYouMean } from '../plan/suggest.ts';
import type { Trigger } from '../plan/trigger.ts';
import { validate } from '../plan/validate/validate.ts';
import type { EnvValues, Expr } from './expr.ts';
import { contextExpr, isExpr, type Owner, schemaOf } from './expression.ts';
import { Definition, Graph, isOutlet } from './graph.ts';
import type { Setup } from './setup.ts';
import { exprTemplate } from './template.ts';
import { throwProblems } from './throw-problems.ts';
import { shapeOf, toPlanInputs } from './to-json-schema.ts';
import { emptyObject } from './zod-like.ts';

/** What flows and automations say alike. */
export interface WorkflowSpec {
  readonly kind: 'flow' | 'automation';
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputs?: z.ZodObject | undefined;
  /** The inputs of the plan, when they are not those of the schema. */
  readonly fields?: Readonly<Record<string, PlanInput>> | undefined;
  readonly on?: Trigger | readonly Trigger[] | undefined;
  readonly env?: EnvValues | undefined;
  readonly concurrency?:
    | { readonly plan: PlanConcurrency; readonly mentioned: readonly unknown[] }
    | undefined;
  readonly parallelism?: number | undefined;
  /** Runs the description. */
  describe(graph: Graph, inputs: Readonly<Record<string, Expr<unknown>>>): unknown;
}

/** What the parts of this package know of a workflow besides its internals. */
interface WorkflowFacts {
  readonly outputs: Readonly<Record<string, JsonSchema>>;
  readonly setups: ReadonlyMap<string, readonly Setup[]>;
}
const factsByWorkflow = new WeakMap<object, WorkflowFacts>();

/** The schemas of a workflow's outputs; `true` where nothing is known. */
export function outputSchemasOf(
  workflow: object,
): Readonly<Record<string, JsonSchema>> | undefined {
  return factsByWorkflow.get(workflow)?.outputs;
}

/** The setup of each step that has one of its own, as it was written. */
export function setupsOf(workflow: object): ReadonlyMap<string, readonly Setup[]> {
  return factsByWorkflow.get(workflow)?.setups ?? new Map();
}

/** Describes a workflow and validates it. Throws one error with everything that is wrong. */
export function settle<W extends object>(spec: WorkflowSpec): W {
  assertName(spec.name, 'workflow');
  const definition = new Definition(spec.name);
  const schema = spec.inputs ?? emptyObject();
  const inputs = spec.fields ?? definition.collect(() => toPlanInputs(schema), {});
  const owner: Owner = { kind: 'workflow', name: spec.name };
  const graph = new Graph(definition, owner);
  const outlet = describeGraph(graph, () =>
    spec.describe(graph, inputRecord(spec.name, schema, inputs, owner)),
  );

  const env = definition.collect(() => envTemplates(spec.env), undefined);
  for (const each of Object.values(spec.env ?? {})) {
    if (isExpr(each)) graph.check(each, 'env');
  }
  for (const each of spec.concurrency?.mentioned ?? []) {
    if (isExpr(each)) graph.check(each, 'concurrency');
  }
  const described: Plan = {
    irVersion: 1,
    kind: spec.kind,
    name: spec.name,
    ...(spec.description !== undefined && { description: spec.description }),
    inputs,
    outputs: outletTemplates(outlet),
    on: triggersOf(spec.on),
    ...(env && { env }),
    ...(spec.concurrency && { concurrency: spec.concurrency.plan }),
    ...(spec.parallelism !== undefined && { parallelism: spec.parallelism }),
    steps: graph.steps,
  };
  // A gate may be declared after the readers of what it reviews. A plan is JSON; only its type has no index signature.
  const plan = canonicalPlan(
    definition.readsDocuments
      ? (completeNeeds(described as unknown as Json) as unknown as Plan)
      : described,
  );
  const own = new Set(definition.problems.map((each) => each.code));
  const found = validate(plan).filter((each) => each.severity === 'error');
  throwProblems([...definition.problems, ...found.filter((each) => !own.has(each.code))]);

  freezeDeep(plan);
  const workflow = {
    kind: spec.kind,
    name: spec.name,
    description: spec.description,
    inputs: schema,
    on: plan.on,
    // compile-time only
    outputs: undefined,
    plan: () => plan,
  };
  const internals: WorkflowInternals = {
    kind: spec.kind,
    tasks: [...definition.tasks],
    workflows: [...definition.workflows],
    prompts: [...definition.prompts],
    outputs: Object.fromEntries(Object.entries(outlet).map(([name, expr]) => [name, expr.node])),
  };
  factsByWorkflow.set(workflow, {
    outputs: Object.fromEntries(
      Object.entries(outlet).map(([name, expr]) => [name, schemaOf(expr) ?? true]),
    ),
    setups: definition.setups,
  });
  return define(workflow, internals) as unknown as W;
}

/** Runs a description with its graph as the active one, and checks what it gives back. */
export function describeGraph(
  graph: Graph,
  describe: () => unknown,
): Readonly<Record<string, Expr<unknown>>> {
  const { definition } = graph;
  const before = definition.active;
  definition.active = graph;
  const outlet = definition.collect(describe, undefined);
  for (const expr of isOutlet(outlet) ? Object.values(outlet) : []) graph.check(expr, 'outputs');
  definition.active = before;
  if (outlet === undefined) return {};
  if (isOutlet(outlet)) return outlet;
  const isPromise = typeof (outlet as { then?: unknown } | null)?.then === 'function';
  if (isPromise) (outlet as Promise<unknown>).then(undefined, () => {});
  definition.add(
    'WORKFLOW_INVALID',
    isPromise
      ? `\`${graph.owner.name}\` is described asynchronously.`
      : `\`${graph.owner.name}\` gives back something that is not a record of expressions.`,
    isPromise
      ? 'Describe everything synchronously: nothing runs yet.'
      : 'Return `{ name: step.output(…) }`.',
  );
  return {};
}

/** Outputs as templates. */
export function outletTemplates(
  outlet: Readonly<Record<string, Expr<unknown>>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(outlet).map(([name, expr]) => [name, exprTemplate(expr)]),
  );
}

/** Environment variables as templates. */
export function envTemplates(
  env: EnvValues | undefined,
): Readonly<Record<string, string>> | undefined {
  if (env === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, exprTemplate(value)]),
  );
}

function triggersOf(on: WorkflowSpec['on']): readonly Trigger[] {
  if (on === undefined) return [];
  return Array.isArray(on) ? on : [on as Trigger];
}

/** One expression per input; any other name is a mistake. */
function inputRecord(
  workflow: string,
  schema: z.ZodObject,
  inputs: Readonly<Record<string, PlanInput>>,
  owner: Owner,
): Readonly<Record<string, Expr<unknown>>> {
  const names = Object.keys(shapeOf(schema));
  const record = Object.freeze(
    Object.fromEntries(
      names.map((name) => [name, contextExpr(['inputs', name], [owner], inputs[name]?.schema)]),
    ),
  );
  return new Proxy(record, {
    get(target, name) {
      if (typeof name === 'symbol' || Object.hasOwn(target, name)) return Reflect.get(target, name);
      throw new WorkflowError('INPUT_INVALID', `\`${workflow}\` has no input \`${name}\`.`, {
        hint: didYouMean(name, names) ?? 'Declare it in `inputs`.',
      });
    },
  });
}

function freezeDeep(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(freezeDeep);
}
