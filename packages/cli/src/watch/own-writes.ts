/** Files that the runs themselves write: what changes in every run must not start the next one for ever. @module */

/** How many runs in a row have to change a file before it counts as theirs. */
const ENOUGH = 3;

/** What a change means. */
export interface Judgement {
  /** Those that start a run. */
  readonly starts: readonly string[];
  /** Those that count as written by the runs from now on. */
  readonly found: readonly string[];
}

/** Tells what people change from what the runs write. */
export interface OwnWrites {
  /** Judges changes in the course of a run, or after it. What a person changes after a run always starts one. */
  judge(paths: readonly string[], inRun: boolean): Judgement;
}

/**
 * Somebody who saves a file while a run is under way looks the same as a run that writes it; but only the run does so
 * every time.
 */
export function createOwnWrites(): OwnWrites {
  const own = new Set<string>();
  let inRow = new Map<string, number>();
  return {
    judge(paths, inRun) {
      if (!inRun) {
        inRow = new Map();
        return { starts: paths, found: [] };
      }
      const others = paths.filter((path) => !own.has(path));
      if (others.length === 0) return { starts: [], found: [] };
      inRow = new Map(others.map((path) => [path, (inRow.get(path) ?? 0) + 1]));
      const found = others.filter((path) => inRow.get(path) === ENOUGH);
      for (const path of found) own.add(path);
      return { starts: others.filter((path) => !own.has(path)), found };
    },
  };
}
