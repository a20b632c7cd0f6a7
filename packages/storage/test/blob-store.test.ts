import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { createFileBlobStore } from '../src/index.ts';
import { test } from './temporary.ts';

describe('blobs on disk', () => {
  test('are found by the hash of their content, and written once', async ({ folder }) => {
    const store = createFileBlobStore(folder);
    const bytes = new TextEncoder().encode('abc');
    const puts = await Promise.all(Array.from({ length: 5 }, () => store.put(bytes)));
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(new Set(puts.map((put) => put.sha256))).toEqual(new Set([sha256]));
    expect(await createFileBlobStore(folder).get(sha256)).toEqual(bytes);
    expect(await readdir(join(folder, 'ba'))).toEqual([sha256]);
    expect([await store.has(sha256), await store.has('0'.repeat(64))]).toEqual([true, false]);
  });
  test('that are missing, damaged or no hash at all are refused', async ({ folder }) => {
    const store = createFileBlobStore(folder);
    const { sha256 } = await store.put(new Uint8Array([1]));
    await writeFile(join(folder, sha256.slice(0, 2), sha256), 'x');
    await expect(store.get(sha256)).rejects.toThrow('damaged');
    await expect(store.get('0'.repeat(64))).rejects.toThrow('no payload');
    await expect(store.get('../../etc/passwd')).rejects.toThrow('not the hash');
  });
});
