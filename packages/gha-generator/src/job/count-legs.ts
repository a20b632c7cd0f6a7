/** How many legs a matrix has, as far as that is known beforehand. @module */
import type { Json, JsonObject, PlanMatrix } from '@sluice/core/plan';

/** Counting stops here: it is too many in any case. */
const ENOUGH = 100_000;

/** The number of legs; undefined where a run decides. */
export function countLegs({ axes, include = [], exclude = [] }: PlanMatrix): number | undefined {
  const lists: (readonly [string, readonly Json[]])[] = [];
  for (const [name, values] of axes) {
    if (typeof values === 'string') return undefined;
    lists.push([name, values]);
  }
  let cells: JsonObject[] = lists.length > 0 ? [{}] : [];
  for (const [name, values] of lists) {
    if (cells.length * values.length > ENOUGH) return cells.length * values.length;
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value })));
  }
  const names = new Set(lists.map(([name]) => name));
  const kept = cells.filter((cell) => !exclude.some((each) => matches(cell, each)));
  const added = include.filter((each) => {
    const own = Object.entries(each).filter(([name]) => names.has(name));
    return !kept.some((cell) => matches(cell, Object.fromEntries(own)));
  });
  return kept.length + added.length;
}

function matches(cell: JsonObject, part: JsonObject): boolean {
  return Object.entries(part).every(
    ([name, value]) => JSON.stringify(cell[name]) === JSON.stringify(value),
  );
}
