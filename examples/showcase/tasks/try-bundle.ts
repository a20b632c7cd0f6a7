import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifact, task } from '@sluice/core';
import { z } from 'zod';
import { pace, say } from './pace.ts';

/** Called by `try-bundle`: it has a line of its own in the tree. */
export const readBack = task({
  name: 'read-back',
  inputs: z.object({ folder: artifact(), pace }),
  outputs: { bytes: z.number() },
  async run(context) {
    const { folder } = context.inputs;
    let bytes = 0;
    for (const name of (await readdir(folder)).sort()) {
      const { length } = await readFile(join(folder, name));
      await say(context, [`${name}: ${length} bytes`]);
      bytes += length;
    }
    return { bytes };
  },
});

export const tryBundle = task({
  name: 'try-bundle',
  description: 'Read the bundle back and weigh it',
  inputs: z.object({ folder: artifact(), expected: z.array(z.number()), pace }),
  outputs: { bytes: z.number() },
  calls: [readBack],
  async run({ inputs, call, fail }) {
    const { folder, expected } = inputs;
    const { outputs } = await call(readBack, { folder, pace: inputs.pace });
    const wanted = expected.reduce((sum, bytes) => sum + bytes, 0);
    if (outputs.bytes !== wanted) fail(`The bundle has ${outputs.bytes} bytes, not ${wanted}.`);
    return { bytes: outputs.bytes };
  },
});
