/** The secrets that an attempt declares, and the names that anything declares. @module */
import {
  allSteps,
  type Plan,
  type PlanStep,
  type TaskDefinition,
  WorkflowError,
} from '@sluice/core/plan';
import type { Masker } from '../logs/masker.ts';
import type { Ports } from '../ports.ts';

/** The values of what a step and its task declare, masked from now on. Throws `SECRET_MISSING` with all that have none. */
export async function resolveSecrets(
  ports: Ports,
  definition: PlanStep,
  masker: Masker,
): Promise<Record<string, string>> {
  const names = new Set(definition.secrets ?? []);
  if (definition.run.kind === 'task') {
    const task = await ports.tasks.get(definition.run.task);
    if (task !== undefined) for (const name of secretNamesOf(task)) names.add(name);
  }
  const secrets: Record<string, string> = {};
  const missing: string[] = [];
  for (const name of names) {
    const value = await ports.secrets.get(name);
    if (value === undefined) missing.push(name);
    else {
      masker.add(value);
      secrets[name] = value;
    }
  }
  if (missing.length === 0) return secrets;
  throw new WorkflowError(
    'SECRET_MISSING',
    `No value is known for ${missing.map((name) => `the secret \`${name}\``).join(' and ')}.`,
    {
      hint: `Set ${missing.map((name) => `\`${name}\``).join(', ')} in the environment or among the secrets.`,
    },
  );
}

/** The secrets of a task and of all it calls. */
export function secretNamesOf(task: TaskDefinition): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<TaskDefinition>();
  const visit = (one: TaskDefinition): void => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const name of one.secretNames) names.add(name);
    for (const called of one.calls) visit(called);
  };
  visit(task);
  return names;
}

/** The secrets that the steps of a plan declare themselves; those of its tasks are the tasks' own. */
export function secretNamesIn(plan: Plan): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { step } of allSteps(plan)) for (const name of step.secrets ?? []) names.add(name);
  return names;
}
