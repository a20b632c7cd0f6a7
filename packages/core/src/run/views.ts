/** Views: a run and its steps as people and programs see them. @module */
import type { Diagnostic, ErrorFacts } from '../plan/errors.ts';
import type { StepResult } from '../plan/event.ts';
import type { JsonObject, RunId } from '../plan/names.ts';
import type { Plan } from '../plan/plan.ts';
import type { OpenGate, Outcome, Payload, SkipReason } from './events.ts';
import type { RunPolicy } from './policy.ts';
import type { StepKey } from './step-key.ts';

/** The status of a run. */
export type RunStatus = 'running' | 'paused' | 'cancelling' | Outcome['status'];
/** The status of a step. */
export type StepStatus = 'pending' | 'scheduled' | 'running' | 'waiting' | 'retrying' | StepResult;

/** One step of a run. */
export interface StepView {
  readonly step: StepKey;
  readonly name: string;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** When the next attempt begins. Only while the status is `retrying`. */
  readonly retryAt?: number;
  readonly outputs?: Payload;
  readonly artifacts?: readonly string[];
  readonly error?: ErrorFacts;
  readonly skipped?: SkipReason;
  /** Turns of an iteration, legs of a matrix, steps of a nested workflow. */
  readonly children?: readonly StepView[];
}

/** One run. */
export interface RunView {
  readonly run: RunId;
  readonly workflow: string;
  readonly kind: Plan['kind'];
  readonly planHash: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly inputs: JsonObject;
  readonly policy?: RunPolicy;
  readonly rerunOf?: RunId;
  readonly steps: readonly StepView[];
  readonly gates: readonly OpenGate[];
  /** What people should know: the run goes on with other code, or after its plan has changed. */
  readonly warnings?: readonly Diagnostic[];
  readonly outcome?: Outcome;
  /** The number of the last event: where to go on reading. */
  readonly seq: number;
}

/** Which runs. All parts must hold; newest first. */
export interface RunQuery {
  readonly workflow?: string;
  readonly status?: RunStatus | readonly RunStatus[];
  readonly startedAfter?: number;
  readonly startedBefore?: number;
  readonly parent?: RunId;
  readonly limit?: number;
}
