/** The workflow that an argument stands for: a command of the project, a plan file, or `-`. @module */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { tasksOf } from '@sluice/core';
import {
  type Diagnostic,
  gatherNested,
  type Known,
  type NestedPlans,
  nameProblem,
  nestedIn,
  type Plan,
  validate,
  type WorkflowName,
  workflowName,
} from '@sluice/core/plan';
import type { WorkflowLibrary } from '@sluice/core/run';
import { builtInStepTypes, knownStepTypes } from '@sluice/executor/kinds';
import { createPlanFiles, parsePlanText } from '@sluice/storage';
import type { CliContext } from '../context.ts';
import { noticeOf, openLibrary } from '../library/open-library.ts';
import { projectOf, projectOfNested } from '../library/saved-source.ts';
import { libraryFor } from '../library/vendored.ts';
import { Problems } from '../problem.ts';
import type { LoadedApp } from '../project/load.ts';
import { findCommand, openProject, type Project } from '../project/open.ts';

/** A workflow and where it came from. */
export interface FoundWorkflow {
  readonly plan: Plan;
  readonly project: Project;
  /** What it nests by path is relative to this. */
  readonly folder: string;
  /** The file it was read from; undefined for a command of the project. */
  readonly file: string | undefined;
}

/** Reads the workflow. Throws {@link Problems} with every finding when it is not valid. */
export async function workflowArgument(
  argument: string,
  context: CliContext,
): Promise<FoundWorkflow> {
  const { cwd, stdin } = context.io;
  const isFile = argument === '-' || /\.(json|ya?ml)$/i.test(argument);
  const project = await openProject(context);
  if (!isFile) return namedWorkflow(argument, project, context);
  const file = resolve(cwd, argument);
  if (argument !== '-' && !existsSync(file)) {
    throw new Problems({
      code: 'WORKFLOW_NOT_FOUND',
      message: `There is no file \`${argument}\`.`,
      hint: 'Pass the path of a plan: JSON, YAML, or `-` for standard input.',
    });
  }
  const source = argument === '-' ? await text(stdin) : readFileSync(file, 'utf8');
  const name = argument === '-' ? 'standard input' : file;
  if (source.trim() === '') {
    throw new Problems({
      code: 'WORKFLOW_INVALID',
      message: argument === '-' ? 'Standard input is empty.' : `\`${argument}\` is empty.`,
      hint: 'A plan is JSON or YAML: sluice plan NAME --format=json prints one.',
    });
  }
  const plan = await parsePlanText(source, name, knownHere(project.loaded), noticeOf(context));
  const library = libraryFor(project.loaded, context);
  const owner = await projectOfNested(plan, project, library, context);
  return { plan, project: owner, folder: argument === '-' ? cwd : dirname(file), file: name };
}

/** A command of the project, or else what is saved under the name. */
async function namedWorkflow(
  name: string,
  project: Project,
  context: CliContext,
): Promise<FoundWorkflow> {
  const library = openLibrary(context);
  const { cwd } = context.io;
  const here = project.commands.has(name);
  if (!here && nameProblem(name, 'workflow') === undefined) {
    const saved = workflowName(name);
    if (await library.exists(saved)) {
      const plan = await library.loadIr(saved);
      const own = await projectOf(await library.load(saved), project, context);
      const owner = await projectOfNested(plan, own, library, context);
      return { plan, project: owner, folder: folderOf(owner, cwd), file: undefined };
    }
  }
  const others = here ? [] : (await library.list()).map((each) => each.name);
  const plan = findCommand(name, project, 'workflow', others).plan();
  return { plan, project, folder: folderOf(project, cwd), file: undefined };
}

/** The findings about a plan and about what it nests by name or path, with what the project knows. */
export async function findings(
  plan: Plan,
  folder: string,
  loaded: LoadedApp | undefined,
  library: WorkflowLibrary,
): Promise<readonly Diagnostic[]> {
  const nested = await nestedPlans(plan, folder, loaded, library);
  return [
    ...validate(plan, { ...tasksHere(loaded), nested: nestedIn(nested.plans) }),
    ...nested.findings,
  ];
}

/** What a plan nests by name or path. */
export function nestedPlans(
  plan: Plan,
  folder: string,
  loaded: LoadedApp | undefined,
  library: WorkflowLibrary,
): Promise<NestedPlans> {
  const files = createPlanFiles(folder);
  return gatherNested(
    plan,
    {
      byName: (name) => library.loadIr(name as WorkflowName),
      byPath: (path) => files.read(path),
    },
    tasksHere(loaded),
  );
}

/** Without a project there are no tasks; that is no reason not to look at a plan that uses some. */
function tasksHere(loaded: LoadedApp | undefined): Known {
  return { tasks: [], ...knownHere(loaded) };
}

/** Where a workflow of a project stands. */
export function folderOf({ loaded }: Project, cwd: string): string {
  return loaded === undefined ? cwd : dirname(loaded.file);
}

/** What a plan may refer to: the tasks of the project, and the kinds of step that come with Sluice. */
export function knownHere(loaded: LoadedApp | undefined): Known {
  const kinds = knownStepTypes(builtInStepTypes);
  return loaded === undefined ? kinds : { ...kinds, tasks: [...tasksOf(loaded.app).keys()] };
}
