/**
 * Automations: graphs of jobs. Each job runs one task, flow or automation on a machine of its own.
 * @module
 */
import type { z } from 'zod';
import type { StepResult } from '../plan/event.ts';
import type { Duration, Kebab, Show } from '../plan/names.ts';
import type { Plan } from '../plan/plan.ts';
import type { Trigger } from '../plan/trigger.ts';
import { dispatchForm } from './dispatch-form.ts';
import type { EnvValues, Expr, ExprProps, Outlet, OutletValues, WireProps } from './expr.ts';
import type { AnyFlow, SavedInputs, SavedOutputs, SavedWorkflows } from './flow.ts';
import type { Approval, GateOutputs, GateTerms } from './gate.ts';
import type { LoopOutlet, LoopOutputs, LoopTerms, Turn } from './iteration.ts';
import { jobBuilder } from './job-builder.ts';
import type { AnyMatrix } from './matrix.ts';
import type { Concurrency, Permissions, PlacementSettings } from './placement.ts';
import { toConcurrency } from './placing.ts';
import { assertDefinition } from './settings.ts';
import { settle } from './settle.ts';
import type {
  AnyTask,
  ArtifactPath,
  ArtifactsOf,
  InputValues,
  NoInputs,
  OutputsOf,
  ParamsOf,
  RequiredKeys,
} from './task.ts';

// #region jobs
/** What all jobs share: anything that another job can need. */
export interface AnyJob {
  readonly kind: 'job';
  readonly id: string;
  readonly result: Expr<StepResult>;
}

/** A job. Mentioning one of its outputs makes the mentioning job need it. */
export interface Job<Outputs = unknown, Artifacts extends string = string> extends AnyJob {
  output<K extends keyof Outputs & string>(name: K): Expr<Outputs[K]>;
  artifact(name: Artifacts): Expr<ArtifactPath>;
}

/** A job that runs once per leg of a matrix. It has no single output, so `output` does not exist here. */
export interface MatrixJob<Outputs = unknown, Artifacts extends string = string> extends AnyJob {
  /** What each leg gave, in the order of the legs. */
  outputs<K extends keyof Outputs & string>(name: K): Expr<readonly Outputs[K][]>;
  artifacts(name: Artifacts): Expr<readonly ArtifactPath[]>;
  readonly results: Expr<readonly StepResult[]>;
}
// #endregion

// #region settings
type InputsOption<P> = [keyof P] extends [never]
  ? { readonly inputs?: Record<string, never> }
  : [RequiredKeys<P>] extends [never]
    ? { readonly inputs?: WireProps<P> }
    : { readonly inputs: WireProps<P> };

/** What every job can say. */
export interface GraphSettings {
  /** Defaults to the name of what runs; a repeated one needs an id of its own (`GRAPH_DUPLICATE_ID`). */
  readonly id?: string;
  /** For people; defaults to the id. */
  readonly name?: string;
  /** Jobs that come first, beyond those whose expressions are mentioned. */
  readonly needs?: readonly AnyJob[];
  /** Without a status function in it, a job whose need failed or was skipped is skipped too. */
  readonly when?: Expr<boolean>;
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
  /** A gate in front of this job. */
  readonly approval?: Approval<AnyJob>;
}

/** What a job that runs a task or a flow can say. */
export interface JobSettings extends GraphSettings, PlacementSettings {
  readonly timeout?: Duration;
  readonly retry?: { readonly attempts: number; readonly backoff?: Duration };
  /** The run goes on when this job fails; `result` says `failure`. */
  readonly continueOnError?: boolean | Expr<boolean>;
}

type Runnable = AnyTask | AnyFlow | AnyAutomation;
type RunOutputs<T> = T extends AnyTask
  ? OutputsOf<T>
  : T extends { readonly outputs: infer O }
    ? O
    : never;
type RunArtifacts<T> = T extends AnyTask ? ArtifactsOf<T> : never;

/** A nested automation places its own jobs, so only the settings of the graph apply to it. */
type SettingsOf<T extends Runnable> = T extends AnyAutomation ? GraphSettings : JobSettings;
type JobOptions<T extends Runnable> = SettingsOf<T> & InputsOption<ParamsOf<T>>;
type JobArgs<T extends Runnable> = [RequiredKeys<ParamsOf<T>>] extends [never]
  ? [options?: JobOptions<T>]
  : [options: JobOptions<T>];
// #endregion

/** Everything an automation can contain. Also the signature of the body of an iteration. */
export interface JobBuilder {
  /** Runs a task, a flow or an automation. */
  <T extends Runnable>(run: T, ...options: JobArgs<T>): Job<RunOutputs<T>, RunArtifacts<T>>;

  /** One job per leg of the matrix. */
  readonly each: <T extends Runnable>(
    matrix: AnyMatrix,
    run: T,
    ...options: JobArgs<T>
  ) => MatrixJob<RunOutputs<T>, RunArtifacts<T>>;

  /**
   * Runs a workflow that was saved under a name. Typed when the name is in {@link SavedWorkflows}. A saved automation
   * places its own jobs, so only the settings of the graph apply to it.
   */
  readonly callSaved: <N extends (keyof SavedWorkflows & string) | (string & {})>(
    name: N,
    ...options: [RequiredKeys<SavedInputs<N>>] extends [never]
      ? [options?: JobSettings & { readonly inputs?: WireProps<SavedInputs<N>> }]
      : [options: JobSettings & { readonly inputs: WireProps<SavedInputs<N>> }]
  ) => Job<SavedOutputs<N>, never>;

  /** Pauses the run until a person decides. On GitHub: an environment with reviewers. */
  readonly gate: <const Id extends string>(
    id: Id & Kebab<Id>,
    options: Pick<GraphSettings, 'name' | 'needs' | 'when'> &
      GateTerms<AnyJob> & {
        readonly environment?: { readonly name: string; readonly url?: string | Expr<string> };
      },
  ) => Job<GateOutputs, never>;

  /** Repeats a sub-graph for every item. Outputs of the body become lists. On GitHub: a dynamic matrix. */
  readonly forEach: <
    const Id extends string,
    T,
    const Out extends LoopOutlet | void,
    const FailFast extends boolean = true,
  >(
    id: Id & Kebab<Id>,
    options: Pick<GraphSettings, 'name' | 'needs' | 'when'> & LoopTerms<T, FailFast>,
    body: (job: JobBuilder, item: Expr<T>, turn: Turn) => Out,
  ) => Job<LoopOutputs<Out, FailFast>, never>;
}

/** Schemas that a dispatch form can show: text, number, checkbox, choice. */
export type DispatchShape = Readonly<
  Record<string, z.ZodType<string | number | boolean | undefined>>
>;

/** What `jobs` receives. */
export interface AutomationContext<Inputs> {
  readonly job: JobBuilder;
  readonly inputs: ExprProps<Inputs>;
}

/** A graph of jobs. */
export interface Automation<
  Name extends string = string,
  Inputs extends z.ZodObject = z.ZodObject,
  Outputs = unknown,
> {
  readonly kind: 'automation';
  readonly name: Name;
  readonly inputs: Inputs;
  readonly on: readonly Trigger[];
  /** Compile-time only. */
  readonly outputs: Outputs;
  plan(): Plan;
}
/** Any automation. */
export type AnyAutomation = Automation<string, z.ZodObject<any>, any>;

/** Describes an automation. `jobs` runs once, synchronously, at definition time, and is validated right there. */
export function automation<
  const Name extends string,
  Inputs extends z.ZodObject<DispatchShape> = NoInputs,
  Out extends Outlet | void = void,
>(definition: {
  readonly name: Name & Kebab<Name>;
  readonly description?: string | undefined;
  readonly on?: Trigger | readonly Trigger[] | undefined;
  readonly inputs?: Inputs | undefined;
  readonly env?: EnvValues | undefined;
  readonly concurrency?: Concurrency | undefined;
  /** How many jobs may run at once. Default: as many as there are. */
  readonly parallelism?: number | undefined;
  jobs(context: AutomationContext<InputValues<Inputs>>): Out;
}): Automation<Name, Inputs, Show<OutletValues<Out>>> {
  assertDefinition('automation', definition);
  const { concurrency } = definition;
  return settle({
    ...definition,
    kind: 'automation',
    concurrency: concurrency && {
      plan: toConcurrency(concurrency),
      mentioned: [concurrency.group, concurrency.cancelInProgress],
    },
    // the cast: inside, inputs are a record of expressions
    describe: (graph, inputs) =>
      definition.jobs({ job: jobBuilder(graph), inputs: inputs as never }),
  });
}

type FormKeys<T extends AnyTask> = {
  [K in keyof ParamsOf<T>]-?: ParamsOf<T>[K] extends string | number | boolean | undefined
    ? K
    : never;
}[keyof ParamsOf<T>] &
  string;

/** A one-job automation with a dispatch form made from the inputs of the task. */
export function dispatchable<T extends AnyTask, const Name extends string = T['name']>(
  task: T,
  options?: {
    /** Defaults to the name of the task. */
    readonly name?: Name & Kebab<Name>;
    readonly defaults?: Partial<ParamsOf<NoInfer<T>>>;
    /** The inputs that the form shows; without it, all that a form can show. The others need a default. */
    readonly inputs?: readonly FormKeys<NoInfer<T>>[];
  },
): Automation<Name, T['inputs'], OutputsOf<T>> {
  return dispatchForm(task, options ?? {}) as Automation<Name, T['inputs'], OutputsOf<T>>;
}
