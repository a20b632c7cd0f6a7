import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { task } from '@sluice/core';
import { z } from 'zod';
import { packageFolder } from './package-folder.ts';

export const pack = task({
  name: 'pack',
  description: 'Pack the tarball that would be published',
  outputs: { version: z.string(), size: z.number(), digest: z.string() },
  artifacts: ['tarball'],
  async run({ exec, log, saveArtifact }) {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-pack-'));
    try {
      const { stdout } = await exec('pnpm', ['pack', '--json', '--pack-destination', folder], {
        cwd: packageFolder,
        timeout: '2m',
      });
      const packed = JSON.parse(stdout) as { version: string; filename: string; files: unknown[] };
      const tarball = join(folder, packed.filename.replace(/^.*[\\/]/, ''));
      const bytes = await readFile(tarball);
      const digest = createHash('sha256').update(bytes).digest('hex');
      log.info(
        `@sluice/core ${packed.version}: ${packed.files.length} files, ${bytes.length} bytes`,
      );
      await saveArtifact('tarball', tarball);
      return { version: packed.version, size: bytes.length, digest };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
