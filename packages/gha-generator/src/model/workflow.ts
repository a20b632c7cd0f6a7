/**
 * GitHub's workflow file as data: every key of its current schema, by GitHub's own name. What has no name here passes
 * through `raw`, at the end of the mapping it belongs to.
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
 * @module
 */
import type { JsonObject } from '@sluice/core/plan';
import type { Noted } from './noted.ts';

/** A value with a comment behind it, or one without. */
export type Maybe<T> = T | Noted<T>;
/** Text in which GitHub evaluates `${{ … }}`. */
export type Text = string;
/** An expression without `${{ }}` around it. */
export type Bare = string;
/** Environment variables. */
export type Env = Readonly<Record<string, Maybe<Text | number | boolean>>>;

/** The names of what a mapping may say besides. */
interface Raw {
  readonly raw?: JsonObject;
}

// #region triggers
/** The filters of one event. */
export interface EventFilter extends Raw {
  readonly types?: readonly string[];
  readonly branches?: readonly string[];
  readonly 'branches-ignore'?: readonly string[];
  readonly tags?: readonly string[];
  readonly 'tags-ignore'?: readonly string[];
  readonly paths?: readonly string[];
  readonly 'paths-ignore'?: readonly string[];
  readonly workflows?: readonly string[];
}
/** One line of a timetable. */
export interface Schedule extends Raw {
  readonly cron: string;
  readonly timezone?: string;
}
/** One field of a dispatch form. */
export interface DispatchInput extends Raw {
  readonly description?: string;
  readonly type: 'string' | 'boolean' | 'number' | 'choice' | 'environment';
  readonly required?: boolean;
  readonly default?: string | boolean | number;
  readonly options?: readonly string[];
}
/** One input of a reusable workflow. */
export interface CallInput extends Raw {
  readonly description?: string;
  readonly type: 'string' | 'boolean' | 'number';
  readonly required?: boolean;
  readonly default?: string | boolean | number;
}
/** What a reusable workflow takes and gives. */
export interface CallTrigger extends Raw {
  readonly inputs?: Readonly<Record<string, CallInput>>;
  readonly secrets?: Readonly<
    Record<string, { readonly description?: string; readonly required?: boolean }>
  >;
  readonly outputs?: Readonly<
    Record<string, { readonly description?: string; readonly value: Text }>
  >;
}
/** What starts a workflow. An event without filters is an empty mapping. */
export interface Triggers extends Raw {
  readonly schedule?: readonly Schedule[];
  readonly workflow_dispatch?: Raw & { readonly inputs?: Readonly<Record<string, DispatchInput>> };
  readonly workflow_call?: CallTrigger;
  readonly push?: EventFilter;
  readonly pull_request?: EventFilter;
  readonly pull_request_target?: EventFilter;
  readonly issues?: EventFilter;
  readonly issue_comment?: EventFilter;
  readonly release?: EventFilter;
  readonly repository_dispatch?: EventFilter;
  readonly workflow_run?: EventFilter;
}
// #endregion

// #region what workflows and jobs share
/** Scopes of the token; a scope that is not named is `none`. */
export type Permissions = Readonly<Record<string, Maybe<'read' | 'write' | 'none'>>>;
/** What may run at the same time under one name. */
export interface Concurrency extends Raw {
  readonly group: Text;
  readonly 'cancel-in-progress'?: boolean | Text;
  readonly queue?: 'single' | 'max';
}
/** What `run` steps do unless they say otherwise. */
export interface Defaults extends Raw {
  readonly run: { readonly shell?: string; readonly 'working-directory'?: string };
}
// #endregion

// #region jobs
/** The legs of a job. A text stands for a matrix, or for the list of an axis, that exists only at run time. */
export interface Strategy extends Raw {
  readonly 'fail-fast'?: boolean;
  readonly 'max-parallel'?: number;
  readonly matrix: Text | JsonObject;
}
/** A container, or the image of one. */
export interface Container extends Raw {
  readonly image: Text;
  readonly credentials?: { readonly username: Text; readonly password: Text };
  readonly env?: Env;
  readonly ports?: readonly (string | number)[];
  readonly volumes?: readonly string[];
  readonly options?: string;
  readonly entrypoint?: string;
  readonly command?: string;
}
/** The labels of a machine. */
export type RunsOn =
  | Text
  | readonly Text[]
  | { readonly group?: string; readonly labels?: string | readonly string[] };
/** An environment of the repository. */
export interface Environment extends Raw {
  readonly name: Text;
  readonly url?: Text;
  readonly deployment?: boolean;
}

interface AnyJob extends Raw {
  readonly name?: Text;
  readonly needs?: readonly string[];
  readonly if?: Bare;
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
  readonly strategy?: Strategy;
}
/** A job with steps of its own. */
export interface StepsJob extends AnyJob {
  readonly uses?: never;
  readonly 'runs-on': RunsOn;
  readonly environment?: Environment;
  readonly 'timeout-minutes'?: number | Text;
  readonly 'cancel-timeout-minutes'?: number | Text;
  readonly 'continue-on-error'?: boolean | Text;
  readonly container?: Container;
  readonly services?: Readonly<Record<string, Container>>;
  readonly env?: Env;
  readonly defaults?: Defaults;
  readonly outputs?: Readonly<Record<string, Text>>;
  readonly snapshot?: JsonObject;
  readonly steps: readonly Step[];
}
/** A job that calls a reusable workflow. */
export interface CallJob extends AnyJob {
  readonly uses: string;
  readonly with?: Readonly<Record<string, Text | number | boolean>>;
  readonly secrets?: Readonly<Record<string, Text>>;
  readonly steps?: never;
}
/** A job. */
export type Job = StepsJob | CallJob;
// #endregion

// #region steps
interface AnyStep extends Raw {
  readonly id?: string;
  readonly name?: Text;
  readonly if?: Bare;
  readonly 'timeout-minutes'?: number | Text;
  readonly 'continue-on-error'?: boolean | Text;
  readonly env?: Env;
  readonly background?: boolean;
}
/** A step that runs a script. */
export interface RunStep extends AnyStep {
  readonly run: string;
  readonly shell?: string;
  readonly 'working-directory'?: string;
  readonly uses?: never;
}
/** A step that runs an action. */
export interface UsesStep extends AnyStep {
  readonly uses: Maybe<string>;
  readonly with?: Readonly<Record<string, Text | number | boolean>>;
  readonly run?: never;
}
/** A step of a job. */
export type Step = RunStep | UsesStep;
// #endregion

/** A workflow file. */
export interface Workflow extends Raw {
  readonly name: string;
  readonly description?: string;
  readonly 'run-name'?: Text;
  readonly on: Triggers;
  readonly permissions: Permissions;
  readonly concurrency: Concurrency;
  readonly env?: Env;
  readonly defaults?: Defaults;
  readonly jobs: Readonly<Record<string, Job>>;
}
