/** Which steps come before which, for many questions at once. @module */
import { ancestors, findCycle, type GraphStep, orderSteps } from './graph.ts';

/** Does `from` wait for `to`, directly or through others? */
export interface ReachQuestion {
  readonly from: string;
  readonly to: string;
}

/**
 * One answer per question. A step nearby is seen at once; the others are answered 31 at a time by one pass over the
 * graph, so that the cost stays linear for plans as people and programs write them.
 */
export function reaches(
  steps: readonly GraphStep[],
  questions: readonly ReachQuestion[],
): readonly boolean[] {
  const needs = new Map<string, readonly string[]>();
  for (const step of steps) if (!needs.has(step.id)) needs.set(step.id, step.needs ?? []);
  const answers = questions.map(({ from, to }) => needs.get(from)?.includes(to) === true);
  const open = new Map<string, { readonly from: string; readonly at: number }[]>();
  for (const [at, { from, to }] of questions.entries()) {
    if (answers[at]) continue;
    const near = lookNearby(needs, from, to);
    if (near !== undefined) {
      answers[at] = near;
      continue;
    }
    const list = open.get(to) ?? [];
    list.push({ from, at });
    open.set(to, list);
  }
  if (open.size === 0) return answers;
  if (findCycle(steps) !== undefined) {
    const found = new Map<string, ReadonlySet<string>>();
    for (const [to, list] of [...open].slice(0, 100)) {
      for (const { from, at } of list) {
        if (!found.has(from) && found.size < 100) found.set(from, ancestors(steps, from));
        answers[at] = found.get(from)?.has(to) ?? true;
      }
    }
    return answers;
  }
  const order = orderSteps(steps);
  // A step reaches only what lies on a lower level.
  const level = new Map<string, number>();
  for (const id of order) {
    let above = 0;
    for (const need of needs.get(id)!) above = Math.max(above, (level.get(need) ?? -1) + 1);
    level.set(id, above);
  }
  for (const [to, list] of open) {
    const rest = list.filter(({ from }) => (level.get(from) ?? 0) > (level.get(to) ?? 0));
    if (rest.length > 0) open.set(to, rest);
    else open.delete(to);
  }
  const targets = [...open.keys()];
  for (let start = 0; start < targets.length; start += 31) {
    const batch = targets.slice(start, start + 31);
    const bits = new Map(batch.map((id, at) => [id, 1 << at]));
    const masks = new Map<string, number>();
    for (const id of order) {
      let mask = 0;
      for (const need of needs.get(id)!) mask |= (masks.get(need) ?? 0) | (bits.get(need) ?? 0);
      if (mask !== 0) masks.set(id, mask);
    }
    for (const to of batch) {
      for (const { from, at } of open.get(to)!) {
        answers[at] = ((masks.get(from) ?? 0) & bits.get(to)!) !== 0;
      }
    }
  }
  return answers;
}

/** Looks at no more than this many steps before the graph as a whole is asked. */
const NEARBY = 64;

/** The answer, if it is found among the nearest ancestors or these are all; undefined otherwise. */
function lookNearby(
  needs: ReadonlyMap<string, readonly string[]>,
  from: string,
  to: string,
): boolean | undefined {
  const seen = new Set([from]);
  for (const id of seen) {
    for (const need of needs.get(id) ?? []) {
      if (need === to) return true;
      seen.add(need);
      if (seen.size > NEARBY) return undefined;
    }
  }
  return false;
}
