/** Iterations: a list that exists only at run time becomes turns with names. @module */
import { WorkflowError } from '../../plan/errors.ts';
import { evaluateTemplate } from '../../plan/expression/evaluate.ts';
import { contentHash } from '../../plan/hash.ts';
import type { Json, JsonObject } from '../../plan/names.ts';
import type { Command } from '../commands.ts';
import { nodeScope } from '../scope.ts';
import { internal, type Node, type RunData } from '../state.ts';
import { valueText } from '../step-key.ts';
import { tolerance } from './tolerance.ts';

/** Names the turns of an iteration. */
export function expandIteration(data: RunData, node: Node): Command {
  const { run } = node.step;
  if (run.kind !== 'each') throw internal(`\`${node.key}\` is no iteration.`);
  const list = evaluateTemplate(run.over, nodeScope(data, node));
  if (!Array.isArray(list)) {
    throw new WorkflowError(
      'ITERATION_INVALID',
      `\`${node.key}\` repeats over ${list === null ? 'nothing' : `a ${typeof list}`}, not over a list.`,
      { hint: `Let \`${run.over}\` give a list.` },
    );
  }
  const items = list as readonly Json[];
  return {
    type: 'expand-iteration',
    step: node.key,
    keys: run.key === undefined ? keysByContent(items) : keysByField(node, items, run.key),
    ...tolerance(data, node),
  };
}

/** Equal items are told apart by how often they have occurred before. */
function keysByContent(items: readonly Json[]): string[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const hash = contentHash(item).slice(0, 12);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return count === 1 ? hash : `${hash}.${count}`;
  });
}

function keysByField(node: Node, items: readonly Json[], field: string): string[] {
  const seen = new Set<string>();
  return items.map((item, index) => {
    const value =
      typeof item === 'object' && item !== null ? (item as JsonObject)[field] : undefined;
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new WorkflowError(
        'ITERATION_INVALID',
        `Item ${index} of \`${node.key}\` has no text or number in its key \`${field}\`.`,
      );
    }
    const key = valueText(value);
    if (seen.has(key)) {
      throw new WorkflowError(
        'ITERATION_INVALID',
        `Two items of \`${node.key}\` have the key \`${key}\`.`,
        {
          hint: `Make \`${field}\` unique, or leave \`key\` out.`,
        },
      );
    }
    seen.add(key);
    return key;
  });
}
