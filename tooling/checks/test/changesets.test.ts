import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publishedWorkspaces, ROOT } from '../src/workspace.ts';

const changesets = globSync('.changeset/*.md', { cwd: ROOT })
  .filter((path) => !path.endsWith('README.md'))
  .map((path) => readFileSync(join(ROOT, path), 'utf8'));
const released = changesets.flatMap((text) => {
  const header = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '';
  return [...header.matchAll(/^["']?([^"':]+)["']?: (major|minor|patch)$/gm)].map(
    ([, name]) => name,
  );
});

test.each(publishedWorkspaces().map(({ manifest }) => [manifest.name, manifest.version] as const))(
  '%s %s has been released, or has a changeset for its first release',
  (name, version) => {
    if (version === '0.0.0') expect(released).toContain(name);
    else expect(version).toMatch(/^\d+\.\d+\.\d+/);
  },
);

test('changesets name only packages that are published, and say something', () => {
  const names = publishedWorkspaces().map(({ manifest }) => manifest.name);
  expect(released.filter((name) => !names.includes(name!))).toEqual([]);
  for (const text of changesets) expect(text.split('---\n').at(-1)?.trim()).not.toBe('');
});
