import { join } from 'node:path';
import { task } from '@sluice/core';
import { packageFolder, repository } from './package-folder.ts';

export const lint = task({
  name: 'lint',
  description: 'Lint the package with biome',
  async run({ exec }) {
    await exec(
      join(repository, 'node_modules', '.bin', 'biome'),
      ['check', '--max-diagnostics=20', packageFolder],
      {
        cwd: repository,
        timeout: '2m',
      },
    );
  },
});
