/** A folder for each test, gone afterwards. @module */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type TestAPI } from 'vitest';

/** What gives a test a folder of its own in another folder. */
export function folderIn(
  parent: string,
): (context: object, use: (folder: string) => Promise<void>) => Promise<void> {
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern
  return async ({}, use) => {
    const folder = await mkdtemp(join(parent, 'sluice-storage-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  };
}

/** A test that is given a folder of its own. */
export const test: TestAPI<{ folder: string }> = base.extend<{ folder: string }>({
  folder: folderIn(tmpdir()),
});
