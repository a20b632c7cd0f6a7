/**
 * The expression tree: GitHub's whole expression language as data.
 * @module
 */

/** The names that an expression may start with. */
export type ContextName =
  | 'inputs'
  | 'steps'
  | 'matrix'
  | 'each'
  | 'documents'
  | 'rework'
  | 'github'
  | 'run'
  | 'vars'
  | 'env'
  | 'secrets';

/**
 * The fixed part of a path; every further property is a `get` or `index` node, so that a tree has one shape only.
 * A path of one name is the whole context, as in `toJSON(matrix)`.
 */
export type ContextPath =
  | readonly [context: ContextName]
  | readonly [
      context:
        | 'inputs'
        | 'matrix'
        | 'documents'
        | 'rework'
        | 'github'
        | 'run'
        | 'vars'
        | 'env'
        | 'secrets',
      name: string,
    ]
  | readonly [context: 'steps', id: string]
  | readonly [context: 'steps', id: string, part: 'outputs' | 'artifacts', name: string]
  | readonly [context: 'steps', id: string, part: 'result']
  | readonly [context: 'each', loop: string, part: 'item' | 'key' | 'index'];

/** Two-sided operators of GitHub's expression language. */
export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';

/** Functions of GitHub's expression language. Any other name is `EXPR_INVALID`. */
export type FunctionName =
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | 'format'
  | 'join'
  | 'toJSON'
  | 'fromJSON'
  | 'hashFiles'
  | 'case'
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'always';

/** The serialisable form: GitHub's whole expression language. Every consumer switches on `op`. */
export type ExprNode =
  | { readonly op: 'literal'; readonly value: string | number | boolean | null }
  | { readonly op: 'context'; readonly path: ContextPath }
  | { readonly op: 'get'; readonly of: ExprNode; readonly key: string }
  | { readonly op: 'index'; readonly of: ExprNode; readonly at: ExprNode }
  /** `of.*`: every element of a list, or every value of an object. */
  | { readonly op: 'filter'; readonly of: ExprNode }
  | { readonly op: '!'; readonly of: ExprNode }
  | { readonly op: Operator; readonly left: ExprNode; readonly right: ExprNode }
  | { readonly op: 'call'; readonly name: FunctionName; readonly args: readonly ExprNode[] };
