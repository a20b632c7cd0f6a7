/** A finished run as one JSON object: what `--summary-file` holds. @module */
import type { ErrorFacts, JsonObject } from '@sluice/core/plan';
import type { Outcome, RunView, StepView } from '@sluice/core/run';

/** The version of the file; a change that breaks a reader raises it. */
const SCHEMA_VERSION = 1;

/** One step of a {@link RunSummary}; times are ISO strings, durations milliseconds. */
export interface StepSummary {
  readonly step: string;
  readonly name: string;
  readonly status: StepView['status'];
  readonly attempts: number;
  readonly startedAt?: string;
  readonly durationMs?: number;
  readonly skipped?: StepView['skipped'];
  readonly artifacts?: readonly string[];
  readonly error?: Omit<ErrorFacts, 'traceback'>;
  readonly steps?: readonly StepSummary[];
}

/** How a run went. */
export interface RunSummary {
  readonly v: typeof SCHEMA_VERSION;
  readonly run: string;
  readonly workflow: string;
  readonly planHash: string;
  readonly status: RunView['status'];
  readonly exitCode: number;
  readonly startedAt: string;
  readonly durationMs?: number;
  readonly inputs: JsonObject;
  readonly outputs?: JsonObject;
  readonly steps: readonly StepSummary[];
}

/** Makes the summary of a run. */
export function runSummary(view: RunView, outcome: Outcome, exitCode: number): RunSummary {
  return {
    v: SCHEMA_VERSION,
    run: view.run,
    workflow: view.workflow,
    planHash: view.planHash,
    status: view.status,
    exitCode,
    startedAt: iso(view.startedAt),
    ...(view.finishedAt !== undefined && { durationMs: view.finishedAt - view.startedAt }),
    inputs: view.inputs,
    ...(outcome.status === 'completed' && { outputs: outcome.outputs }),
    steps: view.steps.map(stepSummary),
  };
}

function stepSummary(step: StepView): StepSummary {
  const { startedAt, finishedAt, error } = step;
  return {
    step: step.step,
    name: step.name,
    status: step.status,
    attempts: step.attempt,
    ...(startedAt !== undefined && { startedAt: iso(startedAt) }),
    ...(startedAt !== undefined &&
      finishedAt !== undefined && { durationMs: finishedAt - startedAt }),
    ...(step.skipped !== undefined && { skipped: step.skipped }),
    ...(step.artifacts !== undefined && step.artifacts.length > 0 && { artifacts: step.artifacts }),
    ...(error !== undefined && {
      error: {
        code: error.code,
        message: error.message,
        ...(error.hint !== undefined && { hint: error.hint }),
      },
    }),
    ...(step.children !== undefined && { steps: step.children.map(stepSummary) }),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
