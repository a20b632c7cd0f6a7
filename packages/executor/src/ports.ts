/** What the engine needs from the outside. @module */
import type { StepKinds } from '@sluice/core/plan';
import type {
  ArtifactStore,
  BlobStore,
  Clock,
  LogSink,
  PlanFiles,
  PromptSource,
  RunStore,
  SecretSource,
  Spawner,
  StepRunner,
  TaskRegistry,
  WorkflowLibrary,
} from '@sluice/core/run';

/** Everything the outside world provides. */
export interface Ports {
  readonly runs: RunStore;
  /** Saved workflows. Without it, a plan that nests one by name is refused. */
  readonly library?: WorkflowLibrary | undefined;
  /** Plans in files. Without it, a plan that nests one by path is refused. */
  readonly plans?: PlanFiles | undefined;
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
