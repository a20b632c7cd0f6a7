import { task } from '@sluice/core';
import { z } from 'zod';
import { packageFolder, repository } from './package-folder.ts';

export const changelog = task({
  name: 'changelog',
  description: 'Write the changes of the package since its last tag, from the git history',
  outputs: { commits: z.number(), text: z.string() },
  async run({ exec, log }) {
    const last = await exec('git', ['tag', '--list', '@sluice/core@*', '--sort=-creatordate'], {
      cwd: repository,
    });
    const tag = last.stdout.split('\n')[0]?.trim();
    // A shallow clone has fewer commits, and a changelog of those.
    const range = tag ? [`${tag}..HEAD`] : ['HEAD'];
    const { stdout } = await exec(
      'git',
      ['log', ...range, '--no-merges', '--format=%h %s', '--', packageFolder],
      { cwd: repository },
    );
    const commits = stdout.split('\n').filter((line) => line.trim() !== '');
    const text = commits.map((line) => `- ${line.replace(/^(\S+) (.*)$/, '$2 ($1)')}`).join('\n');
    log.info(`${commits.length} commits since ${tag || 'the beginning'}`);
    return { commits: commits.length, text };
  },
});
