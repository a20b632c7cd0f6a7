/**
 * Taking away the folders of attempts. None is used again, although that would make a small step a quarter faster: what
 * still runs of an earlier attempt may hold its files open, or be in its folder.
 * @module
 */
import { readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder with no more than this is emptied at once; a larger one in the background of other work. */
const FEW = 16;

/** Removes a folder. What is left there is nobody's any more: that it cannot be removed changes nothing. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    if (isEmptiedAtOnce(folder)) return;
    await rm(folder, { recursive: true, force: true });
  } catch {
    try {
      await openFolders(folder);
      await rm(folder, { recursive: true, force: true });
    } catch {
      // Gone already, or kept open by somebody.
    }
  }
}

function isEmptiedAtOnce(folder: string): boolean {
  const entries = readdirSync(folder, { withFileTypes: true });
  if (entries.length > FEW || entries.some((entry) => entry.isDirectory())) return false;
  for (const { name } of entries) unlinkSync(join(folder, name));
  rmdirSync(folder);
  return true;
}

/** Folders may be closed to their owner: those of Go's modules are. */
async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(folder, entry.name));
  }
}
