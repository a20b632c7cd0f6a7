/**
 * A store of the host's own: a file of JSON lines for each run, and its lease beside it. Every method is synchronous
 * inside, so that nothing comes between reading and writing; it is for one process.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type RunId, runId, WorkflowError } from '@sluice/core/plan';
import {
  type Clock,
  createRunState,
  evolve,
  type FencingToken,
  matchesRunQuery,
  type RunEvent,
  type RunStore,
  view,
} from '@sluice/core/run';

interface Lease {
  readonly holder: string;
  readonly token: FencingToken;
  readonly until: number;
}

/** The runs in a folder. */
export function lineStore(folder: string, clock: Pick<Clock, 'now'>): RunStore {
  mkdirSync(folder, { recursive: true });
  const history = (run: RunId): string => join(folder, `${run}.jsonl`);
  const lease = (run: RunId): string => join(folder, `${run}.lease`);
  const eventsOf = (run: RunId): readonly RunEvent[] =>
    existsSync(history(run))
      ? readFileSync(history(run), 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as RunEvent)
      : [];
  const leaseOf = (run: RunId): Lease | undefined =>
    existsSync(lease(run)) ? (JSON.parse(readFileSync(lease(run), 'utf8')) as Lease) : undefined;

  return {
    async append(run, after, facts) {
      if (eventsOf(run).length !== after) return false;
      const at = clock.now();
      const lines = facts.map((fact, index) =>
        JSON.stringify({ seq: after + index + 1, at, ...fact }),
      );
      if (lines.length > 0) appendFileSync(history(run), lines.map((line) => `${line}\n`).join(''));
      return lines.map((line) => JSON.parse(line) as RunEvent);
    },
    async *read(run, after = 0) {
      yield* eventsOf(run).slice(after);
    },
    async *list(query) {
      const found = readdirSync(folder)
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) =>
          view(eventsOf(runId(name.slice(0, -'.jsonl'.length))).reduce(evolve, createRunState())),
        )
        .filter((seen) => matchesRunQuery(seen, query))
        .sort((a, b) => b.startedAt - a.startedAt);
      yield* found.slice(0, query.limit);
    },
    async lease(run, holder, ttlMs) {
      const now = clock.now();
      const current = leaseOf(run);
      const held = current !== undefined && current.until > now;
      if (held && current.holder !== holder) return null;
      const next = String(Number(current?.token ?? 0) + 1).padStart(12, '0');
      const token = held ? current.token : (next as FencingToken);
      writeFileSync(
        lease(run),
        JSON.stringify({ holder, token, until: now + ttlMs } satisfies Lease),
      );
      return token;
    },
    async release(run, token) {
      const current = leaseOf(run);
      if (current === undefined || current.until === 0) return;
      if (current.token !== token) {
        throw new WorkflowError('ATTEMPT_STALE', `Somebody else holds the run \`${run}\`.`);
      }
      // The number stays, so that the next token is a later one.
      writeFileSync(lease(run), JSON.stringify({ ...current, until: 0 } satisfies Lease));
    },
    async delete(run) {
      rmSync(history(run), { force: true });
      rmSync(lease(run), { force: true });
    },
  };
}
