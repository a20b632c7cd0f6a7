/** `sluice graph`: the picture of a workflow. @module */
import { strayWord } from '../argv/stray-word.ts';
import { takeChoice } from '../argv/take-flag.ts';
import type { CliContext } from '../context.ts';
import { type Diagram, toDiagram } from '../graph/diagram.ts';
import { printDot } from '../graph/dot.ts';
import { printMermaid } from '../graph/mermaid.ts';
import { printSvg } from '../graph/svg.ts';
import { printTree } from '../graph/tree.ts';
import { Problems } from '../problem.ts';
import { printProblems } from '../text/problem-text.ts';
import { errorsOf, workflowArgument } from './workflow-argument.ts';

/** Prints the graph of a workflow as a tree, Mermaid, Graphviz's language, SVG, or JSON, and what is wrong with it. */
export async function graphCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const formats = ['tree', 'mermaid', 'dot', 'svg', 'json'] as const;
  const { value, words } = takeChoice(rest, 'graph', 'format', formats);
  const [name, ...more] = words;
  if (name === undefined) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`graph` needs the name or the file of a workflow.',
      hint: 'sluice graph NAME --format=svg > graph.svg',
    });
  }
  const stray = [name, ...more].find((word, at) => at > 0 || /^-./.test(word));
  if (stray !== undefined)
    throw strayWord('graph', stray, 'sluice graph NAME --format=svg > graph.svg', ['--format']);
  const workflow = await workflowArgument(name, context);
  const { plan, kind } = workflow;
  const { cwd, stderr, stdout } = context.io;
  const title = `${plan.name} (${kind})`;
  const diagram = toDiagram(plan);
  const format = context.flags.json ? 'json' : value;
  stdout.write(print(format, title, diagram, stdout.isTTY === true ? (stdout.columns ?? 80) : 200));
  // The picture helps to see what is wrong.
  const errors = await errorsOf(workflow, context);
  if (errors.length > 0) stderr.write(printProblems(errors, { cwd, style: context.style }));
  return errors.length > 0 ? 2 : 0;
}

function print(
  format: 'tree' | 'mermaid' | 'dot' | 'svg' | 'json',
  title: string,
  diagram: Diagram,
  columns: number,
): string {
  switch (format) {
    case 'tree':
      return printTree(title, diagram, columns);
    case 'mermaid':
      return printMermaid(title, diagram);
    case 'dot':
      return printDot(title, diagram);
    case 'svg':
      return printSvg(title, diagram);
    case 'json':
      return `${JSON.stringify({ v: 1, title, ...diagram }, null, 2)}\n`;
  }
}
