import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artifact, task } from '@sluice/core';
import { z } from 'zod';

/** One use of each entry, as a consumer would write it. */
const USES = {
  '.': [
    "import { task } from '@sluice/core';",
    "import { z } from 'zod';",
    'const hello = task({',
    "  name: 'hello',",
    '  inputs: z.object({ times: z.number().default(1) }),',
    "  outputs: ['text'],",
    "  run: ({ inputs }) => ({ text: 'hello '.repeat(inputs.times) }),",
    '});',
    "if (hello.name !== 'hello') throw new Error('The name of the task is lost.');",
  ],
  './plan': [
    "import { validate } from '@sluice/core/plan';",
    "const plan = { irVersion: 1, kind: 'flow', name: 'hello', inputs: {}, outputs: {}, on: [], steps: [",
    "  { id: 'say', run: { kind: 'shell', command: 'true' }, needs: ['nobody'] },",
    '] };',
    'const found = validate(plan).map(({ code }) => code);',
    "if (!found.includes('GRAPH_UNKNOWN_NEED')) throw new Error(found.join());",
  ],
} as const;

export const tryTarball = task({
  name: 'try-tarball',
  description: 'Install the tarball into a clean project and use it',
  inputs: z.object({
    tarball: artifact(),
    entry: z.enum(['.', './plan']),
    consumer: z.enum(['javascript', 'typescript']),
  }),
  async run({ inputs, exec, log }) {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-consumer-'));
    const run = (file: string, ...args: string[]) =>
      exec(file, args, { cwd: folder, timeout: '4m' });
    try {
      const typescript = inputs.consumer === 'typescript';
      // npm goes by the name of a file; an artifact may be stored under another.
      await cp(inputs.tarball, join(folder, 'core.tgz'));
      await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
      const packages = ['./core.tgz', 'zod@4', ...(typescript ? ['typescript@5.9'] : [])];
      await run(
        'npm',
        'install',
        '--prefer-offline',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        ...packages,
      );
      const file = typescript ? 'use.ts' : 'use.js';
      await writeFile(join(folder, file), `${USES[inputs.entry].join('\n')}\n`);
      await run('node', file);
      if (typescript) {
        const flags = [
          '--strict',
          '--noEmit',
          '--skipLibCheck',
          '--target',
          'es2022',
          '--module',
          'nodenext',
        ];
        await run(join('node_modules', '.bin', 'tsc'), ...flags, file);
      }
      log.info(`${inputs.entry} works in ${inputs.consumer}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
