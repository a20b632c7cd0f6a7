/** What a watched folder holds that nobody edits: what git ignores, packages, and what Sluice itself writes. @module */
import { sep } from 'node:path';
import { git } from '../run/git.ts';

const ALWAYS: ReadonlySet<string> = new Set(['.git', '.sluice', 'node_modules']);

/** Says which paths, relative to the folder, do not count. Folders that git ignores do not with all that is in them. */
export async function ignoredIn(
  folder: string,
  outputs: readonly string[],
): Promise<(path: string) => boolean> {
  const known = new Set(outputs);
  const listed = await git(
    folder,
    'ls-files',
    '--others',
    '--ignored',
    '--exclude-standard',
    '--directory',
    '-z',
  );
  const folders = new Set(
    listed
      .split('\0')
      .filter((path) => path.endsWith('/'))
      .map((path) => path.slice(0, -1)),
  );
  return (path) => {
    const parts = path.split(sep);
    if (parts.some((part) => ALWAYS.has(part))) return true;
    return known.has(path) || parts.some((_, at) => folders.has(parts.slice(0, at + 1).join('/')));
  };
}

/** Those of the paths that git does not ignore; all of them outside a repository. */
export async function tracked(
  folder: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const listed = await git(folder, '-c', 'core.quotePath=off', 'check-ignore', '--', ...paths);
  const ignored = new Set(listed.split('\n'));
  return paths.filter((path) => !ignored.has(path));
}
