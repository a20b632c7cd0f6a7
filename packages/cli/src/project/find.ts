/** Finds the project: the nearest ancestor folder with a `sluice.ts`. @module */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Problems } from '../problem.ts';

/** The names of a project's file, the best first. */
export const APP_FILES: readonly string[] = ['sluice.ts', 'sluice.mts', 'sluice.js', 'sluice.mjs'];

/** The project's file, or undefined where there is none. A file that was asked for must exist. */
export function findAppFile(cwd: string, asked: string | undefined): string | undefined {
  if (asked !== undefined) {
    const file = resolve(cwd, asked);
    if (existsSync(file)) return file;
    throw new Problems({
      code: 'APP_NOT_FOUND',
      message: `There is no file \`${asked}\`.`,
      hint: 'Pass --file with the path of a sluice.ts.',
    });
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = APP_FILES.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return undefined;
  }
}
