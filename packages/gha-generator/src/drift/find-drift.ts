/** Whether the files of a repository are what its definitions say. @module */
import { generatedFrom } from '../file-header.ts';
import type { GeneratedFile } from '../generate.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A file that is not what it should be. */
export interface Drift {
  /**
   * `changed`: its content is another; `missing`: it is not there; `orphaned`: it was generated from this source, and
   * nothing in it asks for the file any more; `taken`: a file of that name is there that was not generated.
   */
  readonly kind: 'changed' | 'missing' | 'orphaned' | 'taken';
  readonly path: string;
  /** From the file as it is to the file as it should be. */
  readonly diff: string;
}

/**
 * Compares what should be there with what is there: `existing` holds the content of each workflow file by its path.
 * Files by hand, and those generated from another source, are nobody's orphans.
 */
export function findDrift(
  source: string,
  files: readonly GeneratedFile[],
  existing: Readonly<Record<string, string>>,
): readonly Drift[] {
  const found: Drift[] = [];
  const wanted = new Map(files.map(({ path, content }) => [path, content]));
  const paths = [...new Set([...wanted.keys(), ...Object.keys(existing)])].sort();
  for (const path of paths) {
    const should = wanted.get(path);
    const is = Object.hasOwn(existing, path) ? existing[path] : undefined;
    if (should === is) continue;
    const kind = driftKind(source, should, is);
    if (kind === undefined) continue;
    const diff = unifiedDiff(
      { name: is === undefined ? '/dev/null' : `a/${path}`, text: is ?? '' },
      { name: should === undefined ? '/dev/null' : `b/${path}`, text: should ?? '' },
    );
    found.push({ kind, path, diff });
  }
  return found;
}

function driftKind(
  source: string,
  should: string | undefined,
  is: string | undefined,
): Drift['kind'] | undefined {
  if (is === undefined) return 'missing';
  const from = generatedFrom(is);
  if (should !== undefined) return from === undefined ? 'taken' : 'changed';
  return from === source ? 'orphaned' : undefined;
}
