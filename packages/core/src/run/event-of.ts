/** Events by type, and the steps that they are about. @module */
import type { RunEvent } from './events.ts';
import { internal, type Node, type RunData } from './state.ts';
import type { StepKey } from './step-key.ts';

/** The event of a type. */
export type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

/** What is thrown for an event that cannot follow. */
export function cannot(event: RunEvent, node: Node): Error {
  return internal(`\`${event.type}\` cannot follow: the step \`${node.key}\` is ${node.status}.`);
}

/** The step that an event names. */
export function nodeOf(data: RunData, step: StepKey): Node {
  const node = data.nodes.get(step);
  if (!node) throw internal(`The run has no step \`${step}\`.`);
  return node;
}
