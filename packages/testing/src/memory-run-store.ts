/** The histories of runs, in memory. @module */
import { type RunId, WorkflowError } from '@sluice/core/plan';
import {
  type Clock,
  createRunState,
  evolve,
  type FencingToken,
  matchesRunQuery,
  type PayloadLookup,
  type RunEvent,
  type RunState,
  type RunStore,
  type RunView,
  view,
} from '@sluice/core/run';
import { frozenJson } from './frozen.ts';

/** What a memory store of runs can be given. */
export interface MemoryRunStoreOptions {
  /** Time of events and leases; the system's unless given. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
  /** Where payloads are that are not in the history. */
  readonly lookup?: PayloadLookup | undefined;
}

interface Lease {
  readonly holder: string;
  readonly token: FencingToken;
  readonly until: number;
}

interface StoredRun {
  readonly order: number;
  readonly events: RunEvent[];
  /** The fold for lists: made when it is asked for, and only over what is new. */
  state?: RunState;
  folded: number;
}

/**
 * A {@link RunStore} in memory. Like one on disk it holds frozen JSON only: what an engine keeps in closures is lost
 * when a second engine reads the history, and shows in the test.
 */
export function createMemoryRunStore(options: MemoryRunStoreOptions = {}): RunStore {
  const clock = options.clock ?? { now: () => Date.now() };
  const runs = new Map<RunId, StoredRun>();
  const leases = new Map<RunId, Lease>();
  let order = 0;
  let tokens = 0;

  const viewOf = (stored: StoredRun): RunView => {
    let state = stored.state ?? createRunState(options.lookup);
    for (; stored.folded < stored.events.length; stored.folded++) {
      state = evolve(state, stored.events[stored.folded]!);
    }
    stored.state = state;
    return view(state);
  };

  return {
    async append(run, after, facts) {
      const stored = runs.get(run) ?? { order: order++, events: [], folded: 0 };
      if (stored.events.length !== after) return false;
      const at = clock.now();
      // All copies are made before the first is kept: an append is whole or not at all.
      const events = facts.map(
        (fact, index): RunEvent => frozenJson({ seq: after + index + 1, at, ...fact }),
      );
      if (events.length > 0) {
        stored.events.push(...events);
        runs.set(run, stored);
      }
      return events;
    },
    async *read(run, after = 0) {
      const events = runs.get(run)?.events ?? [];
      for (let index = Math.max(0, after); index < events.length; index++) yield events[index]!;
    },
    async *list(query) {
      const found = [...runs.values()]
        .map((stored) => ({ stored, seen: viewOf(stored) }))
        .filter(({ seen }) => matchesRunQuery(seen, query))
        .sort((a, b) => b.seen.startedAt - a.seen.startedAt || b.stored.order - a.stored.order);
      for (const { seen } of found.slice(0, query.limit)) yield seen;
    },
    async lease(run, holder, ttlMs) {
      const now = clock.now();
      const current = leases.get(run);
      const held = current !== undefined && current.until > now;
      if (held && current.holder !== holder) return null;
      // A lease that lapsed was nobody's for a while: its holder gets a new token, too.
      const token = held ? current.token : (String(++tokens).padStart(12, '0') as FencingToken);
      leases.set(run, { holder, token, until: now + ttlMs });
      return token;
    },
    async release(run, token) {
      const current = leases.get(run);
      if (current === undefined) return;
      if (current.token !== token) {
        throw new WorkflowError(
          'ATTEMPT_STALE',
          `The lease of the run \`${run}\` is held by \`${current.holder}\`.`,
          {
            hint: 'Release a lease with the token that it came with.',
          },
        );
      }
      leases.delete(run);
    },
    async delete(run) {
      runs.delete(run);
      leases.delete(run);
    },
  };
}
