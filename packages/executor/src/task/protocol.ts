/** What the engine and the step runner say to each other: one JSON document down, lines of JSON up. @module */
import type { ErrorFacts, Json, JsonObject, JsonSchema } from '@sluice/core/plan';
import type { TaskCall } from '@sluice/core/run';

/** What the step runner reads from its standard input. */
export interface TaskRequest {
  /** The module that holds the task: a file URL. */
  readonly module: string;
  readonly task: string;
  readonly inputs: Json;
  readonly workspace: string;
  /** The folder of this attempt alone. */
  readonly folder: string;
  /** The declared secrets. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The declared outputs of the step, as the plan says them. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

/** What a finished task leaves behind. Artifacts are paths. */
export interface TaskResult {
  readonly outputs: JsonObject;
  readonly artifacts: Readonly<Record<string, string>>;
}

/** A line of the log of a task. */
export interface TaskLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
  readonly group?: string;
  readonly call?: TaskCall;
}

/** One line on file descriptor 3. The last one is `done` or `failed`. */
export type TaskMessage =
  | ({ readonly type: 'log' } & TaskLogLine)
  | { readonly type: 'summary'; readonly markdown: string }
  | ({ readonly type: 'done' } & TaskResult)
  | { readonly type: 'failed'; readonly error: ErrorFacts };
