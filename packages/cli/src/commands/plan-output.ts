/** Where a plan is written to: standard output, or a file that is not there yet. @module */
import { resolve } from 'node:path';
import { type Plan, printPlan } from '@sluice/core/plan';
import { createFile, printPlanYaml } from '@sluice/storage';
import type { CliIo } from '../io.ts';
import { Problems } from '../problem.ts';

/** Writes the canonical form. The format is what was asked for, else what the name of the file says, else JSON. */
export async function writePlan(
  plan: Plan,
  to: { readonly format?: string | undefined; readonly output?: string | undefined },
  { cwd, stdout, stderr }: Pick<CliIo, 'cwd' | 'stdout' | 'stderr'>,
): Promise<void> {
  const { output } = to;
  const format = to.format ?? (/\.ya?ml$/i.test(output ?? '') ? 'yaml' : 'json');
  if (format !== 'json' && format !== 'yaml') {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${format}\` is not a format of plans.`,
      hint: 'Pass --format=json or --format=yaml.',
    });
  }
  const text = format === 'yaml' ? await printPlanYaml(plan) : printPlan(plan);
  if (output === undefined) {
    stdout.write(text);
    return;
  }
  if (!(await createFile(resolve(cwd, output), text))) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${output}\` is there already.`,
      hint: 'Choose another file, or remove it first.',
    });
  }
  stderr.write(`Wrote ${output}\n`);
}
