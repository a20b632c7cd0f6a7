/** Everything about one task, flow or automation, as data. @module */
import { tasksOf } from '@sluice/core';
import {
  type Diagnostic,
  type Json,
  type JsonSchema,
  type Plan,
  type PlanStep,
  planHash,
  type TaskDefinition,
  type Trigger,
  workflowOutputSchema,
} from '@sluice/core/plan';
import { inputSpecs } from '../argv/input-spec.ts';
import type { Project } from '../project/open.ts';

/** What `sluice inspect --json` prints. A change that breaks a reader raises `v`. */
export interface Details {
  readonly v: 1;
  readonly name: string;
  readonly kind: 'task' | Plan['kind'];
  readonly description: string;
  /** The heading under which it is listed; none for a file. */
  readonly group?: string;
  readonly inputs: readonly InputDetails[];
  readonly outputs: readonly OutputDetails[];
  readonly artifacts: readonly string[];
  /** Also those of what it calls or runs. */
  readonly secrets: readonly string[];
  readonly on: readonly Trigger[];
  /** The tasks that a task calls. */
  readonly calls: readonly string[];
  readonly steps: readonly PlanStep[];
  /** What runs or calls it, and at which step. */
  readonly usedBy: readonly { readonly name: string; readonly step?: string }[];
  readonly planHash: string;
  readonly warnings: readonly Diagnostic[];
}

/** One input. */
export interface InputDetails {
  readonly name: string;
  readonly flag: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  readonly default?: Json;
  readonly description?: string;
}

/** One output; `value` is where a workflow has it from. */
export interface OutputDetails {
  readonly name: string;
  readonly schema?: JsonSchema;
  readonly value?: string;
}

/** Collects the details of a plan: that of a command, or one from a file. */
export function detailsOf(
  plan: Plan,
  project: Project,
  kind: Details['kind'],
  warnings: readonly Diagnostic[],
): Details {
  const { name } = plan;
  const group = project.commands.get(name)?.group;
  const tasks = project.loaded === undefined ? new Map() : tasksOf(project.loaded.app);
  const task: TaskDefinition | undefined = kind === 'task' ? tasks.get(name) : undefined;
  const steps = stepsIn(plan.steps);
  const used = steps.flatMap(({ run }) => (run.kind === 'task' ? [tasks.get(run.task)] : []));
  const secrets = [
    ...steps.flatMap((step) => step.secrets ?? []),
    ...used.flatMap((each) => (each === undefined ? [] : secretsOf(each))),
  ];
  return {
    v: 1,
    name,
    kind,
    description: plan.description ?? '',
    ...(group !== undefined && { group }),
    inputs: inputSpecs(plan),
    outputs: Object.entries(plan.outputs).map(([output, value]): OutputDetails => {
      const schema =
        task === undefined ? workflowOutputSchema(plan, output) : plan.steps[0]?.outputs?.[output];
      return {
        name: output,
        ...(schema !== undefined && { schema }),
        ...(task === undefined && { value }),
      };
    }),
    artifacts: [...new Set(steps.flatMap((step) => step.artifacts ?? []))],
    secrets: [...new Set(secrets)],
    on: plan.on,
    calls: task === undefined ? [] : task.calls.map((each) => each.name),
    steps: task === undefined ? plan.steps : [],
    usedBy: usersOf(name, project),
    planHash: planHash(plan),
    warnings,
  };
}

/** A task's own secrets, and those of what it calls. */
function secretsOf(task: TaskDefinition, seen = new Set<TaskDefinition>()): readonly string[] {
  if (seen.has(task)) return [];
  seen.add(task);
  return [...task.secretNames, ...task.calls.flatMap((each) => secretsOf(each, seen))];
}

/** The steps of a plan and of what it contains. */
function stepsIn(steps: Plan['steps']): readonly PlanStep[] {
  return steps.flatMap((step) => {
    const { run } = step;
    if (run.kind === 'each') return [step, ...stepsIn(run.steps)];
    if (run.kind === 'workflow' && run.plan !== undefined)
      return [step, ...stepsIn(run.plan.steps)];
    return [step];
  });
}

function usersOf(name: string, project: Project): Details['usedBy'] {
  const users: { name: string; step?: string }[] = [];
  for (const command of project.commands.values()) {
    if (command.kind === 'task' || command.name === name) continue;
    for (const { id, run } of stepsIn(command.plan().steps)) {
      const runs =
        (run.kind === 'task' && run.task === name) ||
        (run.kind === 'workflow' && (run.plan?.name ?? run.name) === name);
      if (runs) users.push({ name: command.name, step: id });
    }
  }
  if (project.loaded !== undefined) {
    for (const task of tasksOf(project.loaded.app).values()) {
      if (task.calls.some((each) => each.name === name)) users.push({ name: task.name });
    }
  }
  return users;
}
