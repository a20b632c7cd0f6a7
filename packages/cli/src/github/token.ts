/** The token for GitHub's API: from the environment, else the one that the `gh` tool keeps. @module */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CliIo } from '../io.ts';
import { Problems } from '../problem.ts';

/** `GH_TOKEN` or `GITHUB_TOKEN`, else what `gh auth token` gives for the host. */
export async function findToken(env: CliIo['env'], host: string): Promise<string> {
  const given = env['GH_TOKEN'] || env['GITHUB_TOKEN'];
  if (given !== undefined && given !== '') return given;
  try {
    const { stdout } = await promisify(execFile)('gh', ['auth', 'token', '--hostname', host], {
      env: { ...env },
    });
    if (stdout.trim() !== '') return stdout.trim();
  } catch {
    // Not installed, or not logged in: both are said below.
  }
  throw new Problems({
    code: 'GITHUB_REFUSED',
    message: `There is no token for ${host}.`,
    hint: 'Set GH_TOKEN, or log in with gh auth login.',
  });
}
