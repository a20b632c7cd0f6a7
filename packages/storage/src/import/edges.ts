/**
 * Edges say in which order nodes run, and an edge with the action `error` what runs when one fails. They become needs
 * and conditions.
 * @module
 */
import type { Diagnostic, Json, JsonObject } from '@sluice/core/plan';

interface Node {
  readonly id: string;
  readonly index: number;
  readonly step: string;
}
interface Edge {
  readonly from: Node;
  readonly isError: boolean;
}
type Say = (
  severity: Diagnostic['severity'],
  path: readonly (string | number)[],
  message: string,
  hint?: string,
) => void;

/** `needs`, `when` and `continueOnError` of the step of each node, by the node's id. */
export function needsOf(
  json: JsonObject,
  nodes: readonly Node[],
  say: Say,
): ReadonlyMap<string, JsonObject> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const into = new Map<string, Edge[]>();
  const add = (from: Node, to: Node, isError: boolean): void => {
    into.set(to.id, [...(into.get(to.id) ?? []), { from, isError }]);
  };
  const edges = Array.isArray(json['edges']) ? (json['edges'] as readonly Json[]) : undefined;
  // Without a list of edges, nodes run one after the other.
  if (edges === undefined) {
    for (const [at, node] of nodes.entries()) if (at > 0) add(nodes[at - 1]!, node, false);
  }
  for (const [index, raw] of (edges ?? []).entries()) {
    const edge = (typeof raw === 'object' && raw !== null ? raw : {}) as JsonObject;
    const [from, to] = [byId.get(String(edge['from'])), byId.get(String(edge['to']))];
    if (from === undefined || to === undefined) {
      const missing = from === undefined ? edge['from'] : edge['to'];
      say(
        'error',
        ['edges', index],
        `The edge leads to no node: there is no \`${String(missing)}\`.`,
        'Correct the id.',
      );
      continue;
    }
    const action = edge['action'] ?? 'default';
    if (action !== 'default' && action !== 'error') {
      say(
        'error',
        ['edges', index, 'action'],
        `\`${from.id}\`: steps succeed or fail; the action \`${String(action)}\` cannot be expressed.`,
        'Give the next step a condition on an output.',
      );
    }
    add(from, to, action === 'error');
  }
  tellUnreached(json, nodes, edges, into, say);
  const handled = new Set(
    [...into.values()].flat().flatMap((edge) => (edge.isError ? edge.from.id : [])),
  );
  return new Map(
    nodes.map((node) => {
      const incoming = into.get(node.id) ?? [];
      return [
        node.id,
        {
          ...(incoming.length > 0 && {
            needs: [...new Set(incoming.map(({ from }) => from.step))],
          }),
          ...conditionOf(incoming, handled),
          ...(handled.has(node.id) && { continueOnError: true }),
        },
      ];
    }),
  );
}

/** Only where a failure is handled does it matter how a node was reached. */
function conditionOf(incoming: readonly Edge[], handled: ReadonlySet<string>): JsonObject {
  const matters = incoming.some((edge) => edge.isError || handled.has(edge.from.id));
  const several = handled.size > 0 && incoming.length > 1;
  if (!matters && !several) return {};
  const ways = incoming.map(
    ({ from, isError }) => `steps.${from.step}.result == '${isError ? 'failure' : 'success'}'`,
  );
  return { when: `!failure() && !cancelled() && (${ways.join(' || ')})` };
}

function tellUnreached(
  json: JsonObject,
  nodes: readonly Node[],
  edges: readonly Json[] | undefined,
  into: ReadonlyMap<string, readonly Edge[]>,
  say: Say,
): void {
  if (edges === undefined || nodes.length < 2) return;
  const start = typeof json['start_node'] === 'string' ? json['start_node'] : nodes[0]?.id;
  for (const node of nodes) {
    if (node.id === start || into.has(node.id)) continue;
    say(
      'warning',
      ['nodes', node.index],
      `\`${node.id}\`: no edge leads to it, so that it runs at once.`,
      'Add an edge where it has to wait.',
    );
  }
}
