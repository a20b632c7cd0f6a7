/** How a package that is missing comes to be there. @module */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The command that installs it: with all the others, where a package.json above the folder names it already. */
export function installHint(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isNamedIn(join(folder, 'package.json'), name)) return 'npm install';
    if (dirname(folder) === folder) return `npm install ${name}`;
  }
}

function isNamedIn(file: string, name: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object | undefined>;
    return ['dependencies', 'devDependencies', 'optionalDependencies'].some((kind) =>
      Object.hasOwn(manifest[kind] ?? {}, name),
    );
  } catch {
    // Not there, or not whole: it names nothing.
    return false;
  }
}
