/** A plan as nodes and edges: what every format of `sluice graph` is made from. @module */
import type { Plan, PlanStep } from '@sluice/core/plan';
import { doing } from '../explain/doing.ts';
import { matrixWords } from '../explain/plan-text.ts';

/** A step. */
export interface DiagramNode {
  /** Where it stands: `epics/review` is `review` in the body of `epics`. */
  readonly id: string;
  readonly label: string;
  readonly kind: PlanStep['run']['kind'];
  /** What it does, in a few words. */
  readonly detail: string;
  /** Its condition, if it has one. */
  readonly when?: string;
  /** `4 legs: os × node`. */
  readonly legs?: string;
  readonly needs: readonly string[];
  /** The steps inside: the body of an iteration, a nested plan. */
  readonly inner?: Diagram;
}

/** `conditional` when the step at its end has a condition. */
export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly conditional: boolean;
}

/** The nodes in plan order, and the edges between them. */
export interface Diagram {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

/** Makes the diagram of a plan. */
export function toDiagram(plan: Plan): Diagram {
  return diagramOf(plan.steps, '');
}

function diagramOf(steps: Plan['steps'], prefix: string): Diagram {
  const known = new Set(steps.map((step) => step.id));
  const nodes = steps.map((step): DiagramNode => {
    const id = prefix + step.id;
    const inner = innerSteps(step);
    const when = step.when?.trim() ?? '';
    const legs = matrixWords(step);
    return {
      id,
      label: step.name ?? step.id,
      kind: step.run.kind,
      detail: doing(step),
      ...(when !== '' && { when }),
      ...(legs !== '' && { legs }),
      needs: [...new Set(step.needs ?? [])].filter((need) => known.has(need)),
      ...(inner !== undefined && { inner: diagramOf(inner, `${id}/`) }),
    };
  });
  const edges = nodes.flatMap((node) =>
    node.needs.map((need) => ({
      from: prefix + need,
      to: node.id,
      conditional: node.when !== undefined,
    })),
  );
  return { nodes, edges };
}

function innerSteps({ run }: PlanStep): Plan['steps'] | undefined {
  if (run.kind === 'each') return run.steps;
  return run.kind === 'workflow' ? run.plan?.steps : undefined;
}

/** Every node, outer ones first. */
export function* allNodes(diagram: Diagram): Generator<DiagramNode> {
  for (const node of diagram.nodes) {
    yield node;
    if (node.inner !== undefined) yield* allNodes(node.inner);
  }
}

/** Every edge, at any depth. */
export function* allEdges(diagram: Diagram): Generator<DiagramEdge> {
  yield* diagram.edges;
  for (const node of diagram.nodes) if (node.inner !== undefined) yield* allEdges(node.inner);
}
