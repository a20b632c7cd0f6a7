/** Gates: what the person will look at, resolved, and its hash. @module */
import { evaluateTemplate } from '../../plan/expression/evaluate.ts';
import type { Command } from '../commands.ts';
import { reviewHash } from '../review-hash.ts';
import { nodeScope } from '../scope.ts';
import { internal, type Node, type RunData } from '../state.ts';
import { tolerance } from './tolerance.ts';

/** Opens a gate. Everything it reviews is complete: accepting executes nothing. */
export function openGate(data: RunData, node: Node): Command {
  const { run } = node.step;
  if (run.kind !== 'gate') throw internal(`\`${node.key}\` is no gate.`);
  const review =
    run.review === undefined ? null : evaluateTemplate(run.review, nodeScope(data, node));
  return {
    type: 'open-gate',
    step: node.key,
    review,
    reviewHash: reviewHash(review),
    acceptors: run.acceptors,
    ...tolerance(data, node),
  };
}
