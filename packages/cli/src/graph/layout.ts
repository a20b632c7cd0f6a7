/** Where everything of a diagram stands: boxes in columns that never overlap, and the ways of the edges between them. @module */
import type { Diagram, DiagramNode } from './diagram.ts';
import { type LayerItem, toLayers } from './layers.ts';

/** A box, its corner at the upper left. Inner boxes are relative to the whole picture, too. */
export interface Box {
  readonly node: DiagramNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly BoxLine[];
}

/** A line of text in a box. */
export interface BoxLine {
  readonly text: string;
  readonly role: 'title' | 'detail' | 'condition';
}

/** An edge as points: in pairs, straight through a column, curved between columns. */
export interface Way {
  readonly conditional: boolean;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A laid out diagram. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly ways: readonly Way[];
}

/** How a text is measured, in the unit of the picture. */
export type Measure = (text: string, role: BoxLine['role']) => number;

const COLUMN_GAP = 56;
const ROW_GAP = 20;
const LANE = 14;
const PADDING = 12;
export const LINE_HEIGHT = 18;
const LONGEST = 44;

interface Sized {
  readonly node: DiagramNode;
  readonly lines: readonly BoxLine[];
  readonly inner: Layout | undefined;
  readonly width: number;
  readonly height: number;
}

/** Lays out a diagram, inner ones inside the boxes that contain them. */
export function layOut(diagram: Diagram, measure: Measure): Layout {
  const sized = new Map(diagram.nodes.map((node) => [node.id, sizeOf(node, measure)]));
  const own = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
  const byName = new Map(diagram.nodes.map((node) => [own(node.id), node.id]));
  const { layers, routes } = toLayers(
    diagram.nodes.map((node) => ({
      id: node.id,
      needs: node.needs.map((need) => byName.get(need)!),
    })),
  );
  const height = (item: LayerItem): number =>
    item.step === undefined ? LANE : sized.get(item.step)!.height;
  const widths = layers.map((items) =>
    Math.max(
      0,
      ...items.map((item) => (item.step === undefined ? 0 : sized.get(item.step)!.width)),
    ),
  );
  const left: number[] = [];
  let x = 0;
  for (const width of widths) {
    left.push(x);
    x += width + COLUMN_GAP;
  }
  const middles = rows(layers, routes, height);
  const boxes: Box[] = [];
  const ways: Way[] = [];
  for (const [column, items] of layers.entries()) {
    for (const item of items) {
      if (item.step === undefined) continue;
      const { node, lines, inner, ...size } = sized.get(item.step)!;
      const box = {
        node,
        lines,
        ...size,
        x: left[column]!,
        y: middles.get(item.key)! - size.height / 2,
      };
      boxes.push(box);
      if (inner === undefined) continue;
      const [dx, dy] = [box.x + PADDING, box.y + PADDING + lines.length * LINE_HEIGHT + PADDING];
      boxes.push(...inner.boxes.map((each) => ({ ...each, x: each.x + dx, y: each.y + dy })));
      ways.push(
        ...inner.ways.map((way) => ({
          ...way,
          points: way.points.map(([px, py]) => [px + dx, py + dy] as const),
        })),
      );
    }
  }
  const columnOf = new Map(
    layers.flatMap((items, column) => items.map(({ key }) => [key, column] as const)),
  );
  for (const { from, to, keys } of routes) {
    const points = keys.flatMap((key): (readonly [number, number])[] => {
      const column = columnOf.get(key)!;
      const y = middles.get(key)!;
      const start = left[column]!;
      const end = start + widths[column]!;
      if (key === to) return [[start, y]];
      // A step that is narrower than its column is left in its own row: the next one may be wider.
      const first = key === from ? start + sized.get(key)!.width : start;
      return first === end
        ? [[end, y]]
        : [
            [first, y],
            [end, y],
          ];
    });
    const conditional = sized.get(to)!.node.when !== undefined;
    ways.push({ conditional, points });
  }
  return {
    width: Math.max(0, x - COLUMN_GAP),
    height: Math.max(0, ...boxes.map((box) => box.y + box.height), ...[...middles.values()]),
    boxes,
    ways,
  };
}

function sizeOf(node: DiagramNode, measure: Measure): Sized {
  const lines: BoxLine[] = [{ text: short(node.label), role: 'title' }];
  const add = (text: string | undefined, role: BoxLine['role']): void => {
    if (text !== undefined && text !== '') lines.push({ text: short(text), role });
  };
  add(node.detail, 'detail');
  add(node.legs, 'detail');
  add(node.when === undefined ? undefined : `when ${node.when}`, 'condition');
  const inner = node.inner === undefined ? undefined : layOut(node.inner, measure);
  const text = Math.max(...lines.map((line) => measure(line.text, line.role)));
  return {
    node,
    lines,
    inner,
    width: Math.ceil(Math.max(text, inner?.width ?? 0)) + 2 * PADDING,
    height:
      lines.length * LINE_HEIGHT +
      2 * PADDING +
      (inner === undefined ? 0 : Math.ceil(inner.height) + PADDING),
  };
}

function short(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ')];
  return characters.length <= LONGEST
    ? characters.join('')
    : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

/** The middle of every item: near the middles of its neighbours, and never over the item above. */
function rows(
  layers: readonly (readonly LayerItem[])[],
  routes: ReturnType<typeof toLayers>['routes'],
  height: (item: LayerItem) => number,
): ReadonlyMap<string, number> {
  const neighbours = new Map<string, string[]>();
  for (const { keys } of routes) {
    for (let at = 1; at < keys.length; at++) {
      const [one, other] = [keys[at - 1]!, keys[at]!];
      neighbours.set(one, [...(neighbours.get(one) ?? []), other]);
      neighbours.set(other, [...(neighbours.get(other) ?? []), one]);
    }
  }
  const middles = new Map<string, number>();
  const stack = (items: readonly LayerItem[], wish: (item: LayerItem) => number): void => {
    let bottom = Number.NEGATIVE_INFINITY;
    const tops = items.map((item) => {
      const top = Math.max(wish(item) - height(item) / 2, bottom + ROW_GAP);
      bottom = top + height(item);
      return top;
    });
    // What was pushed down is pulled back up as a whole, so that a column stays around its wishes.
    const slack = items.map((item, at) => tops[at]! + height(item) / 2 - wish(item));
    const shift =
      slack.length === 0 ? 0 : slack.reduce((sum, each) => sum + each, 0) / slack.length;
    items.forEach((item, at) => {
      middles.set(item.key, tops[at]! + height(item) / 2 - shift);
    });
  };
  for (const items of layers) stack(items, () => 0);
  const mean = (item: LayerItem): number => {
    const known = neighbours.get(item.key) ?? [];
    if (known.length === 0) return middles.get(item.key)!;
    return known.reduce((sum, key) => sum + middles.get(key)!, 0) / known.length;
  };
  for (let round = 0; round < 8; round++) {
    const turn = round % 2 === 0 ? layers : [...layers].reverse();
    for (const items of turn) stack(items, mean);
  }
  const topOf = (item: LayerItem): number => middles.get(item.key)! - height(item) / 2;
  const top = Math.min(...layers.flatMap((items) => items.map(topOf)));
  // Upper edges stand on whole numbers; the middle of an odd height does not.
  return new Map(
    layers.flatMap((items) =>
      items.map((item) => [item.key, Math.round(topOf(item) - top) + height(item) / 2] as const),
    ),
  );
}
