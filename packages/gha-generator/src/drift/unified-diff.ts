/** Two texts as a unified diff, line by line. @module */

/** How many unchanged lines stand around a change. */
const AROUND = 3;

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** What `diff -u` prints; empty for equal texts. A text that is not there is called `/dev/null`. */
export function unifiedDiff(
  before: { readonly name: string; readonly text: string },
  after: { readonly name: string; readonly text: string },
): string {
  if (before.text === after.text) return '';
  const edits = editScript(lines(before.text), lines(after.text));
  const hunks: string[] = [];
  let [left, right] = [1, 1];
  for (let at = 0; at < edits.length; ) {
    if (edits[at]!.sign === ' ') {
      at++;
      left++;
      right++;
      continue;
    }
    const start = Math.max(0, at - AROUND);
    const end = endOfHunk(edits, at);
    const part = edits.slice(start, end);
    const lead = at - start;
    const removed = part.filter((each) => each.sign !== '+').length;
    const added = part.filter((each) => each.sign !== '-').length;
    hunks.push(
      `@@ -${range(left - lead, removed)} +${range(right - lead, added)} @@`,
      ...part.map(({ sign, line }) => sign + line),
    );
    left += removed - lead;
    right += added - lead;
    at = end;
  }
  return `--- ${before.name}\n+++ ${after.name}\n${hunks.join('\n')}\n`;
}

function lines(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function range(start: number, count: number): string {
  const at = count === 0 ? start - 1 : start;
  return count === 1 ? `${at}` : `${at},${count}`;
}

/** Changes with few unchanged lines between them stand in one hunk. */
function endOfHunk(edits: readonly Edit[], from: number): number {
  let end = from;
  for (let at = from; at < edits.length && at <= end + 2 * AROUND; at++) {
    if (edits[at]!.sign !== ' ') end = at;
  }
  return Math.min(edits.length, end + 1 + AROUND);
}

/** The shortest edit script, by Myers' greedy algorithm; equal beginnings and ends are taken off before. */
function editScript(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail++;
  }
  const same = (line: string): Edit => ({ sign: ' ', line });
  return [
    ...before.slice(0, head).map(same),
    ...shortest(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function shortest(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const most = before.length + after.length;
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let distance = 0; distance <= most; distance++) {
    trace.push(new Map(furthest));
    for (let k = -distance; k <= distance; k += 2) {
      let x = goesDown(furthest, k, distance) ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      furthest.set(k, x);
      if (x >= before.length && x - k >= after.length) return walkBack(trace, before, after);
    }
  }
  return [];
}

function goesDown(furthest: ReadonlyMap<number, number>, k: number, distance: number): boolean {
  return k === -distance || (k !== distance && furthest.get(k - 1)! < furthest.get(k + 1)!);
}

function walkBack(
  trace: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): readonly Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [before.length, after.length];
  for (let distance = trace.length - 1; distance >= 0; distance--) {
    const furthest = trace[distance]!;
    const k = x - y;
    const down = goesDown(furthest, k, distance);
    const fromX = distance === 0 ? 0 : furthest.get(down ? k + 1 : k - 1)!;
    const fromY = distance === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      edits.push({ sign: ' ', line: before[--x]! });
      y--;
    }
    if (distance === 0) break;
    if (down) edits.push({ sign: '+', line: after[--y]! });
    else edits.push({ sign: '-', line: before[--x]! });
  }
  return edits.reverse();
}
