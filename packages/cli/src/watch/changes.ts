/** Changes that mean something: files that git does not ignore and whose content is another one. @module */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchFolder } from './folder-watcher.ts';
import { ignoredIn, tracked } from './ignored.ts';

/** How long nothing must happen before a change counts, in milliseconds: editors write in several steps. */
const QUIET_MS = 100;

/** A file with another content than before. */
export interface Change {
  readonly path: string;
  /** When it was touched last, in milliseconds of `performance.now()`. */
  readonly at: number;
}

/** A stream of changes. */
export interface Changes {
  /** What has changed since the last call, as soon as there is something. Undefined after `close`. */
  next(): Promise<readonly Change[] | undefined>;
  /** Forgets what has changed so far: a run that starts now sees it. */
  forget(): void;
  close(): void;
}

/** Watches a folder. `outputs` are files, relative to it, that the runs themselves write. */
export async function watchChanges(folder: string, outputs: readonly string[]): Promise<Changes> {
  const contents = new Map<string, string>();
  const touched = new Map<string, number>();
  const changed = new Map<string, number>();
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let wake = (): void => undefined;
  const settle = async (): Promise<void> => {
    const times = new Map(touched);
    touched.clear();
    for (const path of await tracked(folder, [...times.keys()])) {
      const before = contents.get(path);
      const now = hashOf(join(folder, path));
      contents.set(path, now);
      const at = times.get(path)!;
      if (now !== before && at >= since) changed.set(path, at);
    }
    wake();
  };
  const watcher = watchFolder(folder, await ignoredIn(folder, outputs), (path) => {
    touched.set(path, performance.now());
    clearTimeout(timer);
    timer = setTimeout(() => void settle(), QUIET_MS);
  });
  return {
    async next() {
      while (changed.size === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const found = [...changed].map(([path, at]) => ({ path, at }));
      changed.clear();
      return isOver ? undefined : found;
    },
    forget() {
      changed.clear();
      since = performance.now();
    },
    close() {
      isOver = true;
      clearTimeout(timer);
      watcher.close();
      wake();
    },
  };
}

/** Of the content of a file; of a folder, and of what is gone, a word. */
function hashOf(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('base64');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'gone';
  }
}
