/** Secrets: declared names only, in the step that runs the task. @module */
import type { PlanStep } from '@sluice/core/plan';
import type { Path, WorkflowFindings } from './findings.ts';

/** The token that every job has: nobody hands it on. */
const TOKEN = 'GITHUB_TOKEN';

/** The variables that carry the secrets of a step. */
export function secretEnv(
  step: PlanStep,
  findings: WorkflowFindings,
  path: Path,
): Readonly<Record<string, string>> {
  const names = step.secrets ?? [];
  for (const name of names) checkSecret(name, findings, [...path, 'secrets']);
  return Object.fromEntries(names.map((name) => [name, `\${{ secrets.${name} }}`]));
}

/** The secrets that a workflow needs from whoever calls it, in the order of their names. */
export function neededSecrets(steps: readonly PlanStep[]): readonly string[] {
  const names = new Set<string>();
  const collect = (all: readonly PlanStep[]): void => {
    for (const { run, secrets, placement } of all) {
      for (const name of secrets ?? []) names.add(name);
      const containers = [placement?.container, ...Object.values(placement?.services ?? {})];
      for (const each of containers) if (each?.credentials) names.add(each.credentials.password);
      if (run.kind === 'each') collect(run.steps);
      if (run.kind === 'workflow' && run.plan) collect(run.plan.steps);
    }
  };
  collect(steps);
  names.delete(TOKEN);
  return [...names].sort();
}

/** Reports a name that GitHub does not take for a secret. */
export function checkSecret(name: string, findings: WorkflowFindings, path: Path): void {
  const legal = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
  if (legal && (name === TOKEN || !/^GITHUB_/i.test(name))) return;
  findings.refuse(
    `\`${name}\` cannot be the name of a secret on GitHub.`,
    path,
    legal
      ? 'Choose a name that does not begin with `GITHUB_`.'
      : 'Use letters, digits and underscores, no digit first.',
    'NAME_INVALID',
  );
}
