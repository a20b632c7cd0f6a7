/**
 * The plan: a workflow as deterministic JSON. Same source, same plan, same bytes.
 * This type is the canonical form; a reader also takes less (defaults left out, `edges`), see `readPlan`.
 * @module
 */
import type { Json, JsonObject } from './names.ts';
import type { PlanSetup } from './setup.ts';
import type { Trigger } from './trigger.ts';

// #region text
/** An expression in GitHub's language, bare: `inputs.environment == 'prod'`. */
export type Condition = string;
/** Text that may hold `${{ … }}`. One that is a whole `${{ … }}` keeps the type of the value. */
export type Template = string;
/** JSON in which any text may be a {@link Template}. */
export type JsonTemplate = Json;
/** A JSON Schema (2020-12). */
export type JsonSchema = boolean | JsonObject;
// #endregion

/** An input of a workflow. */
export interface PlanInput {
  readonly schema: JsonSchema;
  readonly required: boolean;
  readonly default?: Json;
  readonly description?: string;
}

/** What may run at the same time under one name. */
export interface PlanConcurrency {
  readonly group: Template;
  readonly cancelInProgress?: boolean | Template;
  readonly queue?: 'single' | 'max';
}

/** A whole plan. */
export interface Plan {
  readonly irVersion: 1;
  readonly kind: 'flow' | 'automation';
  readonly name: string;
  readonly description?: string;
  readonly inputs: Readonly<Record<string, PlanInput>>;
  readonly outputs: Readonly<Record<string, Template>>;
  readonly on: readonly Trigger[];
  readonly env?: Readonly<Record<string, Template>>;
  readonly concurrency?: PlanConcurrency;
  /** How many steps may run at once, legs and turns and what is nested included. */
  readonly parallelism?: number;
  readonly steps: readonly PlanStep[];
}

// #region what a step runs
/** What {@link StepKinds} holds for a nested workflow: by saved name, by file, or written out. */
export type PlanWorkflow =
  | { readonly name: string; readonly path?: never; readonly plan?: never }
  | { readonly path: string; readonly name?: never; readonly plan?: never }
  | { readonly plan: Plan; readonly name?: never; readonly path?: never };
/** A rejection, in a plan. */
export type PlanOnReject =
  | 'fail'
  | 'skip'
  | 'continue'
  | { readonly rework: readonly string[]; readonly max: number };

/** The kinds of step and what each says. Open: a package that brings a kind declares it here and gives the engine a runner. */
export interface StepKinds {
  task: { readonly task: string; readonly inputs: Readonly<Record<string, JsonTemplate>> };
  shell: {
    readonly command: string;
    readonly shell?: string;
    readonly env?: Readonly<Record<string, Template>>;
    readonly cwd?: string;
  };
  script: { readonly language: 'node' | 'python'; readonly args?: readonly Template[] } & (
    | { readonly source: string; readonly file?: never }
    | { readonly file: string; readonly source?: never }
  );
  llm: {
    readonly prompt:
      | Template
      | { readonly name: string; readonly values: Readonly<Record<string, JsonTemplate>> };
    readonly model?: string;
    readonly tools?: readonly string[];
    readonly answer?: JsonSchema;
    readonly maxTurns?: number;
  };
  workflow: PlanWorkflow & { readonly inputs: Readonly<Record<string, JsonTemplate>> };
  gate: {
    readonly review?: Template;
    readonly acceptors: readonly string[];
    readonly onReject: PlanOnReject;
    readonly deadline?: { readonly afterMs: number; readonly decision: 'accept' | 'reject' };
  };
  each: {
    /** The name under which the body sees the turn: `each.<loop>.item`. */
    readonly loop: string;
    readonly over: Template;
    readonly key?: string;
    readonly scope?: string;
    readonly maxParallel?: number;
    readonly failFast?: boolean;
    readonly steps: readonly PlanStep[];
    readonly outputs: Readonly<Record<string, Template>>;
  };
}
/** What a step runs, told apart by `kind`. */
export type StepRun<Kind extends keyof StepKinds = keyof StepKinds> = {
  [K in Kind]: { readonly kind: K } & StepKinds[K];
}[Kind];
// #endregion

/** One axis: a name, and its values or the expression of a list. Axes are a list because their order is the order of legs. */
export type PlanAxis = readonly [name: string, values: readonly Json[] | Template];
/** One step, many legs. */
export interface PlanMatrix {
  readonly axes: readonly PlanAxis[];
  readonly include?: readonly JsonObject[];
  readonly exclude?: readonly JsonObject[];
  readonly failFast?: boolean;
  readonly maxParallel?: number;
}

/** A container, in a plan. */
export interface PlanContainer {
  readonly image: Template;
  readonly env?: Readonly<Record<string, Template>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly options?: string;
  /** `password` is the name of a secret. */
  readonly credentials?: { readonly username: Template; readonly password: string };
}

/** The machine of a job. A step without one shares the machine of its flow. */
export interface Placement {
  readonly runsOn?:
    | Template
    | readonly Template[]
    | { readonly group: string; readonly labels?: readonly string[] };
  readonly setup?: readonly PlanSetup[];
  readonly permissions?: Readonly<Record<string, 'read' | 'write' | 'none'>>;
  readonly environment?: { readonly name: Template; readonly url?: Template };
  readonly concurrency?: PlanConcurrency;
  readonly container?: PlanContainer;
  readonly services?: Readonly<Record<string, PlanContainer>>;
  /** Merged into the generated job as it stands; the generator warns about each key. */
  readonly raw?: JsonObject;
}
/** A vertex of a plan. */
export interface PlanStep<Kind extends keyof StepKinds = keyof StepKinds> {
  readonly id: string;
  /** For people; defaults to the id. */
  readonly name?: string;
  readonly needs?: readonly string[];
  readonly when?: Condition;
  readonly run: StepRun<Kind>;
  /** The declared outputs and their schemas. */
  readonly outputs?: Readonly<Record<string, JsonSchema>>;
  readonly artifacts?: readonly string[];
  readonly secrets?: readonly string[];
  readonly produces?: { readonly document: string; readonly output: string };
  readonly matrix?: PlanMatrix;
  readonly retry?: { readonly attempts: number; readonly backoffMs: number };
  readonly timeoutMs?: number;
  readonly continueOnError?: boolean | Template;
  readonly env?: Readonly<Record<string, Template>>;
  readonly placement?: Placement;
}
