/** What the project is like: whether it loads, whether its plans are valid, and whether its generated files are new. @module */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { examinePlan, folderOf } from '../commands/workflow-argument.ts';
import type { CliContext } from '../context.ts';
import { libraryFor } from '../library/vendored.ts';
import { problemsOf } from '../problem.ts';
import { openProject, type Project } from '../project/open.ts';
import type { Check } from './check.ts';

/** The checks of the project around the working directory. */
export async function checkProject(context: CliContext): Promise<readonly Check[]> {
  let project: Project;
  try {
    project = await openProject(context);
  } catch (error) {
    return [{ name: 'project', status: 'wrong', ...firstOf(error) }];
  }
  const { loaded, commands } = project;
  if (loaded === undefined) {
    const message = 'no sluice.ts in this folder or above it';
    return [{ name: 'project', status: 'note', message, hint: 'sluice init' }];
  }
  const folder = folderOf(project, context.io.cwd);
  const library = libraryFor(loaded, context);
  let wrong = 0;
  for (const command of commands.values()) {
    const { findings: found } = await examinePlan(command.plan(), folder, loaded, library);
    wrong += found.filter((each) => each.severity === 'error').length;
  }
  const shown = [...commands.values()].filter((each) => !each.hidden).length;
  const file = relative(context.io.cwd, loaded.file);
  const check: Check =
    wrong === 0
      ? { name: 'project', status: 'ok', message: `${file}, ${count(shown, 'command')}` }
      : {
          name: 'project',
          status: 'wrong',
          message: `${file} has ${count(wrong, 'error')}`,
          hint: 'sluice validate',
        };
  return wrong === 0 ? [check, ...(await checkGenerated(loaded.file, context))] : [check];
}

/** Generated workflow files that are there are what the project says now. */
async function checkGenerated(file: string, context: CliContext): Promise<readonly Check[]> {
  const name = 'generated files';
  const { projectFiles, repositoryRoot } = await import('../commands/gha/project-files.ts');
  const { findDrift, WORKFLOWS_FOLDER } = await import('@sluice/gha-generator');
  const folder = join(repositoryRoot(dirname(file)), WORKFLOWS_FOLDER);
  if (!existsSync(folder) || readdirSync(folder).length === 0) return [];
  try {
    const { source, files, existing } = await projectFiles(context, {
      out: undefined,
      warn: false,
    });
    const drift = findDrift(source, files, existing);
    const stale = drift.filter(({ kind }) => kind === 'changed' || kind === 'orphaned');
    const present = files.filter(({ path }) => Object.hasOwn(existing, path));
    if (present.length === 0 && stale.length === 0) return [];
    if (drift.length === 0) {
      return [{ name, status: 'ok', message: `${count(files.length, 'file')}, all up to date` }];
    }
    const paths = drift.map(({ path }) => path).join(', ');
    return [
      { name, status: 'wrong', message: `not up to date: ${paths}`, hint: 'sluice gha generate' },
    ];
  } catch (error) {
    return [{ name, status: 'note', message: `cannot be generated: ${firstOf(error).message}` }];
  }
}

function firstOf(error: unknown): Pick<Check, 'message' | 'hint'> {
  const [first] = problemsOf(error);
  return {
    message: first?.message.replace(/\.$/, '') ?? '',
    ...(first?.hint !== undefined && { hint: first.hint }),
  };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
