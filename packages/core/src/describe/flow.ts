/**
 * Flows: graphs of steps that share one run. A flow compiles to a plan (JSON) that can be
 * saved by name, run step by step in separate processes, paused and resumed.
 * @module
 */
import type { z } from 'zod';
import type { StepResult } from '../plan/event.ts';
import type { Duration, Json, Kebab, Show } from '../plan/names.ts';
import type { Plan } from '../plan/plan.ts';
import type { Trigger } from '../plan/trigger.ts';
import type { AnyDocument, DocumentFor, DocumentType, Produces } from './document.ts';
import type { EnvValues, Expr, ExprProps, Outlet, OutletValues, Wire, WireProps } from './expr.ts';
import { flowBuilder } from './flow-builder.ts';
import type { Approval, GateOutputs, GateTerms } from './gate.ts';
import type { LoopOutlet, LoopOutputs, LoopTerms, Turn } from './iteration.ts';
import type { PromptText } from './prompt.ts';
import { assertDefinition } from './settings.ts';
import { settle } from './settle.ts';
import type { ShellCommand } from './shell-command.ts';
import type {
  AnyTask,
  ArtifactPath,
  ArtifactsOf,
  InputValues,
  NoInputs,
  OutputSpec,
  OutputsOf,
  OutputValues,
  ParamsOf,
  RequiredKeys,
} from './task.ts';

// #region settings
/** What every step can say. */
export interface StepSettings {
  /** Steps that come first, beyond those whose expressions are mentioned. */
  readonly needs?: readonly AnyStep[];
  /** Without a status function in it, a step whose need failed or was skipped is skipped too. */
  readonly when?: Expr<boolean>;
  readonly env?: EnvValues;
  readonly retry?: { readonly attempts: number; readonly backoff?: Duration };
  readonly timeout?: Duration;
  /** The run goes on when this step fails; `result` says `failure`. */
  readonly continueOnError?: boolean;
  /** A gate in front of this step. */
  readonly approval?: Approval<AnyStep>;
}

/** What a step with typed outputs can say besides. */
export interface OutputSettings<Outputs> extends StepSettings {
  /** Stores one output as a document of the current scope. */
  readonly produces?: Produces<Outputs>;
}

/** What a step whose id is not an argument can say besides. */
export interface NamedSettings<Outputs> extends OutputSettings<Outputs> {
  /** Defaults to the name of what runs; a repeated one becomes `-2`, `-3`. */
  readonly id?: string;
}
// #endregion

// #region steps
/** A step of a plan. `output` is checked against what the step declares. */
export interface Step<Outputs = unknown, Artifacts extends string = string> {
  readonly kind: 'step';
  readonly id: string;
  readonly result: Expr<StepResult>;
  output<K extends keyof Outputs & string>(name: K): Expr<Outputs[K]>;
  artifact(name: Artifacts): Expr<ArtifactPath>;
}
/** Any step. */
export type AnyStep = Step<any, any>;

type Wired<P, Outputs> = [keyof P] extends [never]
  ? [inputs?: Record<string, never>, settings?: NamedSettings<Outputs>]
  : [RequiredKeys<P>] extends [never]
    ? [inputs?: WireProps<P>, settings?: NamedSettings<Outputs>]
    : [inputs: WireProps<P>, settings?: NamedSettings<Outputs>];

/** The outputs of a command: the declared ones, what it printed and how it ended. */
export type ShellOutputs<O extends OutputSpec> = Show<
  OutputValues<O> & { stdout: string; exitCode: number }
>;
/** A tool that a model may use. */
export type Tool =
  | 'read-file'
  | 'write-file'
  | 'list-files'
  | 'grep'
  | 'git'
  | 'shell'
  | (string & {});
/** The text of a script and its language, or its file. */
export type ScriptSource =
  | { readonly language: 'node' | 'python'; readonly source: string }
  | { readonly file: string };

type LlmOutputs<S, D> = S extends z.ZodObject
  ? z.output<S>
  : D extends DocumentType<string, infer V>
    ? { document: V; text: string }
    : { text: string };
// #endregion

/** Saved workflows known to the project, filled in by generated types. */
export interface SavedWorkflows {}
/** The inputs of a saved workflow. */
export type SavedInputs<N> = N extends keyof SavedWorkflows
  ? SavedWorkflows[N] extends { inputs: infer I }
    ? I
    : never
  : Record<string, Json>;
/** The outputs of a saved workflow. */
export type SavedOutputs<N> = N extends keyof SavedWorkflows
  ? SavedWorkflows[N] extends { outputs: infer O }
    ? O
    : never
  : Record<string, Json>;

/** Everything a flow can contain. Also the signature of the body of an iteration. */
export interface StepBuilder {
  /** Runs a task. */
  readonly step: <T extends AnyTask>(
    task: T,
    ...args: Wired<ParamsOf<T>, OutputsOf<T>>
  ) => Step<OutputsOf<T>, ArtifactsOf<T>>;

  /** Runs a command. Outputs are what it writes to `$GITHUB_OUTPUT`. */
  readonly shell: <const Id extends string, const O extends OutputSpec = readonly []>(
    id: Id & Kebab<Id>,
    command: string | ShellCommand,
    settings?: OutputSettings<ShellOutputs<NoInfer<O>>> & {
      readonly outputs?: O;
      readonly cwd?: string;
      readonly shell?: 'bash' | 'sh' | 'pwsh';
    },
  ) => Step<ShellOutputs<O>, never>;

  /** Runs a script. */
  readonly script: <const Id extends string, const O extends OutputSpec = readonly []>(
    id: Id & Kebab<Id>,
    script: ScriptSource,
    settings?: OutputSettings<ShellOutputs<NoInfer<O>>> & {
      readonly outputs?: O;
      readonly args?: readonly Wire<string>[];
    },
  ) => Step<ShellOutputs<O>, never>;

  /** Asks a model. */
  readonly llm: <
    const Id extends string,
    S extends z.ZodObject | undefined = undefined,
    D extends AnyDocument | undefined = undefined,
  >(
    id: Id & Kebab<Id>,
    options: StepSettings & {
      readonly prompt: string | PromptText;
      readonly model?: string;
      readonly tools?: readonly Tool[];
      readonly maxTurns?: number;
      /** Schema of a structured answer. */
      readonly answer?: S;
      /** Stores the answer as a document of the current scope. With `answer`, the document must take it. */
      readonly produces?: D & (S extends z.ZodObject ? DocumentFor<z.output<S>> : unknown);
    },
  ) => Step<LlmOutputs<S, D>, never>;

  /** Nests a flow. */
  readonly call: <F extends AnyFlow>(
    flow: F,
    ...args: Wired<ParamsOf<F>, F['outputs']>
  ) => Step<F['outputs'], never>;
  /** Nests a workflow that was saved under a name. Typed when the name is in {@link SavedWorkflows}. */
  readonly callSaved: <N extends (keyof SavedWorkflows & string) | (string & {})>(
    name: N,
    inputs: WireProps<SavedInputs<N>>,
    settings?: NamedSettings<SavedOutputs<N>>,
  ) => Step<SavedOutputs<N>, never>;

  /** Repeats a sub-graph for every item. Outputs of the body become lists. */
  readonly forEach: <
    const Id extends string,
    T,
    const Out extends LoopOutlet | void,
    const FailFast extends boolean = true,
  >(
    id: Id & Kebab<Id>,
    options: StepSettings &
      LoopTerms<T, FailFast> & {
        /** The level of the documents that a turn produces. */
        readonly scope?: string;
      },
    body: (build: StepBuilder, item: Expr<T>, turn: Turn) => Out,
  ) => Step<LoopOutputs<Out, FailFast>, never>;

  /** Pauses the run until a person decides. */
  readonly gate: <const Id extends string>(
    id: Id & Kebab<Id>,
    options: Omit<StepSettings, 'approval'> & GateTerms<AnyStep>,
  ) => Step<GateOutputs, never>;

  /** Reads a document visible from the current scope. */
  readonly read: <V>(type: DocumentType<string, V>) => Expr<V>;
}

/** A graph of steps. */
export interface Flow<
  Name extends string = string,
  Inputs extends z.ZodObject = z.ZodObject,
  Outputs = unknown,
> {
  readonly kind: 'flow';
  readonly name: Name;
  readonly inputs: Inputs;
  readonly on: readonly Trigger[];
  /** Compile-time only. */
  readonly outputs: Outputs;
  plan(): Plan;
}
/** Any flow. */
export type AnyFlow = Flow<string, z.ZodObject, any>;

/** Describes a flow. `steps` runs once, synchronously, at definition time, and is validated right there. */
export function flow<
  const Name extends string,
  Inputs extends z.ZodObject = NoInputs,
  Out extends Outlet | void = void,
>(definition: {
  readonly name: Name & Kebab<Name>;
  readonly description?: string | undefined;
  readonly inputs?: Inputs | undefined;
  readonly on?: Trigger | readonly Trigger[] | undefined;
  readonly env?: EnvValues | undefined;
  /** How many steps may run at once. Default: one after the other, as they are written. */
  readonly parallelism?: number | undefined;
  steps(build: StepBuilder, inputs: ExprProps<InputValues<Inputs>>): Out;
}): Flow<Name, Inputs, Show<OutletValues<Out>>> {
  assertDefinition('flow', definition);
  return settle({
    ...definition,
    kind: 'flow',
    // the cast: inside, inputs are a record of expressions
    describe: (graph, inputs) => definition.steps(flowBuilder(graph), inputs as never),
  });
}
