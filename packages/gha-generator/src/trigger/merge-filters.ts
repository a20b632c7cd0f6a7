/**
 * Two triggers of one event as one. GitHub joins the filters of an event by *and* (branches or tags, paths, types), so
 * two triggers can become one only where they differ in a single one of these.
 * @module
 */
import type { EventFilter } from '../model/workflow.ts';

type Key = Exclude<keyof EventFilter, 'raw'>;
const DIMENSIONS: readonly (readonly Key[])[] = [
  ['types'],
  ['branches', 'branches-ignore', 'tags', 'tags-ignore'],
  ['paths', 'paths-ignore'],
  ['workflows'],
];

/** The types that GitHub reacts to where none are said, for events that do not react to all of theirs. */
const USUAL_TYPES: Readonly<Record<string, readonly string[]>> = {
  'pull-request': ['opened', 'synchronize', 'reopened'],
  'pull-request-target': ['opened', 'synchronize', 'reopened'],
};

/** What starts when one of the two does; undefined when no single filter says that. */
export function mergeFilters(
  event: string,
  one: EventFilter,
  other: EventFilter,
): EventFilter | undefined {
  const differing = DIMENSIONS.filter((keys) =>
    keys.some((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key])),
  );
  if (differing.length === 0) return one;
  if (differing.length > 1) {
    if (passesAll(one, other, event)) return one;
    return passesAll(other, one, event) ? other : undefined;
  }
  const keys = differing[0]!;
  const merged: { [K in Key]?: readonly string[] } = { ...one };
  for (const key of keys) delete merged[key];
  if (keys[0] === 'types') {
    const usual = USUAL_TYPES[event];
    if (one.types === undefined || other.types === undefined) {
      if (usual !== undefined) {
        merged.types = union(one.types ?? usual, other.types ?? usual);
      }
    } else merged.types = union(one.types, other.types);
    return merged;
  }
  // no filter of this kind on one side: everything passes it
  const free = (filter: EventFilter): boolean => keys.every((key) => filter[key] === undefined);
  if (free(one) || free(other)) return merged;
  for (const key of keys) {
    const [left, right] = [one[key], other[key]];
    if (left === undefined && right === undefined) continue;
    if (
      JSON.stringify(left) === JSON.stringify(right) ||
      left === undefined ||
      right === undefined
    ) {
      merged[key] = left ?? right!;
    } else if (
      key.endsWith('-ignore') ||
      [...left, ...right].some((each) => each.startsWith('!'))
    ) {
      return undefined;
    } else merged[key] = union(left, right);
  }
  const opposite = keys.some((key) => merged[key] && merged[`${key}-ignore` as Key]);
  return opposite ? undefined : merged;
}

/** Whether a filter lets everything pass that another one does. */
function passesAll(filter: EventFilter, other: EventFilter, event: string): boolean {
  if (Object.keys(filter).length > 0) return false;
  const usual = USUAL_TYPES[event];
  return usual === undefined || (other.types ?? usual).every((type) => usual.includes(type));
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}
