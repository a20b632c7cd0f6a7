/** Who listens to the events of runs. @module */
import type { RunId } from '@sluice/core/plan';
import type { RunEvent } from '@sluice/core/run';

/** Listeners by run. */
export interface Listeners {
  listen(run: RunId, listener: Listener): () => void;
  tell(run: RunId, event: RunEvent): void;
  /** Nothing more will come for this run from this engine. */
  end(run: RunId): void;
}
/** One that listens. */
export interface Listener {
  readonly event: (event: RunEvent) => void;
  readonly end: () => void;
}

/** Nobody listens yet. */
export function createListeners(): Listeners {
  const byRun = new Map<RunId, Set<Listener>>();
  return {
    listen(run, listener) {
      const all = byRun.get(run) ?? new Set();
      byRun.set(run, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0 && byRun.get(run) === all) byRun.delete(run);
      };
    },
    tell(run, event) {
      for (const listener of [...(byRun.get(run) ?? [])]) listener.event(event);
    },
    end(run) {
      for (const listener of [...(byRun.get(run) ?? [])]) listener.end();
    },
  };
}
