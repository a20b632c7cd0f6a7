/** The workflow that an argument stands for: a command of the project, a plan file, or `-`. @module */
import { existsSync, readFileSync, statSync } from 'node:fs';
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
import { noticeOf } from '../library/open-library.ts';
import { projectOf, projectOfNested } from '../library/saved-source.ts';
import { libraryFor } from '../library/vendored.ts';
import { type Problem, Problems } from '../problem.ts';
import type { LoadedApp } from '../project/load.ts';
import { findCommand, openProject, type Project } from '../project/open.ts';

/** A workflow and where it came from. */
export interface FoundWorkflow {
  readonly plan: Plan;
  /** What it is: the plan of a task is a flow. */
  readonly kind: 'task' | Plan['kind'];
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
  const folder = argument === '-' ? cwd : dirname(file);
  return { plan, kind: plan.kind, project: owner, folder, file: name };
}

/** A command of the project, or else what is saved under the name: in its repository, then by this user. */
async function namedWorkflow(
  name: string,
  project: Project,
  context: CliContext,
): Promise<FoundWorkflow> {
  const library = libraryFor(project.loaded, context);
  const { cwd } = context.io;
  const here = project.commands.has(name);
  if (!here && nameProblem(name, 'workflow') === undefined) {
    const saved = workflowName(name);
    if (await library.exists(saved)) {
      const plan = await library.loadIr(saved);
      const own = await projectOf(await library.load(saved), project, context);
      const owner = await projectOfNested(plan, own, library, context);
      const folder = folderOf(owner, cwd);
      return { plan, kind: plan.kind, project: owner, folder, file: undefined };
    }
  }
  if (!here) assertNoFile(name, cwd);
  const others = here ? [] : (await library.list()).map((each) => each.name);
  const command = findCommand(name, project, 'workflow', others);
  const folder = folderOf(project, cwd);
  return { plan: command.plan(), kind: command.kind, project, folder, file: undefined };
}

/** Refuses what is there under a name that no workflow can have: a plan is known by the end of its name. */
function assertNoFile(name: string, cwd: string): void {
  if (nameProblem(name, 'workflow') === undefined) return;
  const found = statSync(resolve(cwd, name), { throwIfNoEntry: false });
  if (found === undefined) return;
  throw new Problems({
    code: 'WORKFLOW_INVALID',
    message: `\`${name}\` is a ${found.isDirectory() ? 'folder' : 'file'}, but no plan.`,
    hint: 'Pass a plan: its name ends in .json, .yaml or .yml.',
  });
}

/** A plan with what it nests, looked at. */
export interface ExaminedPlan {
  /** What is wrong with the plan and with what it nests by name or path. */
  readonly findings: readonly Diagnostic[];
  /** What it nests, by saved name or by path. */
  readonly nested: NestedPlans['plans'];
}

/** Gathers what a plan nests, and finds everything that is wrong, with what the project knows. */
export async function examinePlan(
  plan: Plan,
  folder: string,
  loaded: LoadedApp | undefined,
  library: WorkflowLibrary,
): Promise<ExaminedPlan> {
  const files = createPlanFiles(folder);
  const known = tasksHere(loaded);
  const nested = await gatherNested(
    plan,
    {
      byName: (name) => library.loadIr(name as WorkflowName),
      byPath: (path) => files.read(path),
    },
    known,
  );
  const findings = [
    ...validate(plan, { ...known, nested: nestedIn(nested.plans) }),
    ...nested.findings,
  ];
  return { findings, nested: nested.plans };
}

/**
 * The errors of a workflow that is only looked at or handed on, with those of what it nests. Without a project nobody
 * here knows its tasks: they are no error then.
 */
export async function errorsOf(
  { plan, folder, project, file }: FoundWorkflow,
  context: CliContext,
): Promise<readonly Problem[]> {
  const library = libraryFor(project.loaded, context);
  const { findings } = await examinePlan(plan, folder, project.loaded, library);
  return findings
    .filter(({ severity }) => severity === 'error')
    .filter(({ code }) => code !== 'TASK_UNKNOWN' || project.loaded !== undefined)
    .map(inFile(file));
}

/** Gives a finding its file, where it has no place and the workflow was read from one. */
export function inFile(file: string | undefined): (found: Diagnostic) => Problem {
  return (found) => (file === undefined ? found : { location: { file }, ...found });
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
