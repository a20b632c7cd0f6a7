/**
 * The run model: a history of events, the state folded from it, and the commands that follow from the state.
 * Pure: no clock, no I/O, no randomness. Time enters only as events, and the same history gives the same commands.
 * @module
 */
import type { ErrorFacts } from '../plan/errors.ts';
import type { EventName, StepResult } from '../plan/event.ts';
import type { Branded, Json, JsonObject, RunId } from '../plan/names.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';

// #region words
/** Names, never counters: `build`, `test[os=macos-latest]`, `epics[E1]/architecture`, `release/build`. */
export type StepKey = Branded<string, 'StepKey'>;
/** Takes a step's key back from text. Throws `NAME_INVALID`. */
export declare function stepKey(text: string): StepKey;
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
// #endregion

// #region events
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
      readonly planHash: string /** The hashes of all plans nested in it, by name or path. */;
      readonly nested?: Readonly<Record<string, string>>;
      readonly bundleDigest?: string;
      readonly inputs: JsonObject;
      readonly event?: EventFacts;
      readonly rerunOf?: RunId;
    }
  | {
      readonly type: 'step-scheduled';
      readonly step: StepKey;
      readonly attempt: number;
      readonly inputs: Payload;
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
    }
  | {
      readonly type: 'step-failed';
      readonly step: StepKey;
      readonly attempt: number;
      readonly error: ErrorFacts;
      readonly retryAt?: number;
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
    }
  | {
      readonly type: 'gate-opened';
      readonly step: StepKey;
      readonly review: Payload;
      readonly reviewHash: string;
      readonly acceptors: readonly string[];
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
  | { readonly type: 'resumed'; readonly by: string; readonly planHash?: string }
  | { readonly type: 'cancel-requested'; readonly by: string; readonly reason?: string }
  | { readonly type: 'run-finished'; readonly outcome: Exclude<Outcome, { status: 'waiting' }> };

/** One entry of a run's history. Append-only; logs are not events. */
export type RunEvent = EventEnvelope & RunFact;
// #endregion

// #region deciding
/** What the engine is to do next. It appends the event before it acts. */
export type Command =
  | {
      readonly type: 'schedule-step';
      readonly step: StepKey;
      readonly attempt: number;
      readonly definition: PlanStep;
      readonly inputs: Json;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly type: 'skip-step'; readonly step: StepKey; readonly reason: SkipReason }
  | { readonly type: 'fail-step'; readonly step: StepKey; readonly error: ErrorFacts }
  | { readonly type: 'complete-step'; readonly step: StepKey; readonly outputs: Json }
  | {
      readonly type: 'cancel-step';
      readonly step: StepKey;
      readonly attempt: number;
      readonly reason: 'run-cancelled' | 'fail-fast' | 'superseded';
    }
  | {
      readonly type: 'expand-matrix';
      readonly step: StepKey;
      readonly legs: readonly { readonly step: StepKey; readonly values: JsonObject }[];
    }
  | { readonly type: 'expand-iteration'; readonly step: StepKey; readonly keys: readonly string[] }
  | {
      readonly type: 'open-gate';
      readonly step: StepKey;
      readonly review: Json;
      readonly reviewHash: string;
      readonly acceptors: readonly string[];
    }
  | {
      readonly type: 'open-rework';
      readonly step: StepKey;
      readonly round: number;
      readonly steps: readonly StepKey[];
    }
  | {
      readonly type: 'set-timer';
      readonly timer: string;
      readonly step: StepKey;
      readonly afterMs: number;
    }
  | {
      readonly type: 'acquire-concurrency';
      readonly group: string;
      readonly cancelInProgress: boolean;
      readonly queue: 'single' | 'max';
      readonly step?: StepKey;
    }
  | { readonly type: 'finish-run'; readonly outcome: Exclude<Outcome, { status: 'waiting' }> };

declare const state: unique symbol;
/** The fold of a history. Opaque: ask {@link decide} and {@link view}. */
export interface RunState {
  readonly [state]: never;
}

/** The state before any event. */
export declare const initialState: RunState;
/** The next state. An event that cannot follow throws `INTERNAL`. */
export declare function evolve(state: RunState, event: RunEvent): RunState;
/** What is to be done now, sorted by step key. Empty when the run waits or has ended. */
export declare function decide(state: RunState): readonly Command[];
/** The state as people and programs see it. */
export declare function view(state: RunState): RunView;
// #endregion

// #region views
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

  readonly rerunOf?: RunId;
  readonly steps: readonly StepView[];
  readonly gates: readonly OpenGate[];
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
// #endregion
