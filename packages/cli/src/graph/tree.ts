/** A plan as a tree of lines: what contains what, and what each step waits for. @module */
import { cutToWidth, displayWidth, padToWidth } from '../text/display-width.ts';
import type { Diagram, DiagramNode } from './diagram.ts';

/** The lines, cut to the width of the terminal. */
export function printTree(title: string, diagram: Diagram, columns: number): string {
  const lines = [title, ...rows(diagram, '')];
  return `${lines.map((line) => cutToWidth(line, columns)).join('\n')}\n`;
}

function rows({ nodes }: Diagram, indent: string): readonly string[] {
  const width = Math.max(0, ...nodes.map((node) => displayWidth(node.label)));
  return nodes.flatMap((node, at) => {
    const isLast = at === nodes.length - 1;
    const head = `${indent}${isLast ? '└─' : '├─'} ${padToWidth(node.label, width)}  ${words(node)}`;
    const inner =
      node.inner === undefined ? [] : rows(node.inner, `${indent}${isLast ? '   ' : '│  '}`);
    return [head, ...inner];
  });
}

function words(node: DiagramNode): string {
  const parts = [
    node.detail,
    node.legs ?? '',
    node.needs.length > 0 ? `after ${node.needs.join(', ')}` : '',
    node.when === undefined ? '' : `when ${node.when}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
