/** What an expression mentions. @module */
import type { Json } from '../names.ts';
import { isStatusFunction } from './functions.ts';
import type { ContextPath, ExprNode, FunctionName } from './node.ts';
import { hasExpression, parseTemplate } from './template.ts';

/** The parts of a node, from left to right. */
export function childrenOf(node: ExprNode): readonly ExprNode[] {
  switch (node.op) {
    case 'literal':
    case 'context':
      return [];
    case 'get':
    case 'filter':
    case '!':
      return [node.of];
    case 'index':
      return [node.of, node.at];
    case 'call':
      return node.args;
    default:
      return [node.left, node.right];
  }
}

/** A node and all below it, in the order of the text. Without recursion: chains may have thousands of links. */
function* nodesOf(node: ExprNode): Generator<ExprNode> {
  const open: ExprNode[] = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    yield at;
    const children = childrenOf(at);
    for (let index = children.length - 1; index >= 0; index--) open.push(children[index]!);
  }
}

/** Every context path in a tree, each once, in the order of the text. */
export function references(node: ExprNode): readonly ContextPath[] {
  return distinct(pathsOf(node));
}

/** Every function that a tree calls, each once, in the order of the text. */
export function functionsOf(node: ExprNode): readonly FunctionName[] {
  const names = new Set<FunctionName>();
  for (const each of nodesOf(node)) if (each.op === 'call') names.add(each.name);
  return [...names];
}

/** True if a status function is called anywhere in the tree. The text `'always()'` does not count. */
export function usesStatusFunction(node: ExprNode): boolean {
  for (const each of nodesOf(node)) {
    if (each.op === 'call' && isStatusFunction(each.name)) return true;
  }
  return false;
}

/** Every context path in the texts of a JSON value, each once. A text that cannot be read has none: `validate` reports it. */
export function templateReferences(json: Json): readonly ContextPath[] {
  return distinct(templatePaths(json));
}

function* pathsOf(node: ExprNode): Generator<ContextPath> {
  for (const each of nodesOf(node)) if (each.op === 'context') yield each.path;
}

/** Without recursion, in the order of the texts. */
function* templatePaths(json: Json): Generator<ContextPath> {
  const open: Json[] = [json];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (typeof at === 'string') {
      const template = hasExpression(at) ? parseTemplate(at) : undefined;
      if (!template?.ok) continue;
      for (const part of template.parts) if (typeof part !== 'string') yield* pathsOf(part);
    } else if (typeof at === 'object' && at !== null) {
      for (const value of Object.values(at).reverse()) open.push(value);
    }
  }
}

function distinct(paths: Iterable<ContextPath>): readonly ContextPath[] {
  const seen = new Map<string, ContextPath>();
  for (const path of paths) {
    const key = JSON.stringify(path);
    if (!seen.has(key)) seen.set(key, path);
  }
  return [...seen.values()];
}
