/** A plan in Mermaid's language: GitHub, GitLab and most editors draw it. @module */
import { allEdges, allNodes, type Diagram, type DiagramNode } from './diagram.ts';

/** The flow chart. Conditions are dashed; what contains steps is a subgraph. */
export function printMermaid(title: string, diagram: Diagram): string {
  const names = new Map([...allNodes(diagram)].map((node, at) => [node.id, `n${at}`]));
  const name = (id: string): string => names.get(id)!;
  const draw = (nodes: readonly DiagramNode[], indent: string): readonly string[] =>
    nodes.flatMap((node) => {
      if (node.inner === undefined) return [`${indent}${name(node.id)}${shape(node)}`];
      return [
        `${indent}subgraph ${name(node.id)}["${label(node)}"]`,
        ...draw(node.inner.nodes, `${indent}  `),
        `${indent}end`,
      ];
    });
  const dashed = [...allNodes(diagram)].filter((node) => node.when !== undefined);
  const lines = [
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'flowchart LR',
    ...draw(diagram.nodes, '  '),
    ...[...allEdges(diagram)].map(
      (edge) => `  ${name(edge.from)} ${edge.conditional ? '-.->' : '-->'} ${name(edge.to)}`,
    ),
    ...(dashed.length === 0
      ? []
      : [
          '  classDef conditional stroke-dasharray: 5 4',
          `  class ${dashed.map((node) => name(node.id)).join(',')} conditional`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

function shape(node: DiagramNode): string {
  return node.kind === 'gate' ? `{{"${label(node)}"}}` : `["${label(node)}"]`;
}

function label(node: DiagramNode): string {
  const lines = [
    `<b>${mermaidText(node.label)}</b>`,
    mermaidText(node.detail),
    mermaidText(node.legs ?? ''),
    node.when === undefined ? '' : `<i>when ${mermaidText(node.when)}</i>`,
  ];
  return lines.filter((line) => line !== '').join('<br/>');
}

/** Mermaid reads `#name;` as a character, and everything else in a label as Markdown and HTML. */
function mermaidText(text: string): string {
  return text.replace(/[^\p{L}\p{N} ./,:=()-]/gu, (character) => `#${character.codePointAt(0)};`);
}
