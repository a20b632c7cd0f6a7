/** The embedded engine, and a typed way to start workflows on any engine. @module */
import type { AnyAutomation } from './automation.ts';
import type {
  ArtifactStore,
  BlobStore,
  Clock,
  Engine,
  LogSink,
  PromptSource,
  RunStore,
  SecretSource,
  Spawner,
  StepRunner,
  TaskRegistry,
  WorkflowLibrary,
} from './engine.ts';
import type { AnyFlow } from './flow.ts';
import type { RunId } from './names.ts';
import type { StepKinds } from './plan.ts';
import type { Decision, EventFacts, Outcome, RunEvent, StepKey } from './run.ts';
import type { ParamsOf, RequiredKeys } from './task.ts';

/** Everything the outside world provides. */
export interface Ports {
  readonly runs: RunStore;
  readonly library: WorkflowLibrary;
  readonly artifacts: ArtifactStore;
  readonly blobs: BlobStore;
  readonly secrets: SecretSource;
  readonly logs: LogSink;
  readonly clock: Clock;
  readonly spawner: Spawner;
  readonly tasks: TaskRegistry;
  readonly prompts: PromptSource;
  /** Runners for further kinds of step. */
  readonly runners?: readonly { [K in keyof StepKinds]: StepRunner<K> }[keyof StepKinds][];
}

/** The embedded engine: one process, the given ports. */
export declare function createEngine(ports: Ports): Engine;

/** A workflow whose inputs and outputs have types. */
export type Runnable = AnyFlow | AnyAutomation;
/** How a run is started. */
export interface StartOptions {
  readonly runId?: RunId;
  readonly event?: EventFacts;
}
type StartArgs<W extends Runnable> = [RequiredKeys<ParamsOf<W>>] extends [never]
  ? [inputs?: ParamsOf<W>, options?: StartOptions]
  : [inputs: ParamsOf<W>, options?: StartOptions];

/** A run with the types of its workflow. Leaving its scope stops watching, not the run. */
export interface RunHandle<Outputs> extends AsyncDisposable {
  readonly id: RunId;
  events(after?: number, signal?: AbortSignal): AsyncIterable<RunEvent>;
  outcome(signal?: AbortSignal): Promise<Outcome<Outputs>>;
  answer(step: StepKey, decision: Decision): Promise<'recorded' | 'already-decided'>;
  cancel(by: string, reason?: string): Promise<void>;
}

/** Starts and finds runs, with types. */
export interface Runner {
  readonly engine: Engine;
  /** Checks the inputs against the schema, plans, and starts. */
  readonly start: <W extends Runnable>(
    workflow: W,
    ...args: StartArgs<W>
  ) => Promise<RunHandle<W['outputs']>>;
  /** A run that was started before. Another workflow than that of the run is `PLAN_CHANGED`. */
  readonly find: <W extends Runnable>(workflow: W, run: RunId) => Promise<RunHandle<W['outputs']>>;
}
/** A typed facade over any engine. */
export declare function runner(engine: Engine): Runner;
