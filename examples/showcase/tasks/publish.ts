import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { artifact, task } from '@sluice/core';
import { z } from 'zod';
import { pace, say } from './pace.ts';

export const publish = task({
  name: 'publish',
  description: 'Copy the bundle to where readers find it',
  inputs: z.object({ folder: artifact(), digest: z.string(), to: z.string(), pace }),
  outputs: ['path'],
  async run(context) {
    const { folder, digest, to } = context.inputs;
    const path = join(resolve(context.workspace, to), digest);
    await mkdir(path, { recursive: true });
    await cp(folder, path, { recursive: true });
    await say(context, [`published ${digest}`]);
    context.summary(`Published **${digest}**`);
    return { path };
  },
});
