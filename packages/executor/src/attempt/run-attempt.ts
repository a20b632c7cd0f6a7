/** One attempt, whatever its kind. @module */
import { type Json, type PlanStep, type StepKinds, WorkflowError } from '@sluice/core/plan';
import type { FencingToken, StepRunner } from '@sluice/core/run';
import type { LocalTaskRegistry } from '../task/registry.ts';
import type { AttemptJob, AttemptResult } from './attempt-job.ts';
import { runScript } from './script.ts';
import { runShell } from './shell.ts';
import { runTaskInProcess } from './task-in-process.ts';
import { runTaskProcess } from './task-process.ts';

/** The module of the tasks of a registry, when it has one. */
export function moduleOf(job: Pick<AttemptJob, 'ports'>): string | undefined {
  return (job.ports.tasks as Partial<LocalTaskRegistry>).module;
}

/** Runs an attempt to its end. Rejects when the step fails. */
export async function runAttempt(job: AttemptJob, token: FencingToken): Promise<AttemptResult> {
  const run = resolvedRun(job.definition, job.inputs);
  switch (run.kind) {
    case 'task': {
      const module = moduleOf(job);
      return job.inProcess || module === undefined
        ? runTaskInProcess(job, run)
        : runTaskProcess(job, run, module);
    }
    case 'shell':
      return runShell(job, run);
    case 'script':
      return runScript(job, run);
    default: {
      const runner = (job.ports.runners as readonly StepRunner[] | undefined)?.find(
        (one) => one.kind === run.kind,
      );
      if (runner === undefined) {
        throw new WorkflowError('INTERNAL', `No runner takes steps of the kind \`${run.kind}\`.`);
      }
      const result = await runner.run({
        ref: job.ref,
        token,
        kind: run.kind,
        definition: run as StepKinds[keyof StepKinds],
        inputs: job.inputs,
        env: job.env,
        workspace: job.workspace,
        signal: job.signal,
        log: (line) => void job.log.write(line),
      });
      return { outputs: result.outputs, artifacts: result.artifacts ?? {} };
    }
  }
}

/** The body of a step, with what core resolved in place of its templates. A task keeps its own inputs. */
function resolvedRun(definition: PlanStep, inputs: Json): PlanStep['run'] {
  const { run } = definition;
  if (run.kind === 'task' || typeof inputs !== 'object' || inputs === null) return run;
  return { ...run, ...(inputs as object), kind: run.kind } as PlanStep['run'];
}
