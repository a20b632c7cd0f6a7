/** A folder for each test, gone afterwards. @module */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type TestAPI } from 'vitest';

/** A test that is given a folder of its own. */
export const test: TestAPI<{ folder: string }> = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-storage-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});
