/** An import of a name that its module does not export: neither esbuild nor Node says what there is. @module */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { didYouMean } from '@sluice/core/plan';
import type { Problem } from '../problem.ts';

/** What was asked for, and where. */
export interface MissingExport {
  readonly name: string;
  /** What the module is called in a sentence. */
  readonly shown: string;
  /** What an import in that file says, or a path. */
  readonly module: string;
  readonly location: NonNullable<Problem['location']>;
}

/** `@sluice/core` exports no `tsk`, with the nearest of the names that it has. Executes nothing of the module. */
export async function missingExport(missing: MissingExport): Promise<Problem> {
  const { name, shown, module, location } = missing;
  const names = await exportNames(module, dirname(location.file));
  return {
    code: 'MODULE_INVALID',
    message:
      name === 'default'
        ? `\`${shown}\` has no default export.`
        : `\`${shown}\` exports no \`${name}\`.`,
    location,
    hint: didYouMean(name, names) ?? 'Correct the name; nothing was executed.',
  };
}

/** The place of a name in the import that asks a module for it; the file alone where there is none. */
export function findImportedName(
  file: string,
  name: string,
  module: string,
): NonNullable<Problem['location']> {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { file };
  }
  for (const found of text.matchAll(/\b(?:import|export)\b([^'";]*)\bfrom\s*(['"])(.*?)\2/g)) {
    const [statement, names = '', , from] = found;
    const at = names.split(/[^\w$]/).includes(name) ? statement.indexOf(name) : -1;
    if (from !== module || at < 0) continue;
    const before = text.slice(0, found.index + at).split('\n');
    return { file, line: before.length, column: before.at(-1)!.length + 1 };
  }
  return { file };
}

/** What a module exports, as esbuild reads it; nothing where it cannot. */
async function exportNames(module: string, folder: string): Promise<readonly string[]> {
  const { build } = await import('esbuild');
  try {
    const { metafile } = await build({
      stdin: { contents: `export * from ${JSON.stringify(module)}`, resolveDir: folder },
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
    });
    return Object.values(metafile.outputs).flatMap((output) => output.exports);
  } catch {
    return [];
  }
}
