import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unpackArchive } from '../../src/github/archive.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function zip(files: Readonly<Record<string, string>>): string {
  const file = join(folder, 'archive.zip');
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)]);
  writeFileSync(file, zipSync(Object.fromEntries(entries)));
  return file;
}

test('files come out with their names and bytes', async () => {
  const content = { 'a b/ü.txt': 'one\n', 'wheel.whl': '\0\u0001', empty: '' };
  await unpackArchive(zip(content), join(folder, 'out'));
  for (const [name, text] of Object.entries(content)) {
    expect(readFileSync(join(folder, 'out', name), 'utf8')).toBe(text);
  }
});

test.each(['../escaped', '/escaped', 'a/../../escaped'])('the name %s is refused', async (name) => {
  await expect(unpackArchive(zip({ [name]: 'x' }), join(folder, 'out'))).rejects.toThrow();
  expect(existsSync(join(folder, 'escaped'))).toBe(false);
  expect(existsSync('/escaped')).toBe(false);
});

test('a damaged archive is an error', async () => {
  const file = zip({ a: 'text '.repeat(1000) });
  const bytes = readFileSync(file);
  bytes.fill(7, 40, 60);
  writeFileSync(file, bytes);
  await expect(unpackArchive(file, join(folder, 'out'))).rejects.toThrow();
});
