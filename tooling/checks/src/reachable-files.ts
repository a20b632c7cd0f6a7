import { posix } from 'node:path';
import type { SourceFile } from './workspace.ts';

/** The files of a package that one of them loads at run time, itself first. */
export function reachableFiles(files: readonly SourceFile[], from: string): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const found = new Set(byPath.has(from) ? [from] : []);
  for (const path of found) {
    for (const { specifier, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (typeOnly || !specifier.startsWith('.')) continue;
      found.add(posix.join(posix.dirname(path), specifier));
    }
  }
  return [...found];
}
