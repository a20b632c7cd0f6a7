/**
 * The ports: what an engine offers, and what it needs from the outside. Only interfaces, only JSON across them,
 * so that a test can replace all of it and a distributed engine can stand in for the embedded one.
 * @module
 */

import type { PromptDefinition, TaskDefinition } from '../plan/definition.ts';
import type { Diagnostic } from '../plan/errors.ts';
import type { TaskShape } from '../plan/known.ts';
import type { Awaitable, Json, JsonObject, RunId, WorkflowName } from '../plan/names.ts';
import type { Plan, StepKinds } from '../plan/plan.ts';
import type { Decision, EventFacts, FencingToken, Outcome, RunEvent, RunFact } from './events.ts';
import type { RunPolicy } from './policy.ts';
import type { StepKey } from './step-key.ts';
import type { RunQuery, RunView } from './views.ts';

// #region engine
/** A new run. Idempotent on `runId`. */
export interface StartRequest {
  readonly runId: RunId;
  readonly plan: Plan;
  readonly inputs: JsonObject;
  readonly event?: EventFacts;
  /** How the run goes on after a failure, and how much of it runs at once. */
  readonly policy?: RunPolicy;
  /** Where the plan stands: what it nests by path is relative to this. Left out, {@link PlanFiles} say. */
  readonly folder?: string;
}

/** How to go on with a run. */
export interface ResumeOptions {
  /**
   * The workflow as it is now. Where it differs from what the run was started from, itself or in what it nests, that is
   * `PLAN_CHANGED`. Without it there is nothing to compare.
   */
  readonly plan?: Plan;
  /** Goes on all the same, by the plan of the run's history. */
  readonly acceptChangedPlan?: boolean;
}

/** Whatever drives runs. */
export interface Engine {
  readonly capabilities: {
    readonly failover: boolean;
    readonly multiProcess: boolean;
    readonly maxPayloadBytes: number;
  };
  start(request: StartRequest): Promise<{ readonly created: boolean }>;
  /** Records a decision before it resolves. The first one wins. */
  answer(run: RunId, step: StepKey, decision: Decision): Promise<'recorded' | 'already-decided'>;
  cancel(run: RunId, by: string, reason?: string): Promise<void>;
  pause(run: RunId, by: string): Promise<void>;
  /** Goes on with a paused or interrupted run. A changed definition is `PLAN_CHANGED` unless it is accepted. */
  resume(run: RunId, by: string, options?: ResumeOptions): Promise<void>;
  /** A new run that reuses the committed results of everything before `from`. */
  rerun(run: RunId, from: readonly StepKey[]): Promise<RunId>;
  get(run: RunId): Promise<RunView>;
  list(query: RunQuery): AsyncIterable<RunView>;
  /** History, then live. */
  events(run: RunId, after?: number, signal?: AbortSignal): AsyncIterable<RunEvent>;
  /** What an attempt wrote, then what it writes. */
  logs(ref: LogRef, after?: number, signal?: AbortSignal): AsyncIterable<LogLine>;
  /** Resolves when the run ends or waits for a person. */
  outcome(run: RunId, signal?: AbortSignal): Promise<Outcome>;
  open(): Promise<void>;
  close(options?: { readonly drainMs?: number }): Promise<void>;
}
// #endregion

// #region stores
/**
 * Says what follows from events that are about to be written, so that both become one append, in this order. Whatever
 * it throws, nothing has been written.
 */
export type Following = (events: readonly RunEvent[]) => Promise<readonly RunFact[]>;

/** Port: the histories of runs. One writer per run. */
export interface RunStore {
  /**
   * Appends if the history still ends at `after`; otherwise `false`, and nothing is written. A store to which an append
   * is dear asks `follow` once, when it knows that it will write, and gives those events, too. Others leave it alone.
   */
  append(
    run: RunId,
    after: number,
    facts: readonly RunFact[],
    follow?: Following,
  ): Promise<readonly RunEvent[] | false>;
  read(run: RunId, after?: number): AsyncIterable<RunEvent>;
  list(query: RunQuery): AsyncIterable<RunView>;
  /** Takes or renews the right to write; null when somebody else holds it. */
  lease(run: RunId, holder: string, ttlMs: number): Promise<FencingToken | null>;
  release(run: RunId, token: FencingToken): Promise<void>;
  delete(run: RunId): Promise<void>;
}

/** A workflow as it is saved. */
export interface SavedWorkflow {
  readonly name: WorkflowName;
  readonly description: string;
  readonly ir: Plan;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The author's label, `1.0.0` at first. */
  readonly version: string;
  /** The project whose tasks it uses. */
  readonly source?: string;
}
/** One saved state of a workflow. */
export interface WorkflowRevision {
  readonly version: string;
  readonly savedAt: string;
  readonly planHash: string;
}

/** What {@link WorkflowLibrary.save} can be told. */
export interface SaveOptions {
  /** Default: the plan's own description. */
  readonly description?: string;
  /** Replaces a workflow that is there; its old state goes to the history. */
  readonly overwrite?: boolean;
  /** The author's label. Default: `1.0.0`, or the next one after the replaced state's. */
  readonly version?: string;
  /** The project whose tasks the plan uses. */
  readonly source?: string;
}
/** What {@link WorkflowLibrary.update} can change. */
export interface SavedWorkflowChange {
  readonly ir?: Plan;
  readonly description?: string;
  readonly version?: string;
  readonly source?: string;
}
/** Hears of records that a list leaves out because they cannot be read. */
export type LibraryNotice = (warning: Diagnostic) => void;

/**
 * Port: where saved workflows live. Names are checked before anything else (`NAME_INVALID`); one that is not there is
 * `WORKFLOW_NOT_FOUND`, a plan that `validate` refuses is `WORKFLOW_INVALID`, and a medium that does not let itself be
 * written is `STORAGE_FAILED`. Nothing that was saved is lost by `save`, `update` or `delete`.
 */
export interface WorkflowLibrary {
  /** The record as it was saved. Its plan is as it stands there; `loadIr` reads it. */
  load(name: WorkflowName): Promise<SavedWorkflow>;
  /** The plan, read as any plan is. */
  loadIr(name: WorkflowName): Promise<Plan>;
  /** A new workflow, or a new version with `overwrite`; without it `WORKFLOW_EXISTS`. */
  save(
    name: WorkflowName,
    ir: Plan,
    options?: SaveOptions,
  ): Promise<{ readonly path: string; readonly version: string }>;
  /** Sorted by name. What cannot be read is left out, and `notice` hears of it. */
  list(notice?: LibraryNotice): Promise<readonly SavedWorkflow[]>;
  exists(name: WorkflowName): Promise<boolean>;
  /** Moves it to the trash, from where {@link WorkflowLibrary.restore} takes it back. */
  delete(name: WorkflowName): Promise<void>;
  /** What was deleted and is not there again, as it was then: what a restore without a version takes back. Sorted by name. */
  deleted(): Promise<readonly SavedWorkflow[]>;
  /** `NAME_TAKEN` when the new name is there already. */
  rename(from: WorkflowName, to: WorkflowName): Promise<void>;
  /** Changes what is given and keeps the old state in the history. `WORKFLOW_CHANGED` when the record is no longer the one that was read at `expected.updatedAt`. */
  update(
    name: WorkflowName,
    change: SavedWorkflowChange,
    expected?: { readonly updatedAt: string },
  ): Promise<SavedWorkflow>;
  /** Every state there is, the latest first; the first one is the current one, unless the workflow was deleted. */
  history(name: WorkflowName): Promise<readonly WorkflowRevision[]>;
  /**
   * Makes an older state the current one: the latest with this version, or the one that was saved at this time. Without
   * a version it takes a deleted workflow out of the trash, as it was.
   */
  restore(name: WorkflowName, version?: string): Promise<SavedWorkflow>;
  /** Those whose name, description, inputs or steps hold every word; case does not count. Sorted by name. */
  search(text: string, notice?: LibraryNotice): Promise<readonly SavedWorkflow[]>;
  /** Where the workflow is or would be. */
  path(name: WorkflowName): string;
}

/** Port: plans in files, for workflows that are nested by path. */
export interface PlanFiles {
  /** A path is absolute, or relative to the folder, or without one to where the host says. `WORKFLOW_NOT_FOUND`, or `WORKFLOW_INVALID` with every finding. */
  read(path: string, folder?: string): Promise<Plan>;
}

/** Port: files that steps hand to each other. Written once. */
export interface ArtifactStore {
  put(
    run: RunId,
    step: StepKey,
    name: string,
    sourcePath: string,
  ): Promise<{ readonly sha256: string; readonly bytes: number }>;
  /** A local path to read it from. */
  get(run: RunId, step: StepKey, name: string): Promise<string>;
  list(
    run: RunId,
  ): Promise<readonly { readonly step: StepKey; readonly name: string; readonly bytes: number }[]>;
  delete(run: RunId): Promise<void>;
}

/** Port: large payloads, by the hash of their content. */
export interface BlobStore {
  put(bytes: Uint8Array): Promise<{ readonly sha256: string }>;
  get(sha256: string): Promise<Uint8Array>;
  has(sha256: string): Promise<boolean>;
}

/** Port: secrets. Asked only for declared names. */
export interface SecretSource {
  get(name: string): Awaitable<string | undefined>;
}

/** Which log. */
export interface LogRef {
  readonly run: RunId;
  readonly step: StepKey;
  readonly attempt: number;
}
/** One line of a log, secrets masked. */
export interface LogLine {
  readonly line: number;
  readonly at: number;
  readonly stream: 'stdout' | 'stderr' | 'log';
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
  readonly group?: string;
  /** Set where the line says that a call of another task begins or has ended. */
  readonly call?: TaskCall;
}
/** A call of a task within an attempt. */
export interface TaskCall {
  /** The calls that it is in, outermost first, and itself: `['release', 'pack-2']` for the second `pack`. */
  readonly path: readonly string[];
  readonly status: 'running' | 'success' | 'failure';
}
/** Port: where logs go. Logs are not events. */
export interface LogSink {
  append(ref: LogRef, lines: readonly LogLine[]): Promise<void>;
  read(ref: LogRef, after?: number, signal?: AbortSignal): AsyncIterable<LogLine>;
  delete(run: RunId): Promise<void>;
}
// #endregion

// #region surroundings
/** Port: time. */
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A program to start. */
export interface SpawnRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly signal?: AbortSignal;
}
/** Port: processes. Aborting ends the whole tree. */
export interface Spawner {
  spawn(
    request: SpawnRequest,
    onLine: (line: { readonly stream: 'stdout' | 'stderr'; readonly text: string }) => void,
  ): Promise<{ readonly exitCode: number; readonly signal?: string }>;
}

/** Port: tasks by name. */
export interface TaskRegistry {
  /** A digest of the code of the tasks. A run that goes on with another one says so. */
  readonly digest?: string | undefined;
  get(name: string): Awaitable<TaskDefinition | undefined>;
  names(): readonly string[];
}

/** Port: prompts by name. */
export interface PromptSource {
  get(name: string): Awaitable<PromptDefinition | undefined>;
  names(): Awaitable<readonly string[]>;
}

/** What one attempt of a step is given. */
export interface Attempt<Kind extends keyof StepKinds = keyof StepKinds> {
  readonly ref: LogRef;
  readonly token: FencingToken;
  readonly kind: Kind;
  readonly definition: StepKinds[Kind];
  readonly inputs: Json;
  readonly env: Readonly<Record<string, string>>;
  /** A folder of this attempt alone, or the checkout. */
  readonly workspace: string;
  readonly signal: AbortSignal;
  readonly log: (line: Omit<LogLine, 'line' | 'at'>) => void;
}
/** Port: runs the steps of one kind. A kind that a package declares in `StepKinds` comes with one of these. */
export interface StepRunner<Kind extends keyof StepKinds = keyof StepKinds> {
  readonly kind: Kind;
  /** What its steps take and give, for `validate`. */
  readonly shape?: TaskShape;
  run(attempt: Attempt<Kind>): Promise<{
    readonly outputs: JsonObject;
    readonly artifacts?: Readonly<Record<string, string>>;
  }>;
}
// #endregion
