import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runId, WorkflowError } from '@sluice/core/plan';
import type { LogLine, LogRef, StepKey } from '@sluice/core/run';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createMemoryArtifactStore,
  createMemoryBlobStore,
  createMemoryLogSink,
  createMemorySecretSource,
} from '../src/index.ts';

const run = runId('r1');
const step = 'build' as StepKey;

describe('blobs', () => {
  test('are found by the hash of their content, and are copies', async () => {
    const store = createMemoryBlobStore();
    const bytes = new TextEncoder().encode('abc');
    const { sha256 } = await store.put(bytes);
    bytes[0] = 0;
    expect(sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(new TextDecoder().decode(await store.get(sha256))).toBe('abc');
    expect([await store.has(sha256), await store.has('0')]).toEqual([true, false]);
    await expect(store.get('0')).rejects.toThrow('no payload');
  });
});

describe('logs', () => {
  const ref: LogRef = { run, step, attempt: 1 };
  const line = (number: number): LogLine => ({
    line: number,
    at: 0,
    stream: 'stdout',
    text: `line ${number}`,
  });

  test('without a signal are what was written so far', async () => {
    const sink = createMemoryLogSink();
    await sink.append(ref, [line(1), line(2)]);
    await sink.append({ ...ref, attempt: 2 }, [line(1)]);
    const seen: number[] = [];
    for await (const each of sink.read(ref, 1)) seen.push(each.line);
    expect(seen).toEqual([2]);
  });

  test('with a signal are history, then what comes, then nothing once it is aborted', async () => {
    const sink = createMemoryLogSink();
    const controller = new AbortController();
    await sink.append(ref, [line(1)]);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const each of sink.read(ref, 0, controller.signal)) {
        seen.push(each.line);
        if (each.line < 3) await sink.append(ref, [line(each.line + 1)]);
        else controller.abort();
      }
    })();
    await reading;
    expect(seen).toEqual([1, 2, 3]);
  });

  test('a reader may come before the first line, and ends when the run is deleted', async () => {
    const sink = createMemoryLogSink();
    const lines = sink.read(ref, 0, new AbortController().signal)[Symbol.asyncIterator]();
    const first = lines.next();
    await sink.append(ref, [line(1)]);
    expect((await first).value).toMatchObject({ text: 'line 1' });
    const end = lines.next();
    await sink.delete(run);
    expect((await end).done).toBe(true);
  });
});

describe('secrets', () => {
  test('are there or not, and who asked is known', async () => {
    const source = createMemorySecretSource({ TOKEN: 't' });
    expect([await source.get('TOKEN'), await source.get('toString')]).toEqual(['t', undefined]);
    expect(source.asked).toEqual(['TOKEN', 'toString']);
  });
});

describe('artifacts', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('stay what they were when they were put, with their file name', async () => {
    await using store = createMemoryArtifactStore();
    const path = join(folder, 'größe 1.txt');
    await writeFile(path, 'abc');
    const put = await store.put(run, step, 'wheel', path);
    await rm(path);
    expect(put).toEqual({
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      bytes: 3,
    });
    const got = await store.get(run, step, 'wheel');
    expect([basename(got), await readFile(got, 'utf8')]).toEqual(['größe 1.txt', 'abc']);
    expect(await store.list(run)).toEqual([{ step, name: 'wheel', bytes: 3 }]);
  });

  test('can be folders', async () => {
    await using store = createMemoryArtifactStore();
    await mkdir(join(folder, 'out', 'deep'), { recursive: true });
    await writeFile(join(folder, 'out', 'deep', 'a'), 'abc');
    expect((await store.put(run, step, 'site', join(folder, 'out'))).bytes).toBe(3);
    expect(await readFile(join(await store.get(run, step, 'site'), 'deep', 'a'), 'utf8')).toBe(
      'abc',
    );
  });

  test('that are not there say so', async () => {
    await using store = createMemoryArtifactStore();
    const error: unknown = await store.get(run, step, 'nope').catch((reason: unknown) => reason);
    expect(WorkflowError.is(error, 'ARTIFACT_UNDECLARED')).toBe(true);
  });
});
