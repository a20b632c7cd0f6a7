/** A heap of things that have a place in the plan: the first in plan order comes out first. @module */

/** Something with a place: the positions on the way down from the plan. */
export interface Placed {
  readonly order: readonly number[];
}

/** Plan order, then item index. A parent comes before its children. */
export function compareOrder(a: Placed, b: Placed): number {
  const shared = Math.min(a.order.length, b.order.length);
  for (let at = 0; at < shared; at++) {
    const difference = a.order[at]! - b.order[at]!;
    if (difference !== 0) return difference;
  }
  return a.order.length - b.order.length;
}

/** A binary heap. */
export class ReadyQueue<T extends Placed> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (compareOrder(items[parent]!, item) <= 0) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (first === undefined || last === undefined || items.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && compareOrder(items[child + 1]!, items[child]!) < 0) child++;
      if (compareOrder(items[child]!, last) >= 0) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return first;
  }
}
