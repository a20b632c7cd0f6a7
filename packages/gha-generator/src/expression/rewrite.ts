/** Expressions of a plan in the words of GitHub. @module */
import type { ContextPath, ExprNode, FunctionName } from '@sluice/core/plan';

/** What the contexts and status functions of a plan are at one place of a generated file. */
export interface Words {
  /** A context path; undefined where GitHub says it in the same words. */
  context(path: ContextPath): ExprNode | undefined;
  /** A call; undefined where GitHub says it in the same words. */
  call?(name: FunctionName): ExprNode | undefined;
}

/** A tree with its contexts and calls in other words. */
export function rewrite(node: ExprNode, words: Words): ExprNode {
  switch (node.op) {
    case 'literal':
      return node;
    case 'context':
      return words.context(node.path) ?? node;
    case 'get':
      return { ...node, of: rewrite(node.of, words) };
    case 'index':
      return { ...node, of: rewrite(node.of, words), at: rewrite(node.at, words) };
    case 'filter':
    case '!':
      return { ...node, of: rewrite(node.of, words) };
    case 'call':
      return (
        words.call?.(node.name) ?? {
          ...node,
          args: node.args.map((each) => rewrite(each, words)),
        }
      );
    default:
      return { ...node, left: rewrite(node.left, words), right: rewrite(node.right, words) };
  }
}

/** A path that only GitHub knows, such as `needs.build.outputs.version`. */
export function githubPath(...path: readonly [string, ...string[]]): ExprNode {
  // the cast: plans have no such contexts, and the printer prints any path
  return { op: 'context', path: path as unknown as ContextPath };
}

/** A literal. */
export function literal(value: string | number | boolean | null): ExprNode {
  return { op: 'literal', value };
}

/** A call of one of GitHub's functions. */
export function call(name: FunctionName, ...args: readonly ExprNode[]): ExprNode {
  return { op: 'call', name, args };
}

/** `left || right`. */
export function either(left: ExprNode, right: ExprNode): ExprNode {
  return { op: '||', left, right };
}

/** All of them, from left to right; undefined for none. */
export function allOf(nodes: readonly ExprNode[]): ExprNode | undefined {
  return nodes.reduce<ExprNode | undefined>(
    (left, right) => (left === undefined ? right : { op: '&&', left, right }),
    undefined,
  );
}

/** One of them, from left to right; undefined for none. */
export function anyOf(nodes: readonly ExprNode[]): ExprNode | undefined {
  return nodes.reduce<ExprNode | undefined>(
    (left, right) => (left === undefined ? right : either(left, right)),
    undefined,
  );
}

/** `left == right`. */
export function equals(left: ExprNode, right: ExprNode): ExprNode {
  return { op: '==', left, right };
}
