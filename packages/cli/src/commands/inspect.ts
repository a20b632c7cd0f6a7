/** `sluice inspect`: everything about a task, a flow or an automation. @module */
import { strayWord } from '../argv/stray-word.ts';
import type { CliContext } from '../context.ts';
import { detailsOf } from '../inspect/details.ts';
import { printDetails } from '../inspect/details-text.ts';
import { libraryFor } from '../library/vendored.ts';
import { Problems } from '../problem.ts';
import { printProblems } from '../text/problem-text.ts';
import { examinePlan, workflowArgument } from './workflow-argument.ts';

/** Prints the details, with `--json` as one object. What is wrong with it is said, too. */
export async function inspectCommand(
  rest: readonly string[],
  context: CliContext,
): Promise<number> {
  const [name, ...more] = rest;
  if (name === undefined) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`inspect` needs a name or a file.',
      hint: 'sluice inspect NAME; sluice list shows the names.',
    });
  }
  const stray = [name, ...more].find((word, at) => at > 0 || /^-./.test(word));
  if (stray !== undefined)
    throw strayWord('inspect', stray, 'sluice inspect NAME; sluice list shows the names.');
  const { plan, kind, project, folder } = await workflowArgument(name, context);
  const library = libraryFor(project.loaded, context);
  const { findings: found } = await examinePlan(plan, folder, project.loaded, library);
  const details = detailsOf(plan, project, kind, found);
  const { io, style, flags } = context;
  if (flags.json) io.stdout.write(`${JSON.stringify(details)}\n`);
  else {
    io.stdout.write(printDetails(details));
    if (found.length > 0) io.stderr.write(`\n${printProblems(found, { cwd: io.cwd, style })}`);
  }
  return found.some((each) => each.severity === 'error') ? 2 : 0;
}
