/** `sluice save`: a plan gets a name, and runs by it from anywhere. @module */
import { inlineFiles, workflowName } from '@sluice/core/plan';
import { readOwnFlags } from '../argv/own-flags.ts';
import type { CliContext } from '../context.ts';
import { openLibrary } from '../library/open-library.ts';
import { sourceOf } from '../library/saved-source.ts';
import { Problems } from '../problem.ts';
import { printProblems } from '../text/problem-text.ts';
import { examinePlan, workflowArgument } from './workflow-argument.ts';

const FLAGS = {
  name: 'text',
  description: 'text',
  label: 'text',
  overwrite: 'switch',
} as const;

/** Saves a workflow of the project, a plan in a file, or one from standard input. */
export async function saveCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const { flags, words } = readOwnFlags(rest, FLAGS, 'save');
  const [argument, ...more] = words;
  if (argument === undefined || more.length > 0) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message:
        argument === undefined
          ? '`save` needs a workflow or a plan file.'
          : `\`save\` takes one workflow, and \`${more[0]}\` is a second one.`,
      hint: 'sluice save plan.json --name=NAME --description=TEXT',
    });
  }
  const { plan, project, folder } = await workflowArgument(argument, context);
  const name = workflowName(flags.name ?? plan.name);
  const library = openLibrary(context);
  const examined = await examinePlan(plan, folder, project.loaded, library);
  const found = examined.findings;
  if (found.some((each) => each.severity === 'error')) throw new Problems(...found);
  const { io, style } = context;
  if (found.length > 0) io.stderr.write(printProblems(found, { cwd: io.cwd, style }));
  // What it nests by file it takes along: from its name no path leads anywhere.
  const whole = inlineFiles({ ...plan, name }, examined.nested);
  const source = sourceOf(whole, project);
  const saved = await library
    .save(name, whole, {
      ...(flags.description !== undefined && { description: flags.description }),
      ...(flags.label !== undefined && { version: flags.label }),
      ...(flags.overwrite === true && { overwrite: true }),
      ...(source !== undefined && { source }),
    })
    .catch(refusedExisting);
  if (context.flags.json) io.stdout.write(`${JSON.stringify({ name, ...saved })}\n`);
  else {
    io.stdout.write(`${saved.path}\n`);
    io.stderr.write(`Saved \`${name}\`, version ${saved.version}: sluice run ${name}\n`);
  }
  return 0;
}

/** What a program is told to do, a person does with a flag. */
function refusedExisting(error: unknown): never {
  if ((error as { code?: unknown }).code !== 'WORKFLOW_EXISTS') throw error;
  throw new Problems({
    code: 'WORKFLOW_EXISTS',
    message: (error as Error).message,
    hint: 'Choose another --name, or pass --overwrite: the old state stays in its history.',
  });
}
