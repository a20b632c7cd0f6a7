/** Secrets on GitHub: the log hides a value only when it has been told. @module */
import { allSteps, type Plan, type TaskDefinition } from '@sluice/core/plan';
import type { SecretSource } from '@sluice/core/run';
import type { CliOutput } from '../io.ts';
import { githubMask } from '../view/github.ts';

/**
 * The same secrets; GitHub is told to hide each value before anybody else gets it. Those that the plan and the tasks
 * declare are told at once: whatever the first step prints, they are hidden.
 */
export async function hiddenOnGithub(
  source: SecretSource,
  output: CliOutput,
  declared: { readonly plan: Plan; readonly tasks: readonly TaskDefinition[] },
): Promise<SecretSource> {
  const hidden = new Set<string>();
  const get = async (name: string): Promise<string | undefined> => {
    const value = await source.get(name);
    if (value !== undefined && value.trim() !== '' && !hidden.has(value)) {
      hidden.add(value);
      output.write(`${githubMask(value)}\n`);
    }
    return value;
  };
  for (const name of secretNames(declared)) {
    // What is wrong with the source is said by the step that needs it.
    await get(name).catch(() => undefined);
  }
  return { get };
}

function secretNames({
  plan,
  tasks,
}: {
  readonly plan: Plan;
  readonly tasks: readonly TaskDefinition[];
}): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { step } of allSteps(plan)) for (const name of step.secrets ?? []) names.add(name);
  const seen = new Set<TaskDefinition>();
  const add = (task: TaskDefinition): void => {
    if (seen.has(task)) return;
    seen.add(task);
    for (const name of task.secretNames) names.add(name);
    task.calls.forEach(add);
  };
  tasks.forEach(add);
  return names;
}
