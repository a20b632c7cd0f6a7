/**
 * The normal form of a tree: one shape for each meaning, so that `parse(print(e))` equals `e`.
 *
 * - A property named by a text is never an `index` node: it is part of a context's path, or a `get`.
 * - A path takes as much as {@link ContextPath} has room for; what follows are `get`, `index` and `filter` nodes.
 * @module
 */
import type { ContextName, ContextPath, ExprNode } from './node.ts';

/** The names of all contexts. */
export const CONTEXT_NAMES: readonly ContextName[] = [
  'inputs',
  'steps',
  'matrix',
  'each',
  'documents',
  'rework',
  'github',
  'run',
  'vars',
  'env',
  'secrets',
];

const contexts: ReadonlySet<string> = new Set(CONTEXT_NAMES);

/** `of.key` in normal form. Everything that makes trees makes properties with this. */
export function propertyOf(of: ExprNode, key: string): ExprNode {
  if (of.op === 'context') {
    const [context, id, part] = of.path as readonly (string | undefined)[];
    if (id === undefined) {
      if (context === 'each' || !contexts.has(context!)) return { op: 'get', of, key };
      return { op: 'context', path: [context, key] as unknown as ContextPath };
    }
    if (context === 'steps' && part === undefined) {
      const lower = key.toLowerCase();
      if (lower === 'result') return { op: 'context', path: ['steps', id, 'result'] };
      if (lower === 'outputs' || lower === 'artifacts') return { op: 'get', of, key: lower };
    }
    return { op: 'get', of, key };
  }
  if (of.op === 'get' && of.of.op === 'context') {
    const { path } = of.of;
    if (path[0] === 'steps' && path.length === 2 && isPart(of.key)) {
      return { op: 'context', path: ['steps', path[1], of.key, key] };
    }
    if (path[0] === 'each' && path.length === 1) {
      const lower = key.toLowerCase();
      if (lower === 'item' || lower === 'key' || lower === 'index') {
        return { op: 'context', path: ['each', of.key, lower] };
      }
    }
  }
  return { op: 'get', of, key };
}

/** `of[at]` in normal form. */
export function indexOf(of: ExprNode, at: ExprNode): ExprNode {
  if (at.op === 'literal' && typeof at.value === 'string') return propertyOf(of, at.value);
  return { op: 'index', of, at };
}

/** The same meaning in normal form: what `parse(print(node))` gives. */
export function normalExpression(node: ExprNode): ExprNode {
  switch (node.op) {
    case 'literal':
      return node;
    case 'context': {
      const [context, ...rest] = node.path as readonly [ContextName, ...string[]];
      return rest.reduce<ExprNode>(propertyOf, { op: 'context', path: [context] });
    }
    case 'get':
      return propertyOf(normalExpression(node.of), node.key);
    case 'index':
      return indexOf(normalExpression(node.of), normalExpression(node.at));
    case 'filter':
    case '!':
      return { op: node.op, of: normalExpression(node.of) };
    case 'call':
      return { op: 'call', name: node.name, args: node.args.map(normalExpression) };
    default:
      return {
        op: node.op,
        left: normalExpression(node.left),
        right: normalExpression(node.right),
      };
  }
}

function isPart(key: string): key is 'outputs' | 'artifacts' {
  return key === 'outputs' || key === 'artifacts';
}
