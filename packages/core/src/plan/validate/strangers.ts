/** Text that strangers wrote must not reach a prompt unfenced. @module */
import type { ExprNode } from '../expression/node.ts';
import { printExpression } from '../expression/print.ts';
import { childrenOf } from '../expression/references.ts';
import { isFenced } from '../fence.ts';
import type { Findings, Path } from './findings.ts';

/** Reports `github.event.…`, `github.head_ref` and the whole of `github` in a prompt. */
export function checkStrangers(node: ExprNode, path: Path, findings: Findings): void {
  const found = strangersIn(node);
  for (const each of found) {
    findings.add(
      'UNTRUSTED_TEXT',
      `\`${each}\` is text that strangers can write, and stands in a prompt.`,
      path,
      { hint: 'Pass it to a step as an environment variable, or fence it.' },
    );
  }
}

const WRITTEN = new Set(['event', 'head_ref', 'ref_name', 'ref']);
const SAFE_ENDS = new Set([
  'number',
  'id',
  'node_id',
  'action',
  'sha',
  'login',
  'created_at',
  'updated_at',
]);

function strangersIn(node: ExprNode): readonly string[] {
  const found: string[] = [];
  const open: { readonly at: ExprNode; readonly outermost: ExprNode }[] = [
    { at: node, outermost: node },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { at, outermost } = next;
    if (isFenced(at)) continue;
    if (at.op === 'context' && at.path[0] === 'github') {
      const name = at.path[1];
      const last = outermost.op === 'get' ? outermost.key : undefined;
      const written = name === undefined || WRITTEN.has(name);
      if (written && !(name === 'event' && last !== undefined && SAFE_ENDS.has(last))) {
        found.push(printExpression(outermost));
      }
    }
    for (const child of childrenOf(at)) {
      const inPath =
        at.op === 'get' || (at.op === 'index' && child === at.of) || at.op === 'filter';
      open.push({ at: child, outermost: inPath ? outermost : child });
    }
  }
  return found;
}
