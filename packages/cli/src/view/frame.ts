/** One picture of a run: the lines of the live tree. Pure. @module */
import { countWords } from '../text/count-words.ts';
import { cutToWidth, displayWidth, greatestWidth, stripControl } from '../text/display-width.ts';
import { printDuration, printSeconds } from '../text/duration.ts';
import { createStyle, type Style } from '../text/style.ts';
import { chooseRows, type Rank } from './choose-rows.ts';
import { countResults } from './results.ts';
import { paintStatus, statusSymbol } from './symbol.ts';
import type { TreeNode, TreeState } from './tree.ts';

type Part = readonly [text: string, paint?: ((text: string) => string) | undefined];

interface Row {
  readonly rank: Rank;
  readonly node: TreeNode;
  /** About how wide it is, never less. Only the rows that are shown are printed. */
  readonly width: number;
  readonly print: () => string;
}

interface Layout {
  readonly state: TreeState;
  readonly columns: number;
  readonly style: Style;
  /** How wide labels are, so that the times stand in one column. */
  readonly labels: number;
  readonly tails: boolean;
}

const TAIL_LINES = 3;
const PLAIN = createStyle(false);

/**
 * The lines of a run in a terminal of this size, at most `rows - 1`, none wider than `columns` cells.
 * Finished steps give way first, then logs but for their last lines, steps to come, those last lines, and groups in
 * which nothing goes on; running and failed steps stay.
 */
export function frame(
  state: TreeState,
  columns: number,
  rows: number,
  style: Style = PLAIN,
): readonly string[] {
  const all = rowsOf(state.nodes, 0, layoutOf(state, columns, style, true));
  const top = headline(state, columns, style);
  // A terminal that becomes narrower breaks these lines: down to 40 columns they shall still be on its screen, for what
  // has gone up into the scrollback cannot be taken back.
  const narrow = Math.max(1, Math.min(columns, 40));
  const { kept, hidden } = chooseRows(all, {
    rows: Math.max(1, rows - 2),
    height: (row) => Math.max(1, Math.ceil(Math.min(row.width, columns) / narrow)),
  });
  const lines = [top, ...kept.map((row) => row.print())];
  if (hidden.length > 0) {
    const nodes = hidden.filter((row) => !isTail(row)).map((row) => row.node);
    if (nodes.length > 0) lines.push(style.dim(cutToWidth(`  ${moreWords(nodes)}`, columns)));
  }
  return lines.slice(0, Math.max(1, rows - 1));
}

/** The whole tree, as it stays behind when a run has ended. */
export function fullTree(
  state: TreeState,
  columns: number,
  style: Style = PLAIN,
): readonly string[] {
  const rows = rowsOf(state.nodes, 0, layoutOf(state, columns, style, false));
  return [headline(state, columns, style), ...rows.map((row) => row.print())];
}

function moreWords(nodes: readonly TreeNode[]): string {
  const counts = countResults(nodes.map(({ status }) => ({ status })));
  const words = countWords([
    [counts.failure, 'failed'],
    [counts.running + counts.waiting + counts.retrying, 'running'],
    [counts.success + counts.cancelled + counts.skipped, 'done'],
    [counts.pending + counts.scheduled, 'to go'],
  ]);
  return `+${nodes.length} more: ${words}`;
}

/** The words as far as there is room, or else the symbols. */
function headline(state: TreeState, columns: number, style: Style): string {
  const counts = countResults(state.nodes);
  const left = counts.pending + counts.scheduled;
  const words = countWords([
    [counts.failure, 'failed'],
    [counts.running, 'running'],
    [counts.waiting, 'waiting'],
    [counts.retrying, 'to retry'],
    [counts.success, 'done'],
    [counts.cancelled, 'cancelled'],
    [counts.skipped, 'skipped'],
    [left, 'to go'],
  ]);
  const start: readonly Part[] = [
    [state.title, style.bold],
    [`  ${printDuration(state.now - state.startedAt)}`, style.dim],
    [state.notice === undefined ? '' : `  ${stripControl(state.notice)}`, style.yellow],
  ];
  const used = widthOf(start);
  const short = (
    [
      [counts.failure, 'failure'],
      [counts.running, 'running'],
      [counts.waiting, 'waiting'],
      [counts.retrying, 'retrying'],
      [counts.success, 'success'],
      [counts.cancelled, 'cancelled'],
      [counts.skipped, 'skipped'],
      [left, 'pending'],
    ] as const
  )
    .filter(([count]) => count > 0)
    .map(([count, status]) => `${statusSymbol(status, 0, style)}${count}`)
    .join(' ');
  const fits = used + 2 + displayWidth(words) <= columns;
  return compose([...start, [`  ${fits ? words : short}`, style.dim]], columns);
}

function layoutOf(state: TreeState, columns: number, style: Style, tails: boolean): Layout {
  const widest = (nodes: readonly TreeNode[], depth: number): number =>
    nodes.reduce(
      (most, node) =>
        Math.max(most, 2 * depth + displayWidth(node.label), widest(below(node), depth + 1)),
      0,
    );
  const labels = Math.min(widest(state.nodes, 0), Math.floor(columns * 0.45));
  return { state, columns, style, labels, tails };
}

function rowsOf(nodes: readonly TreeNode[], depth: number, layout: Layout): readonly Row[] {
  return nodes.flatMap((node) => [
    stepRow(node, depth, layout),
    ...tailRows(node, depth, layout),
    ...rowsOf(below(node), depth + 1, layout),
  ]);
}

function below({ calls = [], children }: TreeNode): readonly TreeNode[] {
  return calls.length === 0 ? children : [...calls, ...children];
}

function stepRow(node: TreeNode, depth: number, layout: Layout): Row {
  const { label, machine, note } = node;
  const before = 2 * depth + 2;
  const time = node.startedAt === undefined ? 0 : '  59m 59s'.length;
  const attempt = node.attempt > 1 ? '  attempt 99'.length : 0;
  const words = [machine, note].filter((each) => each !== undefined);
  const after = words.reduce((sum, each) => sum + 2 + greatestWidth(each), time + attempt);
  const name = Math.max(greatestWidth(label), after === 0 ? 0 : layout.labels - 2 * depth);
  return {
    rank: rankOf(node),
    node,
    width: before + name + after,
    print: () => printStep(node, depth, layout),
  };
}

function printStep(node: TreeNode, depth: number, layout: Layout): string {
  const { state, columns, style, labels } = layout;
  const { status } = node;
  const lead = `${'  '.repeat(depth)}${statusSymbol(status, state.tick, style)} `;
  const time = timeOf(node, state.now);
  const after: readonly Part[] = [
    [time === '' ? '' : `  ${time}`, style.dim],
    [node.attempt > 1 ? `  attempt ${node.attempt}` : '', style.yellow],
  ];
  const room = columns - displayWidth(lead) - widthOf(after);
  const label = cutToWidth(node.label, Math.max(Math.min(8, columns), room));
  const used = displayWidth(label);
  const gap = Math.max(0, Math.min(labels - 2 * depth - used, room - used));
  const isLast = widthOf(after) === 0 && node.note === undefined && node.machine === undefined;
  const isDim = status === 'skipped' || status === 'pending';
  return compose(
    [
      [lead, paintStatus(status, style)],
      [label, isDim ? style.dim : undefined],
      [isLast ? '' : ' '.repeat(gap)],
      ...after,
      [node.machine === undefined ? '' : `  ${stripControl(node.machine)}`, style.dim],
      [
        node.note === undefined ? '' : `  ${stripControl(node.note)}`,
        status === 'failure' ? style.red : style.dim,
      ],
    ],
    columns,
  );
}

function tailRows(node: TreeNode, depth: number, layout: Layout): readonly Row[] {
  const { columns, style, tails } = layout;
  if (!tails || (node.status !== 'running' && node.status !== 'failure')) return [];
  const shown = node.tail.slice(-TAIL_LINES);
  return shown.map((line, at) => ({
    rank: at === shown.length - 1 ? 'tail' : 'early-tail',
    node,
    width: 2 * depth + 4 + greatestWidth(line),
    print: () => {
      // A line may be of any length: what is far beyond the screen need not be looked at.
      const text = stripControl(line.slice(0, 8 * columns));
      return compose([[`${'  '.repeat(depth)}  │ ${text}`, style.dim]], columns);
    },
  }));
}

function isTail({ rank }: Row): boolean {
  return rank === 'tail' || rank === 'early-tail';
}

function rankOf(node: TreeNode): Rank {
  const isActive = (each: TreeNode): boolean =>
    ['running', 'failure', 'waiting', 'retrying'].includes(each.status);
  const holdsActive = (each: TreeNode): boolean =>
    below(each).some((child) => isActive(child) || holdsActive(child));
  if (holdsActive(node)) return 'active-group';
  if (isActive(node)) return 'active';
  const isGroup = node.children.length > 0;
  if (node.status === 'pending' || node.status === 'scheduled')
    return isGroup ? 'idle-group' : 'idle';
  return isGroup ? 'done-group' : 'done';
}

/** Whole seconds while it goes on: a screen that is full of moving digits is hard to read. */
function timeOf(node: TreeNode, now: number): string {
  if (node.startedAt === undefined) return '';
  if (node.finishedAt !== undefined) return printDuration(node.finishedAt - node.startedAt);
  return node.status === 'running' ? printSeconds(now - node.startedAt) : '';
}

function widthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, [text]) => sum + displayWidth(text), 0);
}

function compose(parts: readonly Part[], columns: number): string {
  let left = columns;
  let line = '';
  for (const [text, paint] of parts) {
    if (text === '' || left <= 0) continue;
    const cut = cutToWidth(text, left);
    left -= displayWidth(cut);
    line += paint === undefined ? cut : paint(cut);
    if (cut !== text) break;
  }
  return line;
}
