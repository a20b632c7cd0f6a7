import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  ACTION_LOCK_FILE,
  findDrift,
  generate,
  parseActionLock,
  pinsOf,
} from '@sluice/gha-generator';
import { expect, test } from 'vitest';
import { ROOT } from '../src/workspace.ts';

test('the workflows of this repository are what its sluice.ts says', async () => {
  const { default: project } = await import(pathToFileURL(join(ROOT, 'sluice.ts')).href);
  const lock = join(ROOT, ACTION_LOCK_FILE);
  const pins = existsSync(lock) ? pinsOf(parseActionLock(readFileSync(lock, 'utf8'))) : {};
  const { files, diagnostics } = generate(project, { source: 'sluice.ts', pins });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(files.map(({ workflow }) => workflow)).toEqual(['benchmarks', 'check-workflows', 'ci']);
  const there = globSync('.github/workflows/*.yml', { cwd: ROOT });
  const existing = Object.fromEntries(
    there.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
  );
  const drift = findDrift('sluice.ts', files, existing);
  expect(drift.map(({ kind, path, diff }) => `${kind} ${path}\n${diff}`).join('')).toBe('');
});
