/** The archives that GitHub keeps artifacts in. @module */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/**
 * Unpacks a zip file into a folder, which is made. A name that leads out of the folder, by `..` or as an absolute
 * path, is refused before anything of that entry is written; so is an entry that is there twice.
 * @throws Error for a damaged archive
 */
export async function unpackArchive(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const archive = await openPromise(file);
  try {
    for await (const entry of archive.eachEntry()) {
      const target = join(folder, entry.fileName);
      if (entry.fileName.endsWith('/')) {
        await mkdir(target, { recursive: true });
        continue;
      }
      await mkdir(dirname(target), { recursive: true });
      const bytes = await archive.openReadStreamPromise(entry);
      await pipeline(bytes, createWriteStream(target, { flags: 'wx' }));
    }
  } finally {
    archive.close();
  }
}
