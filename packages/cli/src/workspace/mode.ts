/** The ways to run in a workspace, and what goes together with each. @module */
import type { GlobalFlags } from '../argv/flag-table.ts';
import { Problems } from '../problem.ts';

type Asked = Pick<GlobalFlags, 'setup' | 'step' | 'isolated' | 'workspace'>;

/** Throws {@link Problems} where flags about a workspace do not go together. */
export function assertMode({ setup, step, isolated, workspace }: Asked): void {
  const asked = [
    ...(setup ? ['--setup'] : []),
    ...(step === undefined ? [] : ['--step']),
    ...(isolated ? ['--isolated'] : []),
  ];
  if (asked.length > 1) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `${asked.map((each) => `\`${each}\``).join(' and ')} do not go together.`,
      hint: 'Set up once, then run each step with --step; or run all of them with --isolated.',
    });
  }
  if (workspace !== undefined || isolated || asked[0] === undefined) return;
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`${asked[0]}\` needs a workspace.`,
    hint: 'Pass --workspace=DIR, or set SLUICE_WORKSPACE.',
  });
}

/** Throws {@link Problems} for inputs beside `--step`: a run has those that it was set up with. */
export function assertNoInputs({ step }: GlobalFlags, given: readonly string[]): void {
  if (step === undefined || given[0] === undefined) return;
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`--step\` takes no inputs, and here is \`${given[0]}\`.`,
    hint: 'The inputs are those that were given with --setup.',
  });
}
