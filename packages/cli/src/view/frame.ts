/** One picture of a run: the lines of the live tree. Pure. @module */
import { cutToWidth, displayWidth, stripControl } from '../text/display-width.ts';
import { printDuration } from '../text/duration.ts';
import { createStyle, type Style } from '../text/style.ts';
import { paintStatus, statusSymbol } from './symbol.ts';
import { countResults, type TreeNode, type TreeState } from './tree.ts';

type Part = readonly [text: string, paint?: (text: string) => string];

interface Row {
  readonly parts: readonly Part[];
  /** Rows of a lower rank go first when there is no room; {@link KEEP} never goes. */
  readonly rank: number;
}

const DONE_LEAF = 0;
const TAIL = 1;
const IDLE = 2;
const DONE_GROUP = 3;
const KEEP = 4;

const TAIL_LINES = 3;
const PLAIN = createStyle(false);

/**
 * The lines of a run in a terminal of this size, at most `rows - 1`, none wider than `columns` cells.
 * Finished steps give way first, then logs, then steps that have not begun; running and failed ones stay.
 */
export function frame(
  state: TreeState,
  columns: number,
  rows: number,
  style: Style = PLAIN,
): readonly string[] {
  const all = state.nodes.flatMap((node) => rowsOf(node, 0, state, style));
  const budget = Math.max(1, rows - 2);
  const { kept, hidden } = choose(all, budget);
  const body = kept.map((row) => compose(row.parts, columns));
  if (hidden > 0) body.push(compose([[`  +${hidden} more`, style.dim]], columns));
  return [compose(headline(state, style), columns), ...body].slice(0, Math.max(1, rows - 1));
}

/** The whole tree, as it stays behind when a run has ended. */
export function fullTree(
  state: TreeState,
  columns: number,
  style: Style = PLAIN,
): readonly string[] {
  const rows = state.nodes.flatMap((node) => rowsOf(node, 0, state, style, false));
  return [headline(state, style), ...rows.map((row) => row.parts)].map((parts) =>
    compose(parts, columns),
  );
}

function headline(state: TreeState, style: Style): readonly Part[] {
  const counts = countResults(state.nodes);
  const left = counts.pending + counts.scheduled;
  const words = [
    counts.running > 0 ? `${counts.running} running` : '',
    counts.waiting > 0 ? `${counts.waiting} waiting` : '',
    counts.failure > 0 ? `${counts.failure} failed` : '',
    counts.success > 0 ? `${counts.success} done` : '',
    left > 0 ? `${left} to go` : '',
  ].filter((word) => word !== '');
  return [
    [state.title, style.bold],
    [`  ${printDuration(state.now - state.startedAt)}`, style.dim],
    [words.length > 0 ? `  ${words.join(', ')}` : '', style.dim],
  ];
}

function rowsOf(
  node: TreeNode,
  depth: number,
  state: TreeState,
  style: Style,
  tails = true,
): readonly Row[] {
  const paint = paintStatus(node.status, style);
  const indent = '  '.repeat(depth);
  const time = elapsed(node, state.now);
  const row: Row = {
    rank: rankOf(node),
    parts: [
      [`${indent}${statusSymbol(node.status, state.tick)} `, paint],
      [node.label, node.status === 'skipped' || node.status === 'pending' ? style.dim : undefined],
      [time === undefined ? '' : `  ${printDuration(time)}`, style.dim],
      [node.attempt > 1 ? `  attempt ${node.attempt}` : '', style.yellow],
      [
        node.note === undefined ? '' : `  ${node.note}`,
        node.status === 'failure' ? style.red : style.dim,
      ],
    ] as readonly Part[],
  };
  const shown = tails && node.status === 'running' ? node.tail.slice(-TAIL_LINES) : [];
  const logs = shown.map(
    (line): Row => ({
      rank: TAIL,
      parts: [[`${indent}  │ ${stripControl(line)}`, style.dim]],
    }),
  );
  const below = node.children.flatMap((child) => rowsOf(child, depth + 1, state, style, tails));
  return [row, ...logs, ...below];
}

function rankOf(node: TreeNode): number {
  const live = (each: TreeNode): boolean =>
    ['running', 'failure', 'waiting', 'retrying'].includes(each.status) || each.children.some(live);
  if (live(node)) return KEEP;
  const idle = node.status === 'pending' || node.status === 'scheduled';
  if (node.children.length > 0) return idle ? IDLE : DONE_GROUP;
  return idle ? IDLE : DONE_LEAF;
}

function elapsed(node: TreeNode, now: number): number | undefined {
  if (node.startedAt === undefined) return undefined;
  const end = node.finishedAt ?? (node.status === 'running' ? now : undefined);
  return end === undefined ? undefined : end - node.startedAt;
}

/** Drops rows by rank until the rest and the line that counts the dropped ones fit. */
function choose(
  all: readonly Row[],
  budget: number,
): { readonly kept: readonly Row[]; readonly hidden: number } {
  if (all.length <= budget) return { kept: all, hidden: 0 };
  const room = Math.max(1, budget - 1);
  const dropped = new Set<Row>();
  for (let rank = DONE_LEAF; rank < KEEP; rank++) {
    // Idle steps go from the end: what comes next is worth more than what comes last.
    const candidates = all.filter((row) => row.rank === rank);
    if (rank === IDLE) candidates.reverse();
    for (const row of candidates) {
      if (all.length - dropped.size <= room) break;
      dropped.add(row);
    }
  }
  const kept = all.filter((row) => !dropped.has(row)).slice(0, room);
  const hidden = all.filter((row) => row.rank !== TAIL && !kept.includes(row)).length;
  return { kept, hidden };
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
