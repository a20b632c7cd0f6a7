/** What a command hands on to the later steps of its flow, by the rules of GitHub's runner. @module */
import { WorkflowError } from '@sluice/core/plan';
import type { AttemptJob, AttemptResult } from './attempt-job.ts';
import type { CommandFileContents } from './command-files.ts';

/** The most that one step may hand on, in bytes: it stands in the history. */
const MAX_HANDED_ON_BYTES: number = 1024 * 1024;

/** Variables that the runner itself sets for every step. */
const RESERVED = /^(?:GITHUB|RUNNER|SLUICE)_/i;

/**
 * The variables and folders that a command wrote to `GITHUB_ENV` and `GITHUB_PATH`. Variables of the runner stay what
 * they are, with a warning in the log; `NODE_OPTIONS` fails the step, as on GitHub. Throws `OUTPUT_INVALID`.
 */
export async function handedOn(
  job: Pick<AttemptJob, 'log'>,
  { env, path }: Pick<CommandFileContents, 'env' | 'path'>,
): Promise<Pick<AttemptResult, 'env' | 'path'>> {
  const kept: [string, string][] = [];
  let bytes = path.reduce((sum, folder) => sum + Buffer.byteLength(folder), 0);
  for (const [name, value] of env) {
    if (name.toUpperCase() === 'NODE_OPTIONS') {
      throw new WorkflowError('OUTPUT_INVALID', '`NODE_OPTIONS` cannot be set by `GITHUB_ENV`.', {
        hint: 'Set it in the `env` of the steps that need it.',
      });
    }
    if (RESERVED.test(name)) {
      const text = `\`${name}\` belongs to the runner: \`GITHUB_ENV\` does not change it.`;
      await job.log.write({ stream: 'log', level: 'warn', text });
      continue;
    }
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    kept.push([name, value]);
  }
  if (bytes > MAX_HANDED_ON_BYTES) {
    throw new WorkflowError('OUTPUT_INVALID', 'The step hands on more than 1 MiB of variables.', {
      hint: 'Write large values to a file, and hand on its path.',
    });
  }
  return {
    ...(kept.length > 0 && { env: Object.fromEntries(kept) }),
    ...(path.length > 0 && { path }),
  };
}
