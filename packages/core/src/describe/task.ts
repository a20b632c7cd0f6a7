/**
 * Tasks: the leaves of every graph. A task is a description plus a `run` function; it never runs itself.
 * @module
 */
import type { z } from 'zod';
import { define, taskInternals } from '../plan/definition.ts';
import { type Diagnostic, WorkflowError } from '../plan/errors.ts';
import type { Awaitable, Branded, Duration, Kebab, Show } from '../plan/names.ts';
import type { JsonSchema } from '../plan/plan.ts';
import { assertDefinition, invalid, isSchema } from './settings.ts';
import type { Setup } from './setup.ts';
import { throwProblems } from './throw-problems.ts';
import { shapeOf, toCodecSchema } from './to-json-schema.ts';
import { emptyObject, textSchema } from './zod-like.ts';

/** Path of a file produced by {@link TaskContext.saveArtifact}. */
export type ArtifactPath = Branded<string, 'ArtifactPath'>;
/** Schema for a task input that takes an artifact of another job or step. */
export function artifact(): z.ZodType<ArtifactPath, ArtifactPath> {
  return textSchema<ArtifactPath>('the path of an artifact');
}
/** Marks a local path as an artifact, for direct calls and tests. */
export function artifactPath(path: string): ArtifactPath {
  return path as ArtifactPath;
}

// #region outputs
/** `['wheelPath']` declares string outputs; `{ count: z.number() }` declares typed ones. */
export type OutputSpec = readonly string[] | Readonly<Record<string, z.ZodType>>;

/** The values that an {@link OutputSpec} declares. */
export type OutputValues<O extends OutputSpec> = O extends readonly (infer Name extends string)[]
  ? { [K in Name]: string }
  : O extends Readonly<Record<string, z.ZodType>>
    ? Show<{ -readonly [K in keyof O]: z.output<O[K]> }>
    : never;
// #endregion

// #region context
/** What a command left behind. */
export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}
/** How a command is run. */
export interface ExecOptions {
  /** Relative to the workspace. */
  readonly cwd?: string;
  /** Added to the environment of the task. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to its standard input. */
  readonly input?: string;
  readonly timeout?: Duration;
}

/** What a called task left behind. Only declared artifacts have a path. */
export interface CallResult<T extends AnyTask> {
  readonly outputs: OutputsOf<T>;
  readonly artifact: (name: ArtifactsOf<T>) => ArtifactPath;
}

/** What `run` receives. Every name is checked against the declaration of the task. */
export interface TaskContext<
  Inputs,
  Outputs,
  Artifacts extends string,
  Secrets extends string,
  Calls extends AnyTask,
> {
  readonly inputs: Inputs;
  /** Aborted when the task is to stop. A task that never reads it ends at once then, wherever it is. */
  readonly signal: AbortSignal;
  /** The folder the task works in: the checkout, or a folder of this attempt alone. */
  readonly workspace: string;
  readonly log: {
    info(message: string): void;
    warn(message: string): void;
    debug(message: string): void;
    /** Lines written meanwhile are shown as one group. */
    group<T>(title: string, body: () => Awaitable<T>): Promise<T>;
  };
  /** Adds Markdown to the summary of the step. */
  readonly summary: (markdown: string) => void;

  /** Publishes an output before the task ends. Returning the outputs does the same at the end. */
  readonly setOutput: <K extends keyof Outputs & string>(name: K, value: Outputs[K]) => void;
  readonly saveArtifact: (name: Artifacts, path: string) => Promise<ArtifactPath>;
  /** Reads a declared secret. The value is masked in logs. */
  readonly secret: (name: Secrets) => string;

  /** Runs a program, without a shell. Rejects with `EXEC_FAILED` when it ends with another code than 0. */
  readonly exec: (
    file: string,
    args?: readonly string[],
    options?: ExecOptions,
  ) => Promise<ExecResult>;
  /** Runs a command line, without a shell: each value is one argument, a list is several. Rejects like `exec`. */
  readonly $: (
    strings: TemplateStringsArray,
    ...values: readonly (string | number | readonly string[])[]
  ) => Promise<ExecResult>;
  /** Runs another task as a child, with its own line in the tree view. Only tasks in `calls`; any other is `CALL_UNDECLARED`. */
  readonly call: <T extends Calls>(task: T, ...inputs: InputArgs<T>) => Promise<CallResult<T>>;
  /** Fails the task with a message meant for the user. */
  readonly fail: (
    message: string,
    options?: { hint?: string | undefined; cause?: unknown },
  ) => never;
}
// #endregion

declare const types: unique symbol;

/** A task: data that describes work, and is handed to builders, engines and generators. */
export interface Task<
  Name extends string = string,
  Inputs extends z.ZodObject = z.ZodObject,
  Outputs = unknown,
  Artifacts extends string = string,
  Secrets extends string = string,
> {
  readonly kind: 'task';
  readonly name: Name;
  readonly description: string | undefined;
  readonly inputs: Inputs;
  readonly outputNames: readonly (keyof Outputs & string)[];
  readonly artifactNames: readonly Artifacts[];
  readonly secretNames: readonly Secrets[];
  readonly setup: readonly Setup[] | undefined;
  /** The tasks that `run` may call: their secrets and setup are this task's too. */
  readonly calls: readonly AnyTask[];
  /** Compile-time only. */
  readonly [types]: { outputs: Outputs; artifacts: Artifacts; secrets: Secrets };
}

/** Any task. */
export type AnyTask = Task<string, z.ZodObject, any, any, any>;
/** Zod types an empty object as `Record<string, never>`, whose every property exists; `{}` has none. */
type Closed<T> = [T] extends [Record<string, never>] ? {} : T;
/** The parsed inputs, as `run` sees them. */
export type InputValues<I extends z.ZodType> = Closed<z.output<I>>;
/** The parsed inputs of a task or workflow. */
export type InputsOf<T extends { readonly inputs: z.ZodType }> = InputValues<T['inputs']>;
/** What a caller must pass: the schema's input side, so defaults are optional. */
export type ParamsOf<T extends { readonly inputs: z.ZodType }> = Closed<z.input<T['inputs']>>;
/** The values of a task's outputs. */
export type OutputsOf<T extends AnyTask> = T[typeof types]['outputs'];
/** The names of a task's artifacts. */
export type ArtifactsOf<T extends AnyTask> = T[typeof types]['artifacts'];
/** The names of a task's secrets. */
export type SecretsOf<T extends AnyTask> = T[typeof types]['secrets'];

/** The keys that a caller cannot leave out. */
export type RequiredKeys<T> = { [K in keyof T]-?: {} extends Pick<T, K> ? never : K }[keyof T];
/** `[]`-able when nothing is required. */
export type InputArgs<T extends { readonly inputs: z.ZodType }> = [keyof ParamsOf<T>] extends [
  never,
]
  ? [inputs?: Record<string, never>]
  : [RequiredKeys<ParamsOf<T>>] extends [never]
    ? [inputs?: ParamsOf<T>]
    : [inputs: ParamsOf<T>];

/** The schema of a definition without inputs. */
export type NoInputs = z.ZodObject<{}>;

/** Describes a task. */
export function task<
  const Name extends string,
  Inputs extends z.ZodObject = NoInputs,
  const Outputs extends OutputSpec = readonly [],
  const Artifacts extends string = never,
  const Secrets extends string = never,
  Calls extends AnyTask = never,
>(definition: {
  readonly name: Name & Kebab<Name>;
  readonly description?: string | undefined;
  readonly inputs?: Inputs | undefined;
  readonly outputs?: Outputs | undefined;
  readonly artifacts?: readonly Artifacts[] | undefined;
  readonly secrets?: readonly Secrets[] | undefined;
  readonly setup?: readonly Setup[] | undefined;
  /** The tasks that `run` calls, so that their secrets and setup are known before anything runs. */
  readonly calls?: readonly Calls[] | undefined;
  run(
    context: TaskContext<InputValues<Inputs>, OutputValues<Outputs>, Artifacts, Secrets, Calls>,
  ): Awaitable<OutputValues<Outputs> | void>;
}): Task<Name, Inputs, OutputValues<Outputs>, Artifacts, Secrets> {
  const { name, outputs = [], artifacts = [], secrets = [], calls = [] } = definition;
  assertDefinition('task', definition);
  assertNames(name, { outputs, artifacts, secrets, calls });
  const outputSchemas: Readonly<Record<string, z.ZodType | null>> = isNames(outputs)
    ? Object.fromEntries(outputs.map((each) => [each, null]))
    : (outputs as Readonly<Record<string, z.ZodType>>);
  assertDistinct(name, 'output', isNames(outputs) ? outputs : Object.keys(outputs));
  assertDistinct(name, 'artifact', artifacts);
  assertDistinct(name, 'secret', secrets);
  const task = {
    kind: 'task' as const,
    name,
    description: definition.description,
    inputs: definition.inputs ?? emptyObject(),
    outputNames: Object.freeze(Object.keys(outputSchemas)),
    artifactNames: Object.freeze([...artifacts]),
    secretNames: Object.freeze([...secrets]),
    setup: definition.setup && Object.freeze([...definition.setup]),
    calls: Object.freeze([...calls]),
  };
  define(task, {
    kind: 'task',
    run: definition.run.bind(definition),
    outputSchemas,
    codecs: {
      inputs: () => codecsOf(shapeOf(task.inputs as z.ZodObject), 'input'),
      outputs: () => codecsOf(outputSchemas, 'output'),
    },
  });
  // the cast adds what exists for the compiler only, and the schema of a task without inputs
  return task as unknown as Task<Name, Inputs, OutputValues<Outputs>, Artifacts, Secrets>;
}

/** Checks the lists of a task. A task that a circular import has not made yet is undefined among its `calls`. */
function assertNames(
  task: string,
  lists: { readonly outputs: unknown; readonly calls: unknown; readonly [list: string]: unknown },
): void {
  const { outputs, calls, ...names } = lists;
  const problems: Diagnostic[] = [];
  const refuse = (list: string, what: string, hint: string): void => {
    problems.push(invalid(`\`${list}\` of \`${task}\` is not ${what}.`, hint));
  };
  for (const [list, value] of Object.entries(names)) {
    if (!areTexts(value)) refuse(list, 'a list of names', `Write \`${list}: ['one', 'two']\`.`);
  }
  const isRecord = typeof outputs === 'object' && outputs !== null && !Array.isArray(outputs);
  if (!areTexts(outputs) && !(isRecord && Object.values(outputs).every(isSchema))) {
    refuse(
      'outputs',
      'a list of names or a record of schemas',
      "Write `outputs: ['one']`, or `outputs: { one: z.number() }`.",
    );
  }
  if (!Array.isArray(calls) || !calls.every((each) => taskInternals(each) !== undefined)) {
    refuse(
      'calls',
      'a list of tasks',
      'Pass the tasks themselves; where modules import each other, one of them is not there yet.',
    );
  }
  throwProblems(problems);
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function codecsOf(
  schemas: Readonly<Record<string, z.ZodType | null>>,
  side: 'input' | 'output',
): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      schema === null || toCodecSchema(schema, side),
    ]),
  );
}

function isNames(outputs: OutputSpec): outputs is readonly string[] {
  return Array.isArray(outputs);
}

/** GitHub and environment variables know no case, so names that differ in nothing else are one name. */
function assertDistinct(task: string, what: string, names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const known = seen.get(name.toLowerCase());
    if (known !== undefined) {
      throw new WorkflowError(
        'GRAPH_DUPLICATE_ID',
        `The task \`${task}\` declares the ${what} \`${name}\` twice${known === name ? '' : ` (\`${known}\` differs only in case)`}.`,
        { hint: 'Rename one of them.' },
      );
    }
    seen.set(name.toLowerCase(), name);
  }
}

/** The names of a task's secrets and of all tasks that it calls, each once. */
export function allSecrets(task: AnyTask): readonly string[] {
  return [...new Set(withCalls(task).flatMap((each) => each.secretNames))];
}

/** A task and all tasks that it calls, directly or not, each once. */
export function withCalls(task: AnyTask): readonly AnyTask[] {
  const all = new Set<AnyTask>();
  const add = (each: AnyTask): void => {
    if (all.has(each)) return;
    all.add(each);
    each.calls.forEach(add);
  };
  add(task);
  return [...all];
}
