import { artifact, task } from '@sluice/core';
import { z } from 'zod';

export const publish = task({
  name: 'publish',
  description: 'Publish the tarball to the registry',
  inputs: z.object({ tarball: artifact(), version: z.string() }),
  async run({ inputs, exec, summary }) {
    await exec('npm', ['publish', inputs.tarball, '--access=public'], { timeout: '5m' });
    summary(`Published **${inputs.version}**`);
  },
});
