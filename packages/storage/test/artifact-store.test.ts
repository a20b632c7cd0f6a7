import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { runId, WorkflowError } from '@sluice/core/plan';
import type { StepKey } from '@sluice/core/run';
import { describe, expect } from 'vitest';
import { createFileArtifactStore } from '../src/index.ts';
import { test } from './temporary.ts';

const run = runId('r1');
const step = 'epics[E1]/build' as StepKey;
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('artifacts on disk', () => {
  test('are copies under their own file name', async ({ folder }) => {
    const source = join(folder, 'größe – 1.txt');
    await writeFile(source, 'abc');
    const store = createFileArtifactStore(join(folder, 'artifacts'));
    expect(await store.put(run, step, 'wheel', source)).toEqual({ sha256: ABC, bytes: 3 });
    await rm(source);
    const got = await createFileArtifactStore(join(folder, 'artifacts')).get(run, step, 'wheel');
    expect([basename(got), await readFile(got, 'utf8')]).toEqual(['größe – 1.txt', 'abc']);
    expect(await store.list(run)).toEqual([{ step, name: 'wheel', bytes: 3 }]);
  });

  test('never change once they were handed out', async ({ folder }) => {
    const source = join(folder, 'a.txt');
    const store = createFileArtifactStore(join(folder, 'artifacts'));
    await writeFile(source, 'abc');
    await store.put(run, step, 'wheel', source);
    const first = await store.get(run, step, 'wheel');
    await writeFile(source, 'second');
    await store.put(run, step, 'wheel', source);
    expect(await readFile(first, 'utf8')).toBe('abc');
    expect(await readFile(await store.get(run, step, 'wheel'), 'utf8')).toBe('second');
    expect(await store.list(run)).toHaveLength(1);
  });

  test('of several writers of one content all succeed, and nothing is left over', async ({
    folder,
  }) => {
    const source = join(folder, 'a.txt');
    await writeFile(source, 'abc');
    const store = createFileArtifactStore(join(folder, 'artifacts'));
    const puts = await Promise.all(
      Array.from({ length: 8 }, () => store.put(run, step, 'wheel', source)),
    );
    expect(new Set(puts.map((put) => put.sha256))).toEqual(new Set([ABC]));
    const files = await readdir(join(folder, 'artifacts'), { recursive: true });
    expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  test('can be folders', async ({ folder }) => {
    await mkdir(join(folder, 'out', 'deep'), { recursive: true });
    await writeFile(join(folder, 'out', 'deep', 'a'), 'abc');
    await writeFile(join(folder, 'out', '.hidden'), 'x');
    const store = createFileArtifactStore(join(folder, 'artifacts'));
    expect((await store.put(run, step, 'site', join(folder, 'out'))).bytes).toBe(4);
    const got = await store.get(run, step, 'site');
    expect(await readFile(join(got, 'deep', 'a'), 'utf8')).toBe('abc');
  });

  test('steps and names that look alike stay apart, and stay inside the folder', async ({
    folder,
  }) => {
    const store = createFileArtifactStore(join(folder, 'artifacts'));
    const keys = ['a/b', 'a-b', 'A-b', '../../x', 'a[1]', "a['1']"] as StepKey[];
    for (const [at, key] of keys.entries()) {
      await writeFile(join(folder, 'f'), String(at));
      await store.put(run, key, '../up', join(folder, 'f'));
    }
    for (const [at, key] of keys.entries()) {
      const path = await store.get(run, key, '../up');
      expect(relative(join(folder, 'artifacts'), path).startsWith('..')).toBe(false);
      expect(await readFile(path, 'utf8')).toBe(String(at));
    }
  });

  test('that are missing are named, with what is near', async ({ folder }) => {
    await writeFile(join(folder, 'f'), '');
    const store = createFileArtifactStore(join(folder, 'artifacts'));
    await store.put(run, step, 'wheel', join(folder, 'f'));
    const missing: unknown = await store.get(run, step, 'weel').catch((error: unknown) => error);
    expect(WorkflowError.is(missing, 'ARTIFACT_UNDECLARED') && missing.hint).toBe(
      'Did you mean `wheel`?',
    );
    const absent: unknown = await store
      .put(run, step, 'x', join(folder, 'no'))
      .catch((error: unknown) => error);
    expect(WorkflowError.is(absent, 'OUTPUT_MISSING')).toBe(true);
  });

  test('go with their run', async ({ folder }) => {
    await writeFile(join(folder, 'f'), '');
    const store = createFileArtifactStore(join(folder, 'artifacts'));
    await store.put(run, step, 'wheel', join(folder, 'f'));
    await store.put(runId('r2'), step, 'wheel', join(folder, 'f'));
    await store.delete(run);
    expect([await store.list(run), (await store.list(runId('r2'))).length]).toEqual([[], 1]);
  });
});
