import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publishedWorkspaces } from './workspace.ts';

const execute = promisify(execFile);

/** The packed form of one package. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  readonly path: string;
}

/** Packs every published package, as publishing would, into `directory`. */
export async function packAll(directory: string): Promise<readonly Tarball[]> {
  const tarballs: Tarball[] = [];
  for (const { directory: cwd, manifest } of publishedWorkspaces()) {
    const destination = join(directory, manifest.name.replace('/', '-'));
    await mkdir(destination, { recursive: true });
    await execute('pnpm', ['pack', '--pack-destination', destination], { cwd });
    const file = (await readdir(destination)).find((name) => name.endsWith('.tgz'));
    if (file === undefined) throw new Error(`\`${manifest.name}\` was not packed`);
    tarballs.push({
      name: manifest.name,
      version: manifest.version,
      path: join(destination, file),
    });
  }
  return tarballs;
}
