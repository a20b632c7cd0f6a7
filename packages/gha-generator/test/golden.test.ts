import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generate } from '../src/index.ts';
import { nested } from './features/saved.ts';
import { features } from './features.ts';
import { languageErrors, parseAsGithub } from './github.ts';

const FOLDER = join(import.meta.dirname, 'golden');
const update = process.env['UPDATE_GOLDEN'] === '1';

describe.each(Object.entries(features))('%s', (name, feature) => {
  const generated = generate(feature, { nested });
  const text = generated.files.map(({ content }) => content).join('\n---\n');

  test('is generated without an error', () => {
    expect(generated.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(generated.files.length).toBeGreaterThan(0);
  });

  test('gives the golden file', () => {
    const file = join(FOLDER, `${name}.yml`);
    if (update) writeFileSync(file, text);
    expect(text).toBe(existsSync(file) ? readFileSync(file, 'utf8') : 'there is no golden file');
  });

  test.each(generated.files.map((file) => [file.path, file.content] as const))(
    "%s passes GitHub's parser and its language service",
    async (path, content) => {
      const { errors, template } = await parseAsGithub(path, content);
      expect(errors).toEqual([]);
      expect(template.jobs.length).toBeGreaterThan(0);
      expect(await languageErrors(name, content)).toEqual([]);
    },
  );
});

test('no golden file is left over', () => {
  const names = globSync('*.yml', { cwd: FOLDER }).map((file) => basename(file, '.yml'));
  expect(names.sort()).toEqual(Object.keys(features).sort());
});
