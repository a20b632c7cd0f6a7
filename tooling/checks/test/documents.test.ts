import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documents, relativeLinks } from '../src/documents.ts';
import { ROOT } from '../src/workspace.ts';

describe.each(documents())('%s', (document) => {
  test('links only to what is there', () => {
    const missing = relativeLinks(document).filter(
      (target) => !existsSync(join(ROOT, dirname(document), target)),
    );
    expect(missing).toEqual([]);
  });
});

test('the guides are there, and the map of the architecture stays within two pages', () => {
  expect(documents()).toEqual(
    expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']),
  );
  const words = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8').split(/\s+/).length;
  expect(words).toBeLessThan(1200);
});

test('CONTRIBUTING opens with the ordered priorities', () => {
  const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const opening = text.split('\n').slice(0, 6).join('\n');
  expect(opening).toContain('safe > deterministic > the same locally and in CI > simple > fast');
});
