/**
 * Deferred values. An `Expr` stands for a value that exists only when a plan runs:
 * an input, an output of an earlier step, a matrix axis, a fact about the event.
 * It is data (`node`), so a plan can be saved, printed as a GitHub expression and evaluated locally.
 * @module
 */
import type { z } from 'zod';
import type { EventName, StepResult } from '../plan/event.ts';
import type { ExprNode } from '../plan/expression/node.ts';

// #region untrusted text
declare const untrusted: unique symbol;
declare const fenced: unique symbol;

/**
 * Text that a stranger wrote: a title, a body, a branch name, a commit message. It is a string everywhere
 * (it reaches a shell as an environment variable), except in a prompt, where it must pass through {@link fence}.
 */
export type Untrusted<T = string> = T & { readonly [untrusted]: true };
/** Untrusted text after {@link fence}: a string that a prompt accepts. */
export type Fenced = string & { readonly [fenced]: true };

/** Marks text from a stranger as data: it enters a prompt as one quoted JSON string between markers, never as instructions. */
export declare function fence(value: Expr<string>): Expr<Fenced>;

type IsAny<T> = 0 extends 1 & T ? true : false;
type IsUntrusted<T, Depth extends readonly 0[] = []> =
  IsAny<T> extends true
    ? false
    : T extends { readonly [untrusted]: true }
      ? true
      : Depth['length'] extends 3
        ? false
        : T extends Primitive
          ? false
          : T extends readonly (infer E)[]
            ? IsUntrusted<E, [...Depth, 0]>
            : T extends object
              ? { [K in keyof T]: IsUntrusted<T[K], [...Depth, 0]> }[keyof T]
              : false;

/** Shown by the compiler in place of text from a stranger that would enter a prompt. */
export interface UntrustedTextNeedsFence {
  readonly [fenced]: 'wrap it: fence(expression)';
}

/** `V`, with every expression of untrusted text in it replaced by a type whose name is the error message. */
export type PromptSafe<V> =
  V extends Expr<infer T>
    ? true extends IsUntrusted<T>
      ? UntrustedTextNeedsFence
      : V
    : V extends Primitive
      ? V
      : { [K in keyof V]: PromptSafe<V[K]> };

/** What a value may be compared with: literals stay exact, text from a stranger is plain text. */
type Comparable<T> = T extends { readonly [untrusted]: true } ? string : T;
// #endregion

declare const valueType: unique symbol;
type Scalar = string | number | boolean | null | undefined;
type Falsy = false | 0 | '' | null | undefined;
type Item<T> = T extends readonly (infer E)[] ? E : never;
type MaybeExpr<T> = T | Expr<T>;

/** A value of type `T` known only at run time. Using it as a boolean or inside a template string throws `EXPR_COERCED`. */
export interface Expr<out T> {
  readonly [valueType]: T;
  readonly node: ExprNode;

  eq(this: Expr<Scalar>, other: Comparable<T> | Expr<Comparable<T>>): Expr<boolean>;
  ne(this: Expr<Scalar>, other: Comparable<T> | Expr<Comparable<T>>): Expr<boolean>;
  gt(this: Expr<number>, other: MaybeExpr<number>): Expr<boolean>;
  ge(this: Expr<number>, other: MaybeExpr<number>): Expr<boolean>;
  lt(this: Expr<number>, other: MaybeExpr<number>): Expr<boolean>;
  le(this: Expr<number>, other: MaybeExpr<number>): Expr<boolean>;

  and(this: Expr<boolean>, other: Expr<boolean>): Expr<boolean>;
  or(this: Expr<boolean>, other: Expr<boolean>): Expr<boolean>;
  not(this: Expr<boolean>): Expr<boolean>;
  /** This value, or the fallback when it is empty: false, 0, `''` and null (prints `||`). */
  orElse<const F extends Scalar>(fallback: MaybeExpr<F>): Expr<Exclude<T, Falsy> | F>;

  startsWith(this: Expr<string>, prefix: MaybeExpr<string>): Expr<boolean>;
  endsWith(this: Expr<string>, suffix: MaybeExpr<string>): Expr<boolean>;
  contains(
    this: Expr<string | readonly unknown[]>,
    item: T extends readonly (infer E)[] ? E | Expr<E> : MaybeExpr<string>,
  ): Expr<boolean>;

  /** A property of an object value. */
  get<K extends keyof T & string>(this: Expr<object>, key: K): Expr<T[K]>;
  /** An element of a list; null when there is none at that place. */
  at(this: Expr<readonly unknown[]>, index: MaybeExpr<number>): Expr<Item<T> | null>;
  /** One property of every element (prints `.*.key`). */
  pluck<K extends keyof Item<T> & string>(
    this: Expr<readonly object[]>,
    key: K,
  ): Expr<Item<T>[K][]>;
}

// #region functions
/** True when all are. */
export declare function and(first: Expr<boolean>, ...rest: readonly Expr<boolean>[]): Expr<boolean>;
/** True when one is. */
export declare function or(first: Expr<boolean>, ...rest: readonly Expr<boolean>[]): Expr<boolean>;
/** True when the operand is not. */
export declare function not(of: Expr<boolean>): Expr<boolean>;

type Taint<A extends readonly unknown[]> = true extends {
  [I in keyof A]: A[I] extends Expr<infer T> ? IsUntrusted<T> : false;
}[number]
  ? Untrusted
  : string;
/** `{0}`, `{1}`, … filled in. Text made from untrusted text is untrusted. */
export declare function format<const A extends readonly (Scalar | Expr<Scalar>)[]>(
  template: string,
  ...values: A
): Expr<Taint<A>>;
/** A list as one text. */
export declare function join<T extends Scalar>(
  list: Expr<readonly T[]>,
  separator?: string,
): Expr<Taint<[Expr<T>]>>;
/** A value as JSON text. */
export declare function toJSON<T>(value: Expr<T>): Expr<Taint<[Expr<T>]>>;
/** JSON text as a value; the schema says of which type, and is checked when the plan runs. Empty text is null. */
export declare function fromJSON<S extends z.ZodType>(
  schema: S,
  text: Expr<string>,
): Expr<z.output<S>>;
/** A hash over the files that the patterns match in the workspace. */
export declare function hashFiles(...patterns: readonly [string, ...string[]]): Expr<string>;
/** The first value if the condition holds, otherwise the second (prints `case`). */
export declare function choose<const A extends Scalar, const B extends Scalar>(
  when: Expr<boolean>,
  then: MaybeExpr<A>,
  otherwise: MaybeExpr<B>,
): Expr<A | B>;

/** Status of the jobs or steps this one depends on. */
export declare const status: {
  readonly success: Expr<boolean>;
  readonly failure: Expr<boolean>;
  readonly cancelled: Expr<boolean>;
  readonly always: Expr<boolean>;
  /** Nothing failed and nobody cancelled; a skipped need does not stop this one (prints `!failure() && !cancelled()`). */
  readonly notFailed: Expr<boolean>;
};
// #endregion

// #region wiring
type Primitive = string | number | bigint | boolean | symbol | null | undefined;

/** A value of type `T` where any part may still be deferred. */
export type Wire<T> =
  | T
  | Expr<T>
  | (T extends Primitive
      ? never
      : T extends readonly (infer E)[]
        ? Expr<readonly E[]> | readonly Wire<E>[]
        : T extends object
          ? { [K in keyof T]: Wire<T[K]> }
          : never);

/** The wiring of a whole input object: every property is a value or an expression. */
export type WireProps<T> = { [K in keyof T]: Wire<T[K]> };

/** One expression for each property of `T`. */
export type ExprProps<T> = { readonly [K in keyof T]-?: Expr<T[K]> };

/** What a graph may give back: a name for each expression. */
export type Outlet = Readonly<Record<string, Expr<unknown>>>;
/** The values that an {@link Outlet} stands for; `{}` for a graph that gives nothing back. */
export type OutletValues<Out> = Out extends Outlet
  ? { -readonly [K in keyof Out]: Out[K] extends Expr<infer V> ? V : never }
  : {};

/** Environment variables. */
export type EnvValues = Readonly<
  Record<string, string | number | boolean | Expr<string> | Expr<number> | Expr<boolean>>
>;
// #endregion

// #region contexts
/** Part of an event's payload. Its shape is the event's own: no name is checked, and every value counts as untrusted. */
export type EventPart = Untrusted & { readonly [key: string]: EventPart };
/** A whole event payload. */
export interface EventPayload {
  readonly [key: string]: EventPart;
}

/** Facts about the triggering event. Evaluated by GitHub, or from git and flags when run locally. */
export declare const github: {
  readonly eventName: Expr<EventName>;
  /** The whole payload, for what has no name here. */
  readonly event: Expr<EventPayload>;
  readonly workflow: Expr<string>;
  readonly runId: Expr<string>;
  readonly runNumber: Expr<number>;
  readonly runAttempt: Expr<number>;
  readonly ref: Expr<string>;
  readonly refName: Expr<string>;
  readonly refType: Expr<'branch' | 'tag'>;
  readonly sha: Expr<string>;
  readonly actor: Expr<string>;
  readonly repository: Expr<string>;
  readonly repositoryOwner: Expr<string>;
  readonly serverUrl: Expr<string>;
  readonly baseRef: Expr<string>;
  /** The branch of a pull request, named by its author. */
  readonly headRef: Expr<Untrusted>;
  readonly issue: {
    readonly number: Expr<number>;
    readonly title: Expr<Untrusted>;
    readonly body: Expr<Untrusted>;
  };
  readonly pullRequest: {
    readonly number: Expr<number>;
    readonly title: Expr<Untrusted>;
    readonly body: Expr<Untrusted>;
  };
  readonly comment: { readonly body: Expr<Untrusted> };
  readonly headCommit: { readonly id: Expr<string>; readonly message: Expr<Untrusted> };
};

/** Facts about the run itself, the same wherever it runs. */
export declare const run: {
  readonly id: Expr<string>;
  readonly workflow: Expr<string>;
  readonly attempt: Expr<number>;
};
/** Variables of the repository or the project. A variable nobody set is empty. */
export declare const vars: { get(name: string): Expr<string> };
/** Environment variables declared by the workflow, the job or the step. */
export declare const env: { get(name: string): Expr<string> };
// #endregion

/** A shell command. Interpolated expressions reach the shell as environment variables, never as source text. */
export interface ShellCommand {
  readonly strings: readonly string[];
  readonly values: readonly Expr<unknown>[];
}
/** Writes a {@link ShellCommand}. */
export declare function sh(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Expr<string> | Expr<number> | Expr<boolean>)[]
): ShellCommand;
