import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { withFileLock } from '../src/index.ts';
import { test } from './temporary.ts';

const FILES = '/dev/fd';

test.skipIf(!existsSync(FILES))(
  'many locks one after the other keep few files open',
  async ({ folder }) => {
    const before = readdirSync(FILES).length;
    for (let at = 0; at < 300; at++) {
      mkdirSync(join(folder, String(at)));
      await withFileLock(join(folder, String(at), 'lock'), async () => undefined);
      expect(readdirSync(FILES).length - before).toBeLessThan(30);
    }
  },
);
