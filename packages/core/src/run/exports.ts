/**
 * What steps hand on through `GITHUB_ENV` and `GITHUB_PATH`. The steps of a flow share one machine, so a variable that
 * one of them sets is there for every step that comes after it: those that have it among their ancestors, in the same
 * graph or in a turn inside it. Jobs of an automation share nothing, a nested workflow sees its inputs only, and the legs
 * of a matrix keep what they set. Of two steps that set one variable the later in plan order wins.
 * @module
 */
import { orderSteps } from '../plan/graph.ts';
import type { Graph, Node } from './state.ts';

/** What one step adds to the environment of the steps after it. */
export interface StepExports {
  readonly env?: Readonly<Record<string, string>>;
  /** Folders for the front of `PATH`, in the order in which they stand there. */
  readonly path?: readonly string[];
}

/** Keeps what a step hands on, if anybody may see it. */
export function keepExports(node: Node, { env = {}, path = [] }: StepExports): void {
  if (node.leg || node.graph.frame.plan.kind !== 'flow') return;
  if (Object.keys(env).length > 0 || path.length > 0) node.exports = { env, path };
}

/** The nearest ancestors that hand something on. Shared between nodes wherever it can be: most steps hand on nothing. */
export function exportersBefore(node: Node): readonly Node[] {
  let shared: readonly Node[] = [];
  let all: Set<Node> | undefined;
  for (const id of node.step.needs ?? []) {
    const need = node.graph.nodes.get(id);
    const next = need?.exports ? [need] : (need?.exporters ?? []);
    if (next.length === 0 || next === shared) continue;
    if (shared.length === 0) shared = next;
    else {
      all ??= new Set(shared);
      for (const exporter of next) all.add(exporter);
    }
  }
  return all ? [...all] : shared;
}

const NOTHING: Required<StepExports> = Object.freeze({ env: Object.freeze({}), path: [] });

/** What all steps before a node have handed on to it. */
export function exportsFor(node: Node): Required<StepExports> {
  const all: StepExports[] = [];
  for (let at: Node | undefined = node; at; at = at.graph.turn ? at.graph.owner : undefined) {
    const { exporters } = at.leg?.parent ?? at;
    // Outer steps come before the turns that are inside them.
    if (exporters.length > 0) all.unshift(...inOrder(at.graph, withAncestors(exporters)));
  }
  if (all.length === 0) return NOTHING;
  return {
    env: Object.fromEntries(all.flatMap(({ env }) => Object.entries(env ?? {}))),
    path: all.toReversed().flatMap(({ path }) => path ?? []),
  };
}

function withAncestors(nearest: readonly Node[]): Set<Node> {
  const found = new Set(nearest);
  for (const node of found) for (const before of node.exporters) found.add(before);
  return found;
}

function inOrder(graph: Graph, nodes: ReadonlySet<Node>): StepExports[] {
  const list = [...nodes];
  if (list.length > 1) {
    const steps = [...graph.nodes.values()].map(({ step }) => step);
    graph.ranks ??= new Map(orderSteps(steps).map((id, at) => [id, at]));
    const { ranks } = graph;
    list.sort((a, b) => ranks.get(a.step.id)! - ranks.get(b.step.id)!);
  }
  return list.map(({ exports }) => exports ?? {});
}
