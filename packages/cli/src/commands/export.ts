/** `sluice export`: a workflow as a file that others can keep. @module */
import { readOwnFlags } from '../argv/own-flags.ts';
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';
import { writePlan } from './plan-output.ts';
import { errorsOf, workflowArgument } from './workflow-argument.ts';

/** Prints the canonical form of a workflow, as JSON or YAML. */
export async function exportCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const { flags, words } = readOwnFlags(rest, { format: 'text', output: 'text' }, 'export');
  const [argument, ...more] = words;
  if (argument === undefined || more.length > 0) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`export` takes one workflow.',
      hint: 'sluice export NAME|FILE|- [--format=json|yaml]',
    });
  }
  const found = await workflowArgument(argument, context);
  const errors = await errorsOf(found, context);
  if (errors.length > 0) throw new Problems(...errors);
  await writePlan(found.plan, flags, context.io);
  return 0;
}
