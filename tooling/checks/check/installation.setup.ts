import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installConsumer, installGlobally } from '../src/consumer.ts';
import { packAll, type Tarball } from '../src/tarballs.ts';
import { ROOT } from '../src/workspace.ts';

/** What the checks of installed packages are given. */
export interface Installation {
  readonly tarballs: readonly Tarball[];
  readonly consumer: string;
  /** The folder of globally installed commands. */
  readonly commands: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    installation: Installation;
  }
}

/** Packs and installs everything once; the folder goes when the checks are done. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const base = await mkdtemp(join(tmpdir(), 'sluice-checks-'));
  const remove = (): Promise<void> => rm(base, { recursive: true, force: true });
  try {
    const tarballs = await packAll(join(base, 'tarballs'));
    const consumer = join(base, 'consumer');
    const [commands] = await Promise.all([
      installGlobally(join(base, 'global'), tarballs),
      installConsumer(consumer, tarballs, {
        zod: await catalogVersion('zod'),
        '@types/node': await catalogVersion('@types/node'),
      }),
    ]);
    project.provide('installation', { tarballs, consumer, commands });
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

async function catalogVersion(name: string): Promise<string> {
  const text = await readFile(join(ROOT, 'pnpm-workspace.yaml'), 'utf8');
  const escaped = name.replace(/[/.]/g, '\\$&');
  const version = new RegExp(`^ {2}"?${escaped}"?: (\\S+)$`, 'm').exec(text)?.[1];
  if (version === undefined) throw new Error(`\`${name}\` is not in the catalog`);
  return version;
}
