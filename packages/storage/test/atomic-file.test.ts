import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { createFile, readFileIfExists, replaceFile } from '../src/index.ts';
import { test } from './temporary.ts';

describe('atomic files', () => {
  test('of many creators one wins, and its content is whole', async ({ folder }) => {
    const path = join(folder, 'deep', 'file');
    const contents = Array.from({ length: 20 }, (_, at) => String(at).repeat(10_000));
    const won = await Promise.all(contents.map((content) => createFile(path, content)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(contents[won.indexOf(true)]);
    expect(await readdir(join(folder, 'deep'))).toEqual(['file']);
  });
  test('readers of a file that is replaced see one content or the other', async ({ folder }) => {
    const path = join(folder, 'file');
    await replaceFile(path, 'a'.repeat(50_000));
    const seen = new Set<string>();
    const writing = Promise.all(
      ['b', 'c', 'd'].map((letter) => replaceFile(path, letter.repeat(50_000))),
    );
    for (let turn = 0; turn < 20; turn++) seen.add((await readFileIfExists(path)) ?? '');
    await writing;
    for (const content of seen)
      expect([content.length, new Set(content).size]).toEqual([50_000, 1]);
    expect(await readdir(folder)).toEqual(['file']);
  });
  test('have the permissions that were asked for', async ({ folder }) => {
    await replaceFile(join(folder, 'file'), '', { mode: 0o600 });
    expect((await stat(join(folder, 'file'))).mode & 0o777).toBe(0o600);
  });
  test('a file that is not there is undefined', async ({ folder }) => {
    expect(await readFileIfExists(join(folder, 'nope', 'file'))).toBe(undefined);
  });
});
