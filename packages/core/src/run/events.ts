/**
 * Events: what can happen to a run. They carry results, so that an old history means the same under a new evaluator.
 * @module
 */
import type { ErrorFacts } from '../plan/errors.ts';
import type { EventName } from '../plan/event.ts';
import type { Branded, Json, JsonObject, RunId } from '../plan/names.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunPolicy } from './policy.ts';
import type { StepKey } from './step-key.ts';

/** Proof that a worker holds the current attempt. A call with an older one is `ATTEMPT_STALE`. */
export type FencingToken = Branded<string, 'FencingToken'>;

/** What started a run: a real event, or what stands for it locally. */
export interface EventFacts {
  readonly name: EventName;
  readonly ref: string;
  readonly refType: 'branch' | 'tag';
  readonly sha: string;
  readonly actor: string;
  readonly repository: string;
  readonly serverUrl: string;
  readonly baseRef?: string;
  readonly headRef?: string;
  readonly runNumber: number;
  readonly runAttempt: number;
  /** The payload as it came. */
  readonly payload: JsonObject;
}

/** A person's answer to a gate. It holds for the reviewed content only. */
export interface Decision {
  readonly decisionId: string;
  readonly accepted: boolean;
  readonly by: string;
  /** The role in which they decided, when the gate names roles. */
  readonly role?: string;
  readonly comment?: string;
  /** Hash of what they saw; an answer to something else is refused. */
  readonly reviewHash: string;
}

/** Why a step did not run. */
export type SkipReason =
  | 'condition'
  | 'need-failed'
  | 'need-skipped'
  | 'gate-rejected'
  | 'no-items'
  | 'no-legs'
  | 'reused';

/** Payload of an event: the value itself, or where it is when it is large. */
export type Payload =
  | { readonly value: Json; readonly blob?: never }
  | { readonly blob: string; readonly bytes: number; readonly value?: never };

/** How a run ended, or why it stopped for now. A run never rejects because a step failed. */
export type Outcome<Outputs = JsonObject> =
  | { readonly status: 'completed'; readonly outputs: Outputs }
  | { readonly status: 'failed'; readonly step: StepKey; readonly error: ErrorFacts }
  | { readonly status: 'waiting'; readonly gates: readonly OpenGate[] }
  | { readonly status: 'cancelled'; readonly by: string; readonly reason?: string };

/** A gate that waits for an answer. */
export interface OpenGate {
  readonly step: StepKey;
  readonly review: Json;
  readonly reviewHash: string;
  readonly acceptors: readonly string[];
  readonly deadlineAt?: number;
}

/** What every event carries: its place in the history, and when the engine wrote it. */
export interface EventEnvelope {
  readonly seq: number;
  readonly at: number;
}

/** What can happen to a run. `step` is always a {@link StepKey}; an attempt starts at 1. */
export type RunFact =
  | {
      readonly type: 'run-started';
      readonly run: RunId;
      readonly plan: Plan;
      readonly planHash: string;
      /** The hashes of all plans nested in it, by name or path. */
      readonly nested?: Readonly<Record<string, string>>;
      readonly bundleDigest?: string;
      readonly inputs: JsonObject;
      readonly event?: EventFacts;
      /** The variables that the `vars` context shows. */
      readonly vars?: Readonly<Record<string, string>>;
      /** What was said beside the plan about how the run goes on. */
      readonly policy?: RunPolicy;
      readonly rerunOf?: RunId;
    }
  | {
      readonly type: 'step-scheduled';
      readonly step: StepKey;
      readonly attempt: number;
      readonly inputs: Payload;
      /** Whether a failure is tolerated, where the plan says so by a text. */
      readonly continueOnError?: boolean;
    }
  | {
      readonly type: 'step-started';
      readonly step: StepKey;
      readonly attempt: number;
      readonly worker: string;
      readonly token: FencingToken;
    }
  | {
      readonly type: 'step-completed';
      readonly step: StepKey;
      readonly attempt: number;
      readonly outputs: Payload;
      readonly artifacts: Readonly<Record<string, string>>;
      /** Variables for the later steps of the flow. */
      readonly env?: Readonly<Record<string, string>>;
      /** Folders for the front of their `PATH`, in the order in which they stand there. */
      readonly path?: readonly string[];
    }
  | {
      readonly type: 'step-failed';
      readonly step: StepKey;
      readonly attempt: number;
      readonly error: ErrorFacts;
      readonly retryAt?: number;
      /** The same, of a step that failed before it began. */
      readonly continueOnError?: boolean;
    }
  | {
      readonly type: 'step-timed-out';
      readonly step: StepKey;
      readonly attempt: number;
      readonly retryAt?: number;
    }
  | {
      readonly type: 'attempt-lost';
      readonly step: StepKey;
      readonly attempt: number;
      readonly worker: string;
    }
  | {
      readonly type: 'step-cancelled';
      readonly step: StepKey;
      readonly attempt: number;
      readonly reason: 'run-cancelled' | 'fail-fast' | 'superseded';
    }
  | { readonly type: 'step-skipped'; readonly step: StepKey; readonly reason: SkipReason }
  | {
      readonly type: 'matrix-expanded';
      readonly step: StepKey;
      readonly legs: readonly { readonly step: StepKey; readonly values: JsonObject }[];
    }
  | {
      readonly type: 'iteration-expanded';
      readonly step: StepKey;
      readonly keys: readonly string[];
      /** Whether a failure is tolerated, where the plan says so by a text. */
      readonly continueOnError?: boolean;
    }
  | {
      readonly type: 'gate-opened';
      readonly step: StepKey;
      readonly review: Payload;
      readonly reviewHash: string;
      readonly acceptors: readonly string[];
      /** Whether a failure is tolerated, where the plan says so by a text. */
      readonly continueOnError?: boolean;
    }
  | { readonly type: 'gate-answered'; readonly step: StepKey; readonly decision: Decision }
  | {
      readonly type: 'rework-opened';
      readonly step: StepKey;
      readonly round: number;
      readonly steps: readonly StepKey[];
    }
  | {
      readonly type: 'timer-set';
      readonly timer: string;
      readonly step: StepKey;
      readonly fireAt: number;
    }
  | { readonly type: 'timer-fired'; readonly timer: string }
  | { readonly type: 'concurrency-acquired'; readonly group: string; readonly step?: StepKey }
  | {
      readonly type: 'concurrency-superseded';
      readonly group: string;
      readonly by: RunId;
      readonly step?: StepKey;
    }
  | { readonly type: 'paused'; readonly by: string }
  | {
      readonly type: 'resumed';
      readonly by: string;
      /** A changed plan that was accepted; the run keeps its own. */
      readonly planHash?: string;
      /** The code of the tasks, where it is not what it was. */
      readonly bundleDigest?: string;
    }
  | { readonly type: 'cancel-requested'; readonly by: string; readonly reason?: string }
  | { readonly type: 'run-finished'; readonly outcome: Exclude<Outcome, { status: 'waiting' }> };

/** One entry of a run's history. Append-only; logs are not events. */
export type RunEvent = EventEnvelope & RunFact;
