/** Loads a project. Nothing of it is executed unless all of its modules can be. @module */
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from '@sluice/core';
import { isDefinition } from '@sluice/core/plan';
import { type Problem, Problems } from '../problem.ts';
import { moduleProblems } from './module-problem.ts';

/** A project and the file that describes it. */
export interface LoadedApp {
  readonly app: App;
  readonly file: string;
}

/**
 * Imports the file and checks its default export. Node reads and links every module before the first one runs, so
 * that TypeScript it cannot strip stops the project before anything of it happened.
 */
export async function loadApp(file: string): Promise<LoadedApp> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (error) {
    throw new Problems(...moduleProblems(error, file));
  }
  if (!isDefinition(module.default, 'app')) throw new Problems(wrongExport(module, file));
  return { app: module.default as App, file };
}

function wrongExport(module: { readonly default?: unknown }, file: string): Problem {
  const name = basename(file);
  const problem = { code: 'APP_INVALID', location: { file } } as const;
  const value = module.default;
  if (value === undefined) {
    return {
      ...problem,
      message: `\`${name}\` has no default export.`,
      hint: 'Add `export default app({ … })`.',
    };
  }
  const kind = kindOf(value);
  return {
    ...problem,
    message: `The default export of \`${name}\` is ${kind}, not an app.`,
    hint: isDefinition(value)
      ? "Put it into an app: `export default app({ entryPoint: 'sluice', commands: { … } })`."
      : 'Export what `app({ … })` returns.',
  };
}

function kindOf(value: unknown): string {
  if (isDefinition(value)) {
    const kind = String((value as { kind?: unknown }).kind);
    return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
