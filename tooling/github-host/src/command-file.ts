/** The files by which a step speaks to the runner: `GITHUB_OUTPUT`, `GITHUB_ENV`, `GITHUB_PATH`. @module */

/**
 * The `name=value` and heredoc entries of a file. Whichever of `=` and `<<` comes first in a line decides; nothing
 * is trimmed; a heredoc without its end is an error (GitHub's runner, FileCommandManager).
 */
export function readAssignments(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (heredoc !== -1 && (equals === -1 || heredoc < equals)) {
      const end = lines.indexOf(line.slice(heredoc + 2), at + 1);
      if (end === -1) throw new Error(`The value of \`${line.slice(0, heredoc)}\` has no end.`);
      entries.set(line.slice(0, heredoc), lines.slice(at + 1, end).join('\n'));
      at = end;
    } else if (equals > 0) {
      entries.set(line.slice(0, equals), line.slice(equals + 1));
    } else {
      throw new Error(`Not an assignment: ${line}`);
    }
  }
  return entries;
}

/** The lines of a `GITHUB_PATH` file, the last first, as they are put before `PATH`. */
export function readPaths(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .reverse();
}
