/** Loads a project. Nothing of it is executed unless all of its modules can be. @module */
import { basename } from 'node:path';
import type { App } from '@sluice/core';
import { isDefinition, parseDuration } from '@sluice/core/plan';
import { mapStacks } from '@sluice/executor';
import type { CliIo } from '../io.ts';
import { type Problem, Problems } from '../problem.ts';
import { printProblems } from '../text/problem-text.ts';
import { createStyle } from '../text/style.ts';
import { importModule, LoadTimeout } from './import-module.ts';
import { moduleProblems } from './module-problem.ts';
import { prepareModule } from './prepare-module.ts';

/** A project and the file that describes it. */
export interface LoadedApp {
  readonly app: App;
  readonly file: string;
  /** What a process imports to find a task: a file URL. */
  readonly module: string;
}

/** How long a project may take to load, in milliseconds, unless `SLUICE_LOAD_TIMEOUT` says otherwise. */
const LIMIT_MS = 10_000;

/**
 * Imports the file, or a bundle of it, and checks its default export. Which of the two is decided before the first
 * module runs, and TypeScript that neither can read stops the project before anything of it happened.
 */
export async function loadApp(file: string, io: CliIo): Promise<LoadedApp> {
  const limitMs = limitOf(io.env);
  const module = await prepareModule(file, io.version);
  io.shield?.();
  mapStacks(module);
  const exports = await importModule(module, {
    limitMs,
    onExit: () => printProblems([endedProcess(file)], { cwd: io.cwd, style: createStyle(false) }),
  }).catch(async (error: unknown) => {
    if (error instanceof LoadTimeout) throw new Problems(tooSlow(file, limitMs));
    throw new Problems(...(await moduleProblems(error, file)));
  });
  // A CommonJS module that is its own export is the app itself.
  if (isDefinition(exports, 'app')) return { app: exports as unknown as App, file, module };
  if (!isDefinition(exports['default'], 'app')) throw new Problems(wrongExport(exports, file));
  return { app: exports['default'] as App, file, module };
}

function limitOf(env: CliIo['env']): number {
  const text = env['SLUICE_LOAD_TIMEOUT'];
  if (text === undefined || text === '') return LIMIT_MS;
  const limit = parseDuration(text);
  if (limit !== undefined && limit > 0) return limit;
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`${text}\` is not a value of \`SLUICE_LOAD_TIMEOUT\`.`,
    hint: 'Set a duration, such as 30s.',
  });
}

function tooSlow(file: string, limitMs: number): Problem {
  return {
    code: 'MODULE_TIMED_OUT',
    message: `\`${basename(file)}\` did not finish loading in ${limitMs / 1000} s.`,
    location: { file },
    hint: 'Look for a loop or an `await` outside of tasks. SLUICE_LOAD_TIMEOUT=30s allows more time.',
  };
}

function endedProcess(file: string): Problem {
  return {
    code: 'MODULE_INVALID',
    message: `\`${basename(file)}\` ended the process while it was loaded.`,
    location: { file },
    hint: 'The file describes a project: remove `process.exit`, or do it in a task.',
  };
}

function wrongExport(module: Readonly<Record<string, unknown>>, file: string): Problem {
  const name = basename(file);
  const problem = { code: 'APP_INVALID', location: { file } } as const;
  const value = module['default'];
  if (value === undefined) {
    return {
      ...problem,
      message: `\`${name}\` has no default export.`,
      hint: 'Add `export default app({ … })`.',
    };
  }
  const spoken = foreignProtocol(value);
  if (spoken !== undefined) {
    return {
      ...problem,
      code: 'CORE_MISMATCH',
      message: `\`${name}\` uses a version of @sluice/core that this \`sluice\` does not understand (protocol ${spoken}).`,
      hint: 'Bring both to one version: npm install sluice@latest @sluice/core@latest',
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

/** The version of the protocol of a definition that another core made; undefined for anything else. */
function foreignProtocol(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || isDefinition(value)) return undefined;
  return Object.getOwnPropertySymbols(value)
    .map((key) => /^sluice\.definition\/(.+)$/.exec(key.description ?? '')?.[1])
    .find((version) => version !== undefined);
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
