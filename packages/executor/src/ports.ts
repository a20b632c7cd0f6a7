/** What the engine needs from the outside. @module */
import { nearest, type StepKinds, WorkflowError } from '@sluice/core/plan';
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

type Needed = { [K in keyof Ports]-?: undefined extends Ports[K] ? never : K }[keyof Ports];

const NEEDED: Readonly<Record<Needed, true>> = {
  runs: true,
  artifacts: true,
  blobs: true,
  secrets: true,
  logs: true,
  clock: true,
  spawner: true,
  tasks: true,
  prompts: true,
};

/** Checks what the compiler would have checked of a host. @throws DEFINITION_INVALID */
export function assertPorts(ports: Ports): void {
  // A host may be a class, whose ports are not its own keys.
  const missing = Object.keys(NEEDED).filter((name) => ports[name as Needed] === undefined);
  const [first] = missing;
  if (first === undefined) return;
  const near = nearest(
    first,
    Object.keys(ports).filter((name) => !Object.hasOwn(NEEDED, name)),
  );
  throw new WorkflowError(
    'DEFINITION_INVALID',
    `The engine lacks ${missing.map((name) => `\`${name}\``).join(', ')}.`,
    {
      hint:
        near === undefined
          ? 'Give it to `createEngine`; `@sluice/storage` and `@sluice/testing` have one of each.'
          : `Did you mean \`${first}\` by \`${near}\`?`,
    },
  );
}
