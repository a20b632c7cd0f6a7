/** A plan in the language of Graphviz. @module */
import { allEdges, type Diagram, type DiagramNode } from './diagram.ts';

/** The digraph. Conditions are dashed; what contains steps is a cluster around its own node. */
export function printDot(title: string, diagram: Diagram): string {
  const draw = (nodes: readonly DiagramNode[], indent: string): readonly string[] =>
    nodes.flatMap((node) => {
      const own = `${quote(node.id)} [label=${quote(label(node))}${attributes(node)}];`;
      if (node.inner === undefined) return [`${indent}${own}`];
      return [
        `${indent}subgraph ${quote(`cluster_${node.id}`)} {`,
        `${indent}  label=${quote(node.label)};`,
        `${indent}  ${own}`,
        ...draw(node.inner.nodes, `${indent}  `),
        `${indent}}`,
      ];
    });
  const lines = [
    `digraph ${quote(title)} {`,
    '  rankdir=LR;',
    '  node [shape=box, style=rounded];',
    ...draw(diagram.nodes, '  '),
    ...[...allEdges(diagram)].map(
      (edge) =>
        `  ${quote(edge.from)} -> ${quote(edge.to)}${edge.conditional ? ' [style=dashed]' : ''};`,
    ),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function attributes(node: DiagramNode): string {
  const shape = node.kind === 'gate' ? ', shape=hexagon' : '';
  return node.when === undefined ? shape : `${shape}, style="rounded,dashed"`;
}

function label(node: DiagramNode): string {
  const when = node.when === undefined ? '' : `when ${node.when}`;
  return [node.label, node.detail, node.legs ?? '', when].filter((line) => line !== '').join('\n');
}

function quote(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}
