/** Secrets that nobody here has: what a run is certain to need is asked for before anything of it runs. @module */
import { join } from 'node:path';
import { tasksOf } from '@sluice/core';
import type { PlanStep } from '@sluice/core/plan';
import type { SecretSource } from '@sluice/core/run';
import { secretNamesOf } from '@sluice/executor';
import { sluiceHome } from '@sluice/storage';
import type { ExplainedStep } from '../explain/explained-step.ts';
import type { CliIo } from '../io.ts';
import { type Problem, problemsOf } from '../problem.ts';
import type { LoadedApp } from '../project/load.ts';

/**
 * A problem for each secret without a value that a step of the run is sure to need. A step that a condition, a list or
 * a failure may leave out is not sure to: it fails when it starts, as it would have, and the run that does without
 * it goes on. Neither is one whose failure is tolerated.
 */
export async function missingSecrets(
  steps: readonly ExplainedStep[],
  loaded: LoadedApp | undefined,
  secrets: SecretSource,
  { env }: Pick<CliIo, 'env'>,
): Promise<readonly Problem[]> {
  const needed = new Map<string, string[]>();
  collect(steps, '', loaded, needed);
  const problems: Problem[] = [];
  try {
    for (const [name, users] of needed) {
      if ((await secrets.get(name)) !== undefined) continue;
      problems.push({
        code: 'SECRET_MISSING',
        severity: 'error',
        message: `The secret \`${name}\` has no value, and ${users.map((user) => `\`${user}\``).join(', ')} ${users.length === 1 ? 'needs' : 'need'} it.`,
        hint: `Set the variable ${name}, or write ${name} = "…" into ${join(sluiceHome(env), 'secrets.toml')} (mode 0600).`,
      });
    }
    return problems;
  } catch (error) {
    // The file of secrets cannot be used, whichever of them is asked for.
    return [...problems, ...problemsOf(error)];
  }
}

/** Adds who is sure to need which secret: the steps that run if nothing fails and every gate lets them pass. */
function collect(
  steps: readonly ExplainedStep[],
  above: string,
  loaded: LoadedApp | undefined,
  needed: Map<string, string[]>,
): void {
  const open = mayBeLeftOut(steps.map(({ step }) => step));
  for (const { step, found, inner } of steps) {
    const { continueOnError = false } = step;
    if (found.verdict !== 'runs' || open.has(step.id) || continueOnError !== false) continue;
    const key = `${above}${step.id}`;
    for (const name of secretsOf(step, loaded))
      needed.set(name, [...(needed.get(name) ?? []), key]);
    // Nobody knows yet whether an iteration has any items.
    if (step.run.kind !== 'each') collect(inner, `${key}/`, loaded, needed);
  }
}

function secretsOf({ secrets, run }: PlanStep, loaded: LoadedApp | undefined): ReadonlySet<string> {
  const task = run.kind === 'task' && loaded ? tasksOf(loaded.app).get(run.task) : undefined;
  return new Set([...(secrets ?? []), ...(task === undefined ? [] : secretNamesOf(task))]);
}

/** The steps that a gate or a matrix without legs may leave out without a failure, and those that need them. */
function mayBeLeftOut(steps: readonly PlanStep[]): ReadonlySet<string> {
  const open = new Set(
    steps.flatMap(({ id, run, matrix }) => {
      const isPassed = run.kind === 'gate' && run.onReject === 'skip';
      return isPassed || !hasLegs(matrix) ? [id] : [];
    }),
  );
  for (let before = -1; before < open.size; ) {
    before = open.size;
    for (const { id, needs } of steps) if (needs?.some((need) => open.has(need))) open.add(id);
  }
  return open;
}

/** Whether a step has a leg at least, as far as that is known before the run. */
function hasLegs(matrix: PlanStep['matrix']): boolean {
  if (matrix === undefined) return true;
  const full = matrix.axes.every(([, values]) => typeof values !== 'string' && values.length > 0);
  return full && matrix.exclude === undefined;
}
