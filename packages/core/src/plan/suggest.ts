/** "Did you mean": the nearest of the names that exist. @module */

/**
 * The candidate nearest to a name by edit distance, if one is near enough to be a slip of the hand; or else the only one
 * that begins with it.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length * 0.4));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? onlyLonger(wanted, candidates);
}

function onlyLonger(begin: string, candidates: Iterable<string>): string | undefined {
  // Of `--e` nobody can say what it was to become.
  if (begin.replace(/^-+/, '').length < 2) return undefined;
  const [longer, ...others] = new Set(
    [...candidates].filter(
      (each) => each.toLowerCase().startsWith(begin) && each.toLowerCase() !== begin,
    ),
  );
  return others.length === 0 ? longer : undefined;
}

/** The hint for an unknown name: the nearest one, or else all of them when they are few. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const known = [...new Set(candidates)];
  const near = nearest(name, known);
  if (near !== undefined) return `Did you mean \`${near}\`?`;
  if (known.length === 0 || known.length > 8) return undefined;
  return `Known: ${known.map((each) => `\`${each}\``).join(', ')}.`;
}

/** Optimal string alignment distance (a swap of neighbours costs one), given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let value = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + cost);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        value = Math.min(value, beforeLast[column - 2]! + 1);
      }
      current.push(value);
      smallest = Math.min(smallest, value);
    }
    if (smallest >= limit) return limit;
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
