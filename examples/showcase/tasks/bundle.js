import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { artifact, task } from '@sluice/core';
import { z } from 'zod';
import { pace, say } from './pace.ts';
export const bundle = task({
  name: 'bundle',
  description: 'Put the renderings into one folder',
  inputs: z.object({ files: z.array(artifact()), pace }),
  outputs: { digest: z.string(), files: z.array(z.string()) },
  artifacts: ['handbook'],
  async run(context) {
    const folder = await mkdtemp(join(tmpdir(), 'showcase-'));
    try {
      const digest = createHash('sha256');
      const files = [];
      for (const file of context.inputs.files) {
        const name = basename(file);
        await cp(file, join(folder, name));
        digest.update(name).update(await readFile(file));
        files.push(name);
        await say(context, [`took ${name}`]);
      }
      await context.saveArtifact('handbook', folder);
      return { digest: digest.digest('hex').slice(0, 12), files };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
