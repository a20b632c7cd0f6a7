/** Runs as plain files behind the port: a folder for each run. @module */
import type { RunId } from '@sluice/core/plan';
import {
  type Clock,
  createRunState,
  evolve,
  matchesRunQuery,
  type PayloadLookup,
  type RunStore,
  type RunView,
  view,
} from '@sluice/core/run';
import { onDisk } from '../storage-problem.ts';
import { releaseLease, takeLease } from './lease.ts';
import type { RunFolder } from './run-folder.ts';

/** Settings of {@link createPlainRunStore}. */
export interface PlainRunStoreOptions {
  /** The folder of a run. */
  readonly folderOf: (run: RunId) => RunFolder;
  /** Every folder that may hold a run, for lists. */
  readonly folders: () => Promise<readonly RunFolder[]>;
  readonly clock: Pick<Clock, 'now'>;
  /** Where lists find what is not in a history: large payloads, and plans that are nested by name. */
  readonly lookup?: PayloadLookup | undefined;
}

/** A {@link RunStore} of plain files, each its owner's alone. */
export function createPlainRunStore(options: PlainRunStoreOptions): RunStore {
  const { folderOf, clock } = options;
  const leaseOf = (run: RunId): string => folderOf(run).paths.lease;
  return {
    append: (run, after, facts, follow) => folderOf(run).append(run, after, facts, follow),
    async *read(run, after = 0) {
      const folder = folderOf(run);
      const history = await folder.history();
      if (history?.run !== run) return;
      await folder.assertResults(history.events);
      for (const event of history.events) if (event.seq > after) yield event;
    },
    async *list(query) {
      const found: RunView[] = [];
      for (const folder of await options.folders()) {
        const history = await folder.history();
        if (history?.events[0]?.type !== 'run-started') continue;
        const seen = view(history.events.reduce(evolve, createRunState(options.lookup)));
        if (matchesRunQuery(seen, query)) found.push(seen);
      }
      found.sort((a, b) => b.startedAt - a.startedAt || (a.run < b.run ? 1 : -1));
      yield* found.slice(0, query.limit);
    },
    lease: (run, holder, ttlMs) =>
      onDisk(folderOf(run).folder, () => takeLease(leaseOf(run), holder, clock.now(), ttlMs)),
    release: (run, token) => releaseLease(leaseOf(run), token),
    async delete(run) {
      const folder = folderOf(run);
      if ((await folder.history())?.run === run) await folder.delete();
    },
  };
}
