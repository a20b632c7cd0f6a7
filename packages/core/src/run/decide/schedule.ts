/** Scheduling: a step with everything its worker needs, resolved. @module */

import { lowerCommand } from '../../plan/command.ts';
import { WorkflowError } from '../../plan/errors.ts';
import {
  type EvaluationScope,
  evaluateTemplate,
  resolveTemplates,
} from '../../plan/expression/evaluate.ts';
import { templateReferences } from '../../plan/expression/references.ts';
import { hasExpression } from '../../plan/expression/template.ts';
import type { Json, JsonObject } from '../../plan/names.ts';
import type { PlanStep } from '../../plan/plan.ts';
import type { Command } from '../commands.ts';
import { exportsFor } from '../exports.ts';
import { frameEnv, nodeScope } from '../scope.ts';
import type { Node, RunData } from '../state.ts';
import { tolerance } from './tolerance.ts';

type Env = Readonly<Record<string, string>>;

/** The next attempt of a step. A nested workflow has no worker: that it was scheduled opens its steps. */
export function scheduleStep(data: RunData, node: Node): Command {
  const scope = nodeScope(data, node);
  const exports = exportsFor(node);
  const env = stepEnv(data, node, scope, exports.env);
  const seen = envScope(scope, env);
  const { inputs, variables } = resolveRun(node.step, seen);
  return {
    type: 'schedule-step',
    step: node.key,
    attempt: node.attempt + 1,
    definition: node.step,
    inputs,
    env: variables === undefined ? env : { ...env, ...variables },
    ...(exports.path.length > 0 && { path: exports.path }),
    ...tolerance(data, node),
  };
}

/** The inputs of a step, resolved. */
export function workerInputs(data: RunData, node: Node): Json {
  const scope = nodeScope(data, node);
  const env = stepEnv(data, node, scope, exportsFor(node).env);
  return resolveRun(node.step, envScope(scope, env)).inputs;
}

/** Whether a step is executed by a worker. Gates, iterations and nested workflows are not. */
export function needsWorker(step: PlanStep): boolean {
  const { kind } = step.run;
  return kind !== 'gate' && kind !== 'each' && kind !== 'workflow';
}

const NOTHING: Env = Object.freeze({});

/** The plan's variables, then what earlier steps have handed on, then the step's. One that names a secret is handed on as written: the worker resolves it. */
function stepEnv(data: RunData, node: Node, scope: EvaluationScope, handedOn: Env): Env {
  const frame = { ...frameEnv(data, node.graph), ...handedOn };
  if (node.step.env === undefined && Object.keys(frame).length === 0) return NOTHING;
  const env = Object.entries(frame).map(([name, value]): [string, string] => [name, toText(value)]);
  for (const [name, text] of Object.entries(node.step.env ?? {})) {
    env.push([name, namesSecret(name, text) ? text : toText(evaluateTemplate(text, scope))]);
  }
  // Not by assignment: `__proto__` is a name like any other.
  return Object.fromEntries(env);
}

function namesSecret(name: string, text: string): boolean {
  if (!hasExpression(text)) return false;
  const contexts = new Set(templateReferences(text).map(([context]) => context));
  if (!contexts.has('secrets')) return false;
  if (contexts.size === 1) return true;
  throw new WorkflowError(
    'EXPR_INVALID',
    `The variable \`${name}\` mixes a secret with other values.`,
    {
      hint: 'Give the secret a variable of its own.',
    },
  );
}

function envScope(scope: EvaluationScope, env: Env): EvaluationScope {
  if (env === NOTHING) return scope;
  // Not spread: the contexts are getters.
  const values = Object.create(scope.values as object, {
    env: { value: env, enumerable: true },
  }) as EvaluationScope['values'];
  return { ...scope, values };
}

/** An environment holds texts: null is empty, lists and objects are JSON. */
function toText(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}

/** What a worker of this kind is given. */
function resolveRun(
  step: PlanStep,
  scope: EvaluationScope,
): { readonly inputs: Json; readonly variables?: Env } {
  const { run } = step;
  switch (run.kind) {
    case 'task':
    case 'workflow':
      return { inputs: resolveTemplates(run.inputs, scope) };
    case 'shell':
      return resolveShell(run, scope);
    case 'script': {
      const { kind: _, args, ...source } = run;
      return {
        inputs: {
          ...source,
          ...(args !== undefined && { args: resolveTemplates(args, scope) }),
        } as JsonObject,
      };
    }
    case 'llm': {
      const { kind: _, prompt, ...settings } = run;
      return {
        inputs: { ...settings, prompt: resolveTemplates(prompt as Json, scope) } as JsonObject,
      };
    }
    default: {
      const { inputs } = run as unknown as { readonly inputs?: Json }; // a registered kind
      return { inputs: resolveTemplates(inputs ?? {}, scope) };
    }
  }
}

function resolveShell(
  run: Extract<PlanStep['run'], { kind: 'shell' }>,
  scope: EvaluationScope,
): { readonly inputs: Json; readonly variables: Env } {
  const variables: Record<string, string> = {};
  for (const [name, text] of Object.entries(run.env ?? {})) {
    variables[name] = namesSecret(name, text) ? text : toText(evaluateTemplate(text, scope));
  }
  let { command } = run;
  if (hasExpression(command)) {
    // Values never become source text: they travel in the environment.
    const lowered = lowerCommand(command, {
      taken: Object.keys(variables),
      ...(run.shell === 'pwsh' && { shell: 'pwsh' as const }),
    });
    const [problem] = lowered.problems;
    if (problem) throw new WorkflowError('EXPR_INVALID', problem.message, { hint: problem.hint });
    command = lowered.command;
    for (const [name, text] of Object.entries(lowered.env)) {
      variables[name] = toText(evaluateTemplate(text, scope));
    }
  }
  return {
    inputs: {
      command,
      ...(run.shell !== undefined && { shell: run.shell }),
      ...(run.cwd !== undefined && { cwd: toText(evaluateTemplate(run.cwd, scope)) }),
    },
    variables,
  };
}
