import { posix } from 'node:path';
import type { SourceFile } from './workspace.ts';

/**
 * The import cycles of a package, each as a path that ends where it began. Type-only imports count only where asked
 * for: they are erased, and two concepts may name each other's types.
 */
export function importCycles(
  files: readonly SourceFile[],
  options: { readonly types: boolean } = { types: false },
): readonly (readonly string[])[] {
  const targets = new Map(
    files.map(({ path, imports }) => [
      path,
      imports
        .filter(
          ({ specifier, typeOnly }) => specifier.startsWith('.') && (options.types || !typeOnly),
        )
        .map(({ specifier }) => posix.join(posix.dirname(path), specifier)),
    ]),
  );
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) cycles.push([...trail.slice(start), path]);
    if (start !== -1 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return cycles;
}
