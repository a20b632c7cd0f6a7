/**
 * Taking away the folder of an attempt. None is used again, although that would halve what a small step costs: what
 * still runs of an earlier attempt may hold its files open, or be in its folder.
 * @module
 */
import { readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder with no more than this is emptied at once; a larger one in the background of other work. */
const FEW = 16;

/** Removes a folder. What is left there is nobody's any more: that it cannot be removed changes nothing. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    if (entries.length <= FEW && entries.every((entry) => !entry.isDirectory())) {
      for (const { name } of entries) unlinkSync(join(folder, name));
      rmdirSync(folder);
      return;
    }
    await rm(folder, { recursive: true, force: true });
  } catch {
    // Gone already, or kept open by somebody.
  }
}
