/**
 * Iteration: a sub-graph for every item of a list that exists only at run time. The same in flows and automations.
 * @module
 */
import type { StepResult } from '../plan/event.ts';
import type { Show } from '../plan/names.ts';
import type { Expr, Outlet } from './expr.ts';

/** The properties of an item that can be its key: texts and numbers. */
export type KeyOf<T> = T extends object
  ? { [K in keyof T]-?: T[K] extends string | number ? K : never }[keyof T] & string
  : never;

/** The terms of an iteration. */
export interface LoopTerms<T, FailFast extends boolean> {
  readonly over: Expr<readonly T[]>;
  /** Names the turn, so that a restart finds it again. Without one: a hash of the item's content. */
  readonly key?: KeyOf<NoInfer<T>>;
  readonly maxParallel?: number;
  /** Default: the first turn that fails cancels the others. With `false` all turns run, and a failed one leaves `null`. */
  readonly failFast?: FailFast;
}

/** Facts about the current turn. */
export interface Turn {
  readonly key: Expr<string>;
  readonly index: Expr<number>;
}

/** What a body may give back. `results` is taken. */
export type LoopOutlet = Outlet & { readonly results?: never };

/** Every output of the body becomes a list, in the order of the items. */
export type LoopOutputs<Out, FailFast extends boolean> = Show<
  (Out extends Outlet
    ? {
        -readonly [K in keyof Out]: (Out[K] extends Expr<infer V>
          ? [FailFast] extends [true]
            ? V
            : V | null
          : never)[];
      }
    : {}) & { results: StepResult[] }
>;
