/** Secrets on GitHub: the log hides a value only when it has been told. @module */
import type { Plan, TaskDefinition } from '@sluice/core/plan';
import type { SecretSource } from '@sluice/core/run';
import { secretNamesIn, secretNamesOf } from '@sluice/executor';
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
  const names = [secretNamesIn(declared.plan), ...declared.tasks.map(secretNamesOf)];
  for (const name of new Set(names.flatMap((some) => [...some]))) {
    // What is wrong with the source is said by the step that needs it.
    await get(name).catch(() => undefined);
  }
  return { get };
}
