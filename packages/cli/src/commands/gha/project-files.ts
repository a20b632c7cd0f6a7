/** The workflow files of a project: what should be there, and what is there. @module */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Diagnostic, type NestedPlans, nestedIn, type Plan } from '@sluice/core/plan';
import {
  ACTION_LOCK_FILE,
  type ActionLock,
  EMPTY_LOCK,
  type GeneratedFile,
  generate,
  parseActionLock,
  pinsOf,
  WORKFLOWS_FOLDER,
} from '@sluice/gha-generator';
import type { CliContext } from '../../context.ts';
import { namesNested, vendoredLibrary } from '../../library/vendored.ts';
import { Problems } from '../../problem.ts';
import { commandTable } from '../../project/command-table.ts';
import { findAppFile } from '../../project/find.ts';
import { type LoadedApp, loadApp } from '../../project/load.ts';
import { printProblems } from '../../text/problem-text.ts';
import { examinePlan } from '../workflow-argument.ts';

/** The workflow files of a project. */
export interface ProjectFiles {
  /** Where the repository begins: paths of files start there. */
  readonly root: string;
  /** The file that describes the project, from the root. */
  readonly source: string;
  /** The folder of the files. */
  readonly folder: string;
  readonly files: readonly GeneratedFile[];
  /** The actions that the files use, as they were asked for. */
  readonly actions: readonly string[];
  readonly lock: ActionLock;
  /** The workflow files that are there, by the path that they have in the repository. */
  readonly existing: Readonly<Record<string, string>>;
}

/** Generates the files of the nearest project, and shows warnings if asked to; throws {@link Problems} with everything that is wrong. */
export async function projectFiles(
  { io, flags, style }: CliContext,
  { out, warn }: { readonly out: string | undefined; readonly warn: boolean },
): Promise<ProjectFiles> {
  const file = findAppFile(io.cwd, flags.file);
  if (file === undefined) {
    throw new Problems({
      code: 'APP_NOT_FOUND',
      message: 'There is no sluice.ts in this folder or above it.',
      hint: 'Go to a project, or pass --file.',
    });
  }
  const root = repositoryRoot(dirname(file));
  const source = relative(root, file).replaceAll('\\', '/');
  const loaded = await loadApp(file, io);
  const { app } = loaded;
  const lock = lockIn(root);
  const plans = [...commandTable(app).values()]
    .filter(({ kind }) => kind !== 'task')
    .map((each) => each.plan())
    .filter(({ kind, on }) => kind === 'automation' || on.length > 0);
  const nested = await keptWorkflows(plans, loaded);
  const { files, diagnostics, actions } = generate(app, {
    source,
    pins: pinsOf(lock),
    nested: nestedIn(nested),
  });
  report(
    diagnostics.filter(({ severity }) => warn || severity === 'error'),
    file,
    { io, style },
  );
  const folder = out === undefined ? join(root, WORKFLOWS_FOLDER) : resolve(io.cwd, out);
  return { root, source, folder, files, actions, lock, existing: workflowFilesIn(folder) };
}

/** What the plans nest by name. A machine of GitHub has the repository, and nobody's home: it must be in there. */
async function keptWorkflows(
  plans: readonly Plan[],
  loaded: LoadedApp,
): Promise<NestedPlans['plans']> {
  const { file } = loaded;
  const kept = vendoredLibrary(file);
  const missing: Diagnostic[] = [];
  for (const name of await namesNested(plans, kept)) {
    if (await kept.exists(name)) continue;
    missing.push({
      code: 'GHA_UNSUPPORTED',
      severity: 'error',
      message: `The saved workflow \`${name}\` is not in this repository, and a machine of GitHub has no other.`,
      hint: 'sluice workflows vendor',
    });
  }
  throwErrors(missing, file);
  const examined = await Promise.all(
    plans.map((plan) => examinePlan(plan, dirname(file), loaded, kept)),
  );
  throwErrors(
    examined.flatMap(({ findings }) => findings),
    file,
  );
  return Object.assign({}, ...examined.map(({ nested }) => nested)) as NestedPlans['plans'];
}

function throwErrors(diagnostics: readonly Diagnostic[], file: string): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new Problems(...errors.map((each) => ({ location: { file }, ...each })));
}

function report(
  diagnostics: readonly Diagnostic[],
  file: string,
  { io, style }: Pick<CliContext, 'io' | 'style'>,
): void {
  throwErrors(diagnostics, file);
  const problems = diagnostics.map((each) => ({ location: { file }, ...each }));
  if (problems.length > 0) io.stderr.write(printProblems(problems, { cwd: io.cwd, style }));
}

function lockIn(root: string): ActionLock {
  const file = join(root, ACTION_LOCK_FILE);
  return existsSync(file) ? parseActionLock(readFileSync(file, 'utf8')) : EMPTY_LOCK;
}

/** The folder above that holds `.git`; without one, the folder itself. */
export function repositoryRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** The texts of the workflow files in a folder, by their paths in the repository. */
export function workflowFilesIn(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  return Object.fromEntries(
    names.map((name) => [`${WORKFLOWS_FOLDER}/${name}`, readFileSync(join(folder, name), 'utf8')]),
  );
}
