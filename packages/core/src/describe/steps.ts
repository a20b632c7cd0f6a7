/** What flows and automations do alike: conditions, gates, approvals, iterations, inputs. @module */
import type { z } from 'zod';
import type { PromptDefinition } from '../plan/definition.ts';
import { internalsOf } from '../plan/definition.ts';
import { parseDuration } from '../plan/duration.ts';
import { WorkflowError } from '../plan/errors.ts';
import { printExpression } from '../plan/expression/print.ts';
import { printTemplate } from '../plan/expression/template.ts';
import type { Json } from '../plan/names.ts';
import type {
  JsonSchema,
  Placement,
  PlanOnReject,
  PlanStep,
  StepKinds,
  StepRun,
} from '../plan/plan.ts';
import { didYouMean } from '../plan/suggest.ts';
import type { Expr } from './expr.ts';
import {
  conditionNode,
  contextExpr,
  isExpr,
  type Owner,
  operandNode,
  ownersOf,
  schemaOf,
} from './expression.ts';
import type { GateTerms } from './gate.ts';
import { type Definition, Graph } from './graph.ts';
import type { LoopTerms, Turn } from './iteration.ts';
import type { PromptText } from './prompt.ts';
import { unknownSettings } from './settings.ts';
import { describeGraph, outletTemplates } from './settle.ts';
import { expressionsIn, exprTemplate, jsonTemplate } from './template.ts';
import { mayBeOmitted, shapeOf } from './to-json-schema.ts';

const TEXT: JsonSchema = { type: 'string' };

/** The outputs of a gate. */
export const GATE_OUTPUTS: Readonly<Record<string, JsonSchema>> = {
  accepted: { type: 'boolean' },
  comment: TEXT,
  decidedBy: TEXT,
  decidedAt: TEXT,
};

/** A condition as a plan writes it. */
export function condition(definition: Definition, when: unknown, id: string): string | undefined {
  if (when === undefined) return undefined;
  return definition.collect(
    () => printExpression(conditionNode(when, `\`when\` of \`${id}\``)),
    undefined,
  );
}

const RETRY = { attempts: true, backoff: true } as const;

/** Retry, timeout and the like, in a plan's units. */
export function endurance(
  definition: Definition,
  id: string,
  settings: {
    readonly retry?: { readonly attempts: number; readonly backoff?: string } | undefined;
    readonly timeout?: string | undefined;
    readonly continueOnError?: boolean | Expr<boolean> | undefined;
  },
): Pick<PlanStep, 'retry' | 'timeoutMs' | 'continueOnError'> {
  const { retry, timeout, continueOnError } = settings;
  if (retry !== undefined && typeof retry !== 'object') {
    definition.add(
      'DEFINITION_INVALID',
      `\`retry\` of \`${id}\` is not an object.`,
      "Write `retry: { attempts: 3, backoff: '5s' }`.",
    );
  }
  definition.problems.push(...unknownSettings(`\`retry\` of \`${id}\``, retry, RETRY));
  return {
    ...(typeof retry === 'object' && {
      retry: {
        attempts: retry.attempts,
        backoffMs: milliseconds(definition, id, retry.backoff ?? '0ms'),
      },
    }),
    ...(timeout !== undefined && { timeoutMs: milliseconds(definition, id, timeout) }),
    ...(continueOnError !== undefined && {
      continueOnError: isExpr(continueOnError) ? exprTemplate(continueOnError) : continueOnError,
    }),
  };
}

function milliseconds(definition: Definition, id: string, text: string): number {
  // Erased callers pass anything.
  const ms = typeof text === 'string' ? parseDuration(text) : undefined;
  if (ms !== undefined) return ms;
  definition.add(
    'WORKFLOW_INVALID',
    `\`${String(text)}\` of \`${id}\` is no duration.`,
    'Write `500ms`, `5s`, `10m`, `2h` or `7d`.',
  );
  return 1;
}

/** Wiring of inputs, checked against the properties of a schema when there is one. */
export function wiring(
  definition: Definition,
  id: string,
  schema: z.ZodObject | undefined,
  inputs: Readonly<Record<string, unknown>> | undefined,
  codecs: Readonly<Record<string, JsonSchema>> = {},
): Readonly<Record<string, Json>> {
  const given = inputs ?? {};
  const shape = schema === undefined ? undefined : shapeOf(schema);
  if (shape !== undefined) {
    for (const name of Object.keys(given)) {
      if (Object.hasOwn(shape, name) || given[name] === undefined) continue;
      definition.add(
        'INPUT_INVALID',
        `What \`${id}\` runs has no input \`${name}\`.`,
        didYouMean(name, Object.keys(shape)) ?? 'Remove it.',
      );
    }
    for (const [name, property] of Object.entries(shape)) {
      if (given[name] !== undefined || mayBeOmitted(property)) continue;
      definition.add(
        'INPUT_INVALID',
        `\`${id}\` lacks the input \`${name}\`.`,
        `Pass \`${name}\`.`,
      );
    }
  }
  return definition.collect(
    () => jsonTemplate(given, 'inputs', { properties: codecs }) as Readonly<Record<string, Json>>,
    {},
  );
}

/** The terms of a gate, in a plan. */
function gateRun(
  definition: Definition,
  id: string,
  terms: Omit<GateTerms<{ readonly id: string }>, 'review'> & {
    readonly review?: Expr<unknown> | undefined;
  },
): StepRun<'gate'> {
  const { review, acceptors, onReject = 'fail', deadline } = terms;
  const rejection: PlanOnReject =
    typeof onReject === 'string'
      ? onReject
      : { rework: onReject.rework.map((each) => each.id), max: onReject.max };
  return {
    kind: 'gate',
    ...(review !== undefined && { review: exprTemplate(review) }),
    acceptors: [...acceptors],
    onReject: rejection,
    ...(deadline && {
      deadline: {
        afterMs: milliseconds(definition, id, deadline.after),
        decision: deadline.decision,
      },
    }),
  };
}

/** What every step and every job may say. */
export interface CommonSettings {
  readonly name?: string | undefined;
  readonly needs?: readonly { readonly id: string }[] | undefined;
  readonly when?: Expr<boolean> | undefined;
  readonly approval?:
    | (Omit<GateTerms<{ readonly id: string }>, 'review'> & {
        readonly review?: Expr<unknown> | undefined;
      })
    | undefined;
}

/** Adds a gate as a step of its own. */
export function addGate(
  graph: Graph,
  id: string,
  settings: Omit<CommonSettings, 'approval'> &
    Parameters<typeof gateRun>[2] & { readonly placement?: Placement | undefined },
  rest: Partial<PlanStep>,
  mentioned: unknown,
): void {
  const { definition } = graph;
  const when = condition(definition, settings.when, id);
  const reworked =
    typeof settings.onReject === 'object' ? settings.onReject.rework : ([] as readonly object[]);
  graph.add(
    {
      id,
      ...(settings.name !== undefined && { name: settings.name }),
      ...(when !== undefined && { when }),
      run: gateRun(definition, id, settings),
      ...rest,
      ...(settings.placement && { placement: settings.placement }),
    },
    [settings.when, settings.review, mentioned],
    [...(settings.needs ?? [])],
  );
  for (const each of reworked) {
    const known = typeof each === 'object' && each !== null && 'id' in each;
    if (!known) {
      definition.add(
        'GRAPH_FOREIGN_REF',
        `\`rework\` of \`${id}\` names what is not a step.`,
        'Pass steps.',
      );
    }
  }
  graph.addGate(id, settings.review);
}

/** Adds a step, and the gate in front of it when it needs an approval. */
export function addStep(
  graph: Graph,
  step: Omit<PlanStep, 'needs'>,
  settings: CommonSettings,
  mentioned: readonly unknown[],
  matrix?: Owner,
): void {
  const when = condition(graph.definition, settings.when, step.id);
  const needs: object[] = [...(settings.needs ?? [])];
  const all = [settings.when, ...mentioned];
  if (settings.approval) {
    const gate = graph.id(undefined, `${step.id}-approval`, false);
    const ownMatrix = matrix === undefined ? undefined : new Set([matrix]);
    addGate(
      graph,
      gate,
      { ...settings.approval, needs: settings.needs, when: settings.when },
      {},
      // the gate opens when the step could run; what the step says about its own legs is not the gate's
      all.filter((each) => ownMatrix === undefined || !usesOwner(each, ownMatrix)),
    );
    needs.push(graph.handle<object>('step', gate, { outputs: GATE_OUTPUTS }));
  }
  const { id, name, run, outputs, artifacts, secrets, ...rest } = step;
  const title = settings.name ?? name;
  graph.add(
    {
      id,
      ...(title !== undefined && { name: title }),
      ...(when !== undefined && { when }),
      run,
      ...(outputs && Object.keys(outputs).length > 0 && { outputs }),
      ...(artifacts && artifacts.length > 0 && { artifacts }),
      ...(secrets && secrets.length > 0 && { secrets }),
      ...rest,
    },
    all,
    needs,
    matrix,
  );
}

function usesOwner(value: unknown, owners: ReadonlySet<Owner>): boolean {
  return expressionsIn(value).some((each) => ownersOf(each).some((owner) => owners.has(owner)));
}

/** Adds an iteration. `builderOf` makes the builder of its body. */
export function addEach<B>(
  graph: Graph,
  id: string,
  settings: CommonSettings & LoopTerms<unknown, boolean> & { readonly scope?: string | undefined },
  rest: Partial<PlanStep>,
  mentioned: readonly unknown[],
  builderOf: (graph: Graph) => B,
  body: (build: B, item: Expr<never>, turn: Turn) => unknown,
): Readonly<Record<string, JsonSchema>> {
  const { over, key, scope, maxParallel, failFast } = settings;
  const { definition } = graph;
  const inner = new Graph(definition, { kind: 'loop', name: id }, graph);
  if (!isExpr(over)) {
    definition.add(
      'ITERATION_INVALID',
      `\`over\` of \`${id}\` is not an expression.`,
      'Pass the output of a step; a list that is known beforehand needs a plain loop.',
    );
  }
  const list = isExpr(over) ? schemaOf(over) : undefined;
  const itemSchema =
    typeof list === 'object' ? (list['items'] as JsonSchema | undefined) : undefined;
  const outlet = describeGraph(inner, () =>
    body(
      builderOf(inner),
      contextExpr<never>(['each', id, 'item'], [inner.owner], itemSchema),
      Object.freeze({
        key: contextExpr<string>(['each', id, 'key'], [inner.owner], TEXT),
        index: contextExpr<number>(['each', id, 'index'], [inner.owner], { type: 'integer' }),
      }),
    ),
  );
  if ('results' in outlet) {
    definition.add(
      'ITERATION_INVALID',
      `The body of \`${id}\` gives back \`results\`.`,
      'That name is taken: use another.',
    );
  }
  const run: StepRun<'each'> = {
    kind: 'each',
    loop: id,
    over: isExpr(over) ? exprTemplate(over) : '',
    ...(key !== undefined && { key }),
    ...(scope !== undefined && { scope }),
    ...(maxParallel !== undefined && { maxParallel }),
    ...(failFast !== undefined && { failFast }),
    steps: inner.steps,
    outputs: outletTemplates(outlet),
  };
  const outer = [...inner.outerNeeds].map((step) =>
    contextExpr(['steps', step, 'result'], [graph.owner]),
  );
  addStep(graph, { id, run, ...rest }, settings, [over, ...outer, ...mentioned]);
  const outputs: Record<string, JsonSchema> = { results: { type: 'array', items: TEXT } };
  for (const [name, expr] of Object.entries(outlet)) {
    const item = schemaOf(expr) ?? true;
    outputs[name] = {
      type: 'array',
      items: failFast === false ? { anyOf: [item, { type: 'null' }] } : item,
    };
  }
  return outputs;
}

/** A prompt, in a plan, and the values that it mentions. */
export function promptRun(
  definition: Definition,
  id: string,
  prompt: string | PromptText,
): { readonly prompt: StepKinds['llm']['prompt']; readonly mentioned: readonly unknown[] } {
  if (typeof prompt === 'string') return { prompt: printTemplate([prompt]), mentioned: [] };
  const internals = internalsOf(prompt);
  if (internals?.kind !== 'prompt-text') {
    definition.add(
      'PROMPT_INVALID',
      `The prompt of \`${id}\` is neither a text nor a prompt whose variables are filled in.`,
      'Call `.with({ … })` on the prompt.',
    );
    return { prompt: '', mentioned: [] };
  }
  const { text } = internals;
  if ('parts' in text) {
    const parts = text.parts.map((part, at) =>
      at % 2 === 0 || typeof part === 'string' || typeof part === 'number'
        ? String(part)
        : operandNode(part, '`text`'),
    );
    return {
      prompt: definition.collect(() => printTemplate(parts), ''),
      mentioned: text.parts,
    };
  }
  const used: PromptDefinition = text.prompt;
  definition.prompts.add(used);
  const values = definition.collect(
    () => jsonTemplate(text.values, 'prompt') as Readonly<Record<string, Json>>,
    {},
  );
  return { prompt: { name: used.name, values }, mentioned: [text.values] };
}

/** Throws unless a value is a task. */
export function refuseRunnable(id: string, wanted: string): never {
  throw new WorkflowError('TASK_UNKNOWN', `\`${id}\` is not ${wanted}.`, {
    hint: 'Pass the definition itself, not its name or a copy of it.',
  });
}
