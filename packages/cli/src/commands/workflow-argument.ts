/** The workflow that an argument stands for: a command of the project, a plan file, or `-`. @module */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { tasksOf } from '@sluice/core';
import { type Diagnostic, type Plan, validate } from '@sluice/core/plan';
import { parsePlanText } from '@sluice/storage';
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';
import type { LoadedApp } from '../project/load.ts';
import { findCommand, openProject, type Project } from '../project/open.ts';

/** A workflow and where it came from. */
export interface FoundWorkflow {
  readonly plan: Plan;
  readonly project: Project;
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
  if (!isFile)
    return { plan: findCommand(argument, project, 'workflow').plan(), project, file: undefined };
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
  const plan = await parsePlanText(source, name, known(project.loaded));
  return { plan, project, file: name };
}

/** The findings about a plan, with what the project knows. */
export function findings(plan: Plan, loaded: LoadedApp | undefined): readonly Diagnostic[] {
  return validate(plan, known(loaded));
}

function known(loaded: LoadedApp | undefined): { readonly tasks?: readonly string[] } {
  return loaded === undefined ? {} : { tasks: [...tasksOf(loaded.app).keys()] };
}
