/** Hears about changes below a folder. What is ignored is not even opened, so that packages cost nothing. @module */
import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join, relative } from 'node:path';

/** What watches. */
export interface FolderWatcher {
  close(): void;
}

/** Calls back with the path of everything that changes, relative to the folder. */
export function watchFolder(
  root: string,
  isIgnored: (path: string) => boolean,
  onChange: (path: string) => void,
): FolderWatcher {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const open = (folder: string): void => {
    if (watchers.has(folder)) return;
    let names: readonly string[];
    try {
      const watcher = watch(folder, (_, name) => {
        if (name === null) return;
        const path = relative(root, join(folder, name));
        if (isIgnored(path)) return;
        open(join(folder, name));
        onChange(path);
      });
      // The folder is gone.
      watcher.on('error', () => forget(folder));
      watchers.set(folder, watcher);
      names = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name);
    } catch {
      // No folder, or one that may not be read.
      forget(folder);
      return;
    }
    for (const name of names) {
      const inner = join(folder, name);
      if (!isIgnored(relative(root, inner))) open(inner);
    }
  };
  open(root);
  return {
    close() {
      for (const folder of [...watchers.keys()]) forget(folder);
    },
  };
}
