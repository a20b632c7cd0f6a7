/**
 * Commands: what the engine is to do next. It appends the event before it acts.
 * @module
 */
import type { ErrorFacts } from '../plan/errors.ts';
import type { Json, JsonObject } from '../plan/names.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { Outcome, SkipReason } from './events.ts';
import type { StepKey } from './step-key.ts';

/** What the engine is to do next. It appends the event before it acts. */
export type Command =
  | {
      readonly type: 'schedule-step';
      readonly step: StepKey;
      readonly attempt: number;
      readonly definition: PlanStep;
      readonly inputs: Json;
      readonly env: Readonly<Record<string, string>>;
      /** Folders for the front of `PATH`, which earlier steps have added. */
      readonly path?: readonly string[];
      /** Whether a failure is tolerated, where the plan says so by a text. */
      readonly continueOnError?: boolean;
    }
  | { readonly type: 'skip-step'; readonly step: StepKey; readonly reason: SkipReason }
  | {
      readonly type: 'fail-step';
      readonly step: StepKey;
      readonly attempt: number;
      readonly error: ErrorFacts;
      /** Whether a failure is tolerated, where the plan says so by a text. */
      readonly continueOnError?: boolean;
    }
  | {
      readonly type: 'complete-step';
      readonly step: StepKey;
      readonly attempt: number;
      readonly outputs: Json;
    }
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
  | {
      readonly type: 'expand-iteration';
      readonly step: StepKey;
      readonly keys: readonly string[];
      /** Whether a failure is tolerated, where the plan says so by a text. */
      readonly continueOnError?: boolean;
    }
  | {
      readonly type: 'open-gate';
      readonly step: StepKey;
      readonly review: Json;
      readonly reviewHash: string;
      readonly acceptors: readonly string[];
      /** Whether a failure is tolerated, where the plan says so by a text. */
      readonly continueOnError?: boolean;
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
