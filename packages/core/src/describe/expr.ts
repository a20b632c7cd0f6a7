/**
 * Deferred values. An `Expr` stands for a value that exists only when a plan runs:
 * an input, an output of an earlier step, a matrix axis, a fact about the event.
 * It is data (`node`), so a plan can be saved, printed as a GitHub expression and evaluated locally.
 * @module
 */
import type { ExprNode } from '../plan/expression/node.ts';

// #region untrusted text
declare const untrusted: unique symbol;
declare const fenced: unique symbol;

/**
 * Text that a stranger wrote: a title, a body, a branch name, a commit message. It is a string everywhere
 * (it reaches a shell as an environment variable), except in a prompt, where it must pass through `fence`.
 */
export type Untrusted<T = string> = T & { readonly [untrusted]: true };
/** Untrusted text after `fence`: a string that a prompt accepts. */
export type Fenced = string & { readonly [fenced]: true };

type IsAny<T> = 0 extends 1 & T ? true : false;
/** Whether `T` is untrusted text, or holds some. */
export type IsUntrusted<T, Depth extends readonly 0[] = []> =
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
/** A single value. */
export type Scalar = string | number | boolean | null | undefined;
type Falsy = false | 0 | '' | null | undefined;
type Item<T> = T extends readonly (infer E)[] ? E : never;
/** A value, or its expression. */
export type MaybeExpr<T> = T | Expr<T>;

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
