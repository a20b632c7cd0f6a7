/** The legs of a `strategy.matrix`, by the rules of GitHub's documentation ("Running variations of jobs"). @module */

/** The values of one leg. */
export type Leg = Readonly<Record<string, unknown>>;

/** Every leg of a matrix, in GitHub's order: the product of the axes, then the legs that `include` adds. */
export function expandMatrix(matrix: Readonly<Record<string, unknown>>): readonly Leg[] {
  const { include, exclude, ...axes } = matrix;
  const names = Object.keys(axes);
  let product: Leg[] = names.length === 0 ? [] : [{}];
  for (const name of names) {
    const values = axes[name] as readonly unknown[];
    product = product.flatMap((leg) => values.map((value) => ({ ...leg, [name]: value })));
  }
  const excluded = (exclude ?? []) as readonly Leg[];
  const kept = product.filter((leg) => !excluded.some((pattern) => matches(leg, pattern)));

  const legs: Record<string, unknown>[] = kept.map((leg) => ({ ...leg }));
  const added: Leg[] = [];
  for (const extra of (include ?? []) as readonly Leg[]) {
    const targets = legs.filter((_, index) => agrees(kept[index] ?? {}, extra, names));
    if (targets.length === 0) added.push(extra);
    for (const target of targets) Object.assign(target, extra);
  }
  return [...legs, ...added];
}

/** Whether every key of the pattern stands in the leg with an equal value. */
function matches(leg: Leg, pattern: Leg): boolean {
  return Object.entries(pattern).every(([key, value]) => key in leg && same(leg[key], value));
}

/** Whether an `include` leaves every original value of a leg as it is. */
function agrees(leg: Leg, extra: Leg, axes: readonly string[]): boolean {
  return axes.every((axis) => !(axis in extra) || same(leg[axis], extra[axis]));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
