/** The chapter about GitHub: each TypeScript block is executed, and each YAML block stands in the file that it gives. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { generate } from '../src/index.ts';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'sluice-chapter-'));
symlinkSync(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'), 'junction');
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const chapter = readFileSync(join(root, 'docs/05-github.md'), 'utf8');
const blocks = [...chapter.matchAll(/^```(ts|yaml) (\S+)\n([\s\S]*?)^```$/gm)].map(
  ([, language, name, code]) => ({ language, name: name!, code: code! }),
);
const sources = blocks.filter(({ language }) => language === 'ts');

test('the chapter has examples, each with what it gives', () => {
  expect(sources.length).toBeGreaterThan(10);
  for (const { name } of sources) {
    expect(blocks.filter((each) => each.language === 'yaml' && each.name === name)).not.toEqual([]);
  }
});

test.each(sources)('$name', async ({ name, code }) => {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, code);
  const { default: definition } = await import(pathToFileURL(file).href);
  const { files, diagnostics } = generate(definition);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const text = files.map(({ content }) => content).join('\n');
  for (const each of blocks) {
    if (each.language === 'yaml' && each.name === name) expect(text).toContain(each.code);
  }
});
