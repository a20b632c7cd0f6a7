/** One attempt as the worker sees it: what to run, where, and where its words go. @module */
import type { Json, JsonObject, PlanStep } from '@sluice/core/plan';
import type { LogRef } from '@sluice/core/run';
import type { LogWriter } from '../logs/log-writer.ts';
import type { Masker } from '../logs/masker.ts';
import type { Ports } from '../ports.ts';

/** What one attempt is given. */
export interface AttemptJob {
  readonly ports: Ports;
  readonly ref: LogRef;
  readonly definition: PlanStep;
  /** The resolved inputs of a task, or the resolved body of a command. */
  readonly inputs: Json;
  /** The whole environment of the process. */
  readonly env: Readonly<Record<string, string>>;
  /** The checkout. */
  readonly workspace: string;
  /** A folder of this attempt alone. */
  readonly folder: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly masker: Masker;
  readonly log: LogWriter;
  readonly signal: AbortSignal;
  /** Tasks run in the process of the engine. */
  readonly inProcess: boolean;
  /** The process is there for this attempt alone. */
  readonly ownsProcess: boolean;
}

/** What an attempt leaves behind. Artifacts are local paths. */
export interface AttemptResult {
  readonly outputs: JsonObject;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly summary?: string;
  /** Variables for the later steps of the flow. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders for the front of their `PATH`. */
  readonly path?: readonly string[];
}
