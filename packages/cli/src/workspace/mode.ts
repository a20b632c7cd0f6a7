/** Which of the ways to run in a workspace the flags ask for. @module */
import type { GlobalFlags } from '../argv/flag-table.ts';
import { Problems } from '../problem.ts';

/** Whether the flags ask for a workspace. Throws {@link Problems} where they do not go together. */
export function wantsWorkspace({ setup, step, workspace }: GlobalFlags): boolean {
  if (setup && step !== undefined) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`--setup` and `--step` are two commands.',
      hint: 'Set up once; then run each step with --step.',
    });
  }
  if (workspace !== undefined) return true;
  if (!setup && step === undefined) return false;
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`${setup ? '--setup' : '--step'}\` needs a workspace.`,
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
