import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workflowName } from '@sluice/core/plan';
import { expect } from 'vitest';
import { createFileLibrary, withFileLock } from '../src/index.ts';
import { test } from './temporary.ts';

test('a lock that holds something is no bug of ours', async ({ folder }) => {
  const library = createFileLibrary(join(folder, 'workflows'));
  mkdirSync(join(folder, 'workflows-past'));
  writeFileSync(join(folder, 'workflows-past', 'lock'), 'something '.repeat(100));
  const plan = {
    irVersion: 1,
    kind: 'flow',
    name: 'one',
    inputs: {},
    outputs: {},
    on: [],
  } as const;
  await expect(
    library.save(workflowName('one'), {
      ...plan,
      steps: [{ id: 'a', run: { kind: 'shell', command: 'true' } }],
    }),
  ).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    message: expect.stringContaining('its lock, an empty file, holds something'),
  });
});

const FILES = '/dev/fd';

test.skipIf(!existsSync(FILES))(
  'many locks one after the other keep few files open',
  async ({ folder }) => {
    const before = readdirSync(FILES).length;
    for (let at = 0; at < 300; at++) {
      mkdirSync(join(folder, String(at)));
      await withFileLock(join(folder, String(at), 'lock'), async () => undefined);
      expect(readdirSync(FILES).length - before).toBeLessThan(30);
    }
  },
);
