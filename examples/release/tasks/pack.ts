import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
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
  async run({ exec, log, fail, saveArtifact }) {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-pack-'));
    try {
      await exec('pnpm', ['pack', '--silent', '--pack-destination', folder], {
        cwd: packageFolder,
        timeout: '2m',
      });
      const manifest = await readFile(join(packageFolder, 'package.json'), 'utf8');
      const { name, version } = JSON.parse(manifest) as { name: string; version: string };
      const [file] = await readdir(folder);
      if (file === undefined) return fail('`pnpm pack` left no tarball behind.');
      const tarball = join(folder, file);
      const bytes = await readFile(tarball);
      const digest = createHash('sha256').update(bytes).digest('hex');
      log.info(`${name} ${version}: ${bytes.length} bytes, sha256 ${digest}`);
      await saveArtifact('tarball', tarball);
      return { version, size: bytes.length, digest };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
