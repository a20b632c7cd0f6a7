/** Which rows of a tree stay when a screen is too short for all of them. @module */

/** What a row is: a step that has ended, a line of a log that is not the last one, and so on. */
export type Rank =
  | 'done'
  | 'early-tail'
  | 'idle'
  | 'tail'
  | 'idle-group'
  | 'done-group'
  | 'active-group'
  | 'active';

/** The order in which rows give way. Steps that run or failed never do. */
const GIVING_WAY: readonly Rank[] = [
  'done',
  'early-tail',
  'idle',
  'tail',
  'idle-group',
  'done-group',
  'active-group',
];

/** How much room there is, and how much of it a row may take. */
export interface Room<Row> {
  readonly rows: number;
  readonly height: (row: Row) => number;
}

/**
 * Drops rows by rank until the rest fits together with the one line that counts the dropped ones. Steps to come go from
 * the end: what is next is worth more than what is last. Where even running and failed steps are too many, the last go.
 */
export function chooseRows<Row extends { readonly rank: Rank }>(
  all: readonly Row[],
  room: Room<Row>,
): { readonly kept: readonly Row[]; readonly hidden: readonly Row[] } {
  let taken = all.reduce((sum, row) => sum + room.height(row), 0);
  if (taken <= room.rows) return { kept: all, hidden: [] };
  const rows = Math.max(1, room.rows - 1);
  const dropped = new Set<Row>();
  for (const rank of GIVING_WAY) {
    const candidates = all.filter((row) => row.rank === rank);
    if (rank === 'idle') candidates.reverse();
    for (const row of candidates) {
      if (taken <= rows) break;
      dropped.add(row);
      taken -= room.height(row);
    }
  }
  const kept = all.filter((row) => !dropped.has(row)).slice(0, rows);
  const shown = new Set(kept);
  return { kept, hidden: all.filter((row) => !shown.has(row)) };
}
