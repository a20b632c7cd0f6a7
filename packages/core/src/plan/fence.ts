/**
 * The fence around text that strangers wrote: one quoted JSON string between markers, so that a model reads it as
 * data. It is an ordinary call of `format`, so it prints in GitHub's language and every evaluator knows it.
 * @module
 */
import type { ExprNode } from './expression/node.ts';

/** The format of a fence; `{0}` is the text as JSON. */
const FENCE_FORMAT = '<untrusted>{0}</untrusted>';

/** The node that fences a text. */
export function fenceNode(of: ExprNode): ExprNode {
  return {
    op: 'call',
    name: 'format',
    args: [
      { op: 'literal', value: FENCE_FORMAT },
      { op: 'call', name: 'toJSON', args: [of] },
    ],
  };
}

/** Whether a node is a fence, with whatever stands in it. */
export function isFenced(node: ExprNode): boolean {
  if (node.op !== 'call' || node.name !== 'format' || node.args.length !== 2) return false;
  const [format, value] = node.args;
  return (
    format?.op === 'literal' &&
    format.value === FENCE_FORMAT &&
    value?.op === 'call' &&
    value.name === 'toJSON' &&
    value.args.length === 1
  );
}
