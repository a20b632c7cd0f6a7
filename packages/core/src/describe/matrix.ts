/** Matrices: one job, many legs. @module */
import { define } from '../plan/definition.ts';
import { WorkflowError } from '../plan/errors.ts';
import type { Json, JsonObject } from '../plan/names.ts';
import type { PlanMatrix } from '../plan/plan.ts';
import { didYouMean } from '../plan/suggest.ts';
import type { Expr } from './expr.ts';
import { contextExpr, isExpr, type Owner } from './expression.ts';
import { MATRIX_OPTIONS, unknownSettings } from './settings.ts';
import { exprTemplate } from './template.ts';
import { throwProblems } from './throw-problems.ts';

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
export function matrix<const A extends Axes, const I extends Extra = readonly []>(
  axes: A,
  options: MatrixOptions<A, I> = {},
): Matrix<A, I> {
  throwProblems(unknownSettings('The matrix', options, MATRIX_OPTIONS));
  const { include = [], exclude = [], failFast, maxParallel } = options;
  const names = [...new Set([...Object.keys(axes), ...include.flatMap(Object.keys)])];
  const owner: Owner = { kind: 'matrix', name: 'matrix' };
  const get = (axis: string): Expr<unknown> => {
    if (!names.includes(axis)) {
      throw new WorkflowError('MATRIX_INVALID', `The matrix has no axis \`${axis}\`.`, {
        hint: didYouMean(axis, names),
      });
    }
    return contextExpr(['matrix', axis], [owner]);
  };
  // the cast: `get` is checked by its declaration
  const made = { axes, get } as unknown as Matrix<A, I>;
  plans.set(made, {
    owner,
    axes: (Object.values(axes) as readonly unknown[]).filter(isExpr),
    plan: {
      axes: Object.entries(axes).map(([name, values]) => [
        name,
        isExpr(values) ? exprTemplate(values) : (values as readonly Json[]),
      ]),
      // texts, numbers and booleans by their declaration
      ...(include.length > 0 && { include: include as readonly JsonObject[] }),
      ...(exclude.length > 0 && { exclude: exclude as readonly JsonObject[] }),
      ...(failFast !== undefined && { failFast }),
      ...(maxParallel !== undefined && { maxParallel }),
    },
  });
  return define(made, { kind: 'matrix' });
}

interface MatrixFacts {
  readonly owner: Owner;
  /** The expressions of dynamic axes. */
  readonly axes: readonly Expr<unknown>[];
  readonly plan: PlanMatrix;
}
const plans = new WeakMap<object, MatrixFacts>();

/** A matrix as it stands in a plan, and what its expressions belong to. */
export function matrixFacts(of: AnyMatrix): MatrixFacts {
  const facts = plans.get(of);
  if (facts !== undefined) return facts;
  throw new WorkflowError('MATRIX_INVALID', 'This is not a matrix.', {
    hint: 'Make one with `matrix({ … })`.',
  });
}
