/** What an attempt leaves behind is looked through for secrets before it gets into the history. @module */
import { basename } from 'node:path';
import { type Json, WorkflowError } from '@sluice/core/plan';
import type { AttemptResult } from '../attempt/attempt-job.ts';
import type { Masker } from '../logs/masker.ts';

/**
 * Throws `OUTPUT_INVALID` when an output, a variable for later steps or the name of an artifact's file holds a secret:
 * it would reach other steps, and everybody who looks at the run.
 */
export function refuseSecrets(
  masker: Masker,
  { outputs, artifacts, env, path }: AttemptResult,
): void {
  if (masker.empty) return;
  const look = (what: string, value: Json): void => {
    if (!holdsSecret(masker, value)) return;
    throw new WorkflowError('OUTPUT_INVALID', `${masker.mask(what)} holds a secret.`, {
      hint: 'Hand secrets to the steps that need them by declaring them there.',
    });
  };
  for (const [name, value] of Object.entries(outputs)) look(`The output \`${name}\``, value);
  for (const [name, value] of Object.entries(env ?? {})) {
    look(`The variable \`${name}\` in \`GITHUB_ENV\``, [name, value]);
  }
  for (const folder of path ?? []) look('A folder for the `PATH`', folder);
  for (const [name, file] of Object.entries(artifacts)) {
    look(`The name of the file of artifact \`${name}\``, [name, basename(file)]);
  }
}

function holdsSecret(masker: Masker, value: Json): boolean {
  if (typeof value === 'string') return masker.holds(value);
  if (typeof value !== 'object' || value === null) return masker.holds(String(value));
  return Object.entries(value).some(
    ([key, inner]) => masker.holds(key) || holdsSecret(masker, inner as Json),
  );
}
