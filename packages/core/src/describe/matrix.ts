/** Matrices: one job, many legs. @module */
import type { Expr } from './expr.ts';

type AxisValue = string | number | boolean;
/** The axes of a matrix, in the order of its legs. An axis is a list, or the expression of one. */
export type Axes = Readonly<Record<string, readonly AxisValue[] | Expr<readonly unknown[]>>>;
type ValueOf<A> =
  A extends Expr<readonly (infer V)[]> ? V : A extends readonly (infer V)[] ? V : never;
type Cell<A extends Axes> = { readonly [K in keyof A]?: ValueOf<A[K]> };

type Extra = readonly Readonly<Record<string, AxisValue>>[];
type KeysOfEach<T> = T extends unknown ? keyof T : never;
type Names<A, I extends Extra> = (keyof A | KeysOfEach<I[number]>) & string;
type Added<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;
type LegValue<A, I extends Extra, K> = K extends keyof A
  ? ValueOf<A[K]> | Added<I[number], K>
  : Added<I[number], K> | null;

/** A matrix. `I` is what `include` adds. */
export interface Matrix<A extends Axes, I extends Extra = readonly []> {
  readonly axes: A;
  /** The value of one axis in the current leg; null for a name that only other legs include. */
  get<K extends Names<A, I>>(axis: K): Expr<LegValue<A, I, K>>;
}
/** Any matrix. */
export type AnyMatrix = Matrix<any, any>;

/** How the legs of a matrix run. */
export interface MatrixOptions<A extends Axes, I extends Extra> {
  /** Legs to add, or values to add to the legs that match. */
  readonly include?: I;
  readonly exclude?: readonly Cell<NoInfer<A>>[];
  /** Default: the first leg that fails cancels the others. */
  readonly failFast?: boolean;
  readonly maxParallel?: number;
}

/** Describes a matrix: the cross product of its axes, without `exclude`, with `include`. */
export declare function matrix<const A extends Axes, const I extends Extra = readonly []>(
  axes: A,
  options?: MatrixOptions<A, I>,
): Matrix<A, I>;
