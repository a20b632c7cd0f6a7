/** `sluice validate`: everything that is wrong, at once. @module */
import type { CliContext } from '../context.ts';
import { libraryFor } from '../library/vendored.ts';
import { type Problem, Problems } from '../problem.ts';
import { openProject } from '../project/open.ts';
import { printProblems } from '../text/problem-text.ts';
import { examinePlan, folderOf, inFile, workflowArgument } from './workflow-argument.ts';

/** Checks one workflow, or all of the project. Exit code 2 when there is an error. */
export async function validateCommand(
  rest: readonly string[],
  context: CliContext,
): Promise<number> {
  const [argument, ...more] = rest;
  if (more.length > 0) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`validate` takes one name or file.',
      hint: 'sluice validate [NAME|FILE|-]',
    });
  }
  const problems: Problem[] = [];
  let what: string;
  if (argument !== undefined) {
    const { plan, project, folder, file } = await workflowArgument(argument, context);
    what = `\`${plan.name}\``;
    const library = libraryFor(project.loaded, context);
    const { findings } = await examinePlan(plan, folder, project.loaded, library);
    problems.push(...findings.map(inFile(file)));
  } else {
    const project = await openProject(context);
    const { loaded, commands } = project;
    if (loaded === undefined) {
      throw new Problems({
        code: 'APP_NOT_FOUND',
        message: 'There is no sluice.ts in this folder or above it.',
        hint: 'Name a plan file: sluice validate plan.json',
      });
    }
    const folder = folderOf(project, context.io.cwd);
    const library = libraryFor(loaded, context);
    const shown = [...commands.values()].filter((each) => !each.hidden);
    for (const command of shown) {
      const { findings } = await examinePlan(command.plan(), folder, loaded, library);
      for (const found of findings) {
        problems.push({ ...found, message: `\`${command.name}\`: ${found.message}` });
      }
    }
    what = shown.length === 1 ? '1 command' : `${shown.length} commands`;
  }
  const { io, style } = context;
  if (problems.length > 0) {
    io.stderr.write(printProblems(problems, { cwd: io.cwd, style }));
  }
  const errors = problems.filter((each) => each.severity !== 'warning').length;
  if (errors > 0) return 2;
  const warnings =
    problems.length === 0
      ? 'no problems'
      : problems.length === 1
        ? '1 warning'
        : `${problems.length} warnings`;
  io.stdout.write(`${what}: ${warnings}\n`);
  return 0;
}
