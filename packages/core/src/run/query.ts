/** Which runs a query asks for. @module */
import type { RunQuery, RunStatus, RunView } from './views.ts';

/** Whether a run is among those that a query asks for. How many of them (`limit`) is the store's to heed. */
export function matchesRunQuery(seen: RunView, query: RunQuery): boolean {
  const { workflow, status, startedAfter, startedBefore, parent } = query;
  if (workflow !== undefined && seen.workflow !== workflow) return false;
  if (status !== undefined) {
    const wanted: readonly RunStatus[] = typeof status === 'string' ? [status] : status;
    if (!wanted.includes(seen.status)) return false;
  }
  if (startedAfter !== undefined && seen.startedAt <= startedAfter) return false;
  if (startedBefore !== undefined && seen.startedAt >= startedBefore) return false;
  return parent === undefined || seen.rerunOf === parent;
}
