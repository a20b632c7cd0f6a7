/** What the ways to run in a workspace need. @module */
import type { GlobalFlags } from '../argv/flag-table.ts';
import { Problems } from '../problem.ts';

type Asked = Pick<GlobalFlags, 'setup' | 'step' | 'isolated' | 'workspace'>;

/** Throws {@link Problems} for a run by hand that nobody says the folder of. */
export function assertMode({ setup, step, isolated, workspace }: Asked): void {
  const asked = setup ? '--setup' : step === undefined ? undefined : '--step';
  if (workspace !== undefined || isolated || asked === undefined) return;
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`${asked}\` needs a workspace.`,
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
