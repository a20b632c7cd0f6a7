/** Saved workflows, in memory. @module */
import {
  assertName,
  type Json,
  type Plan,
  planHash,
  readPlan,
  type WorkflowName,
} from '@sluice/core/plan';
import {
  assertNoErrors,
  type Clock,
  changedFields,
  matchesSearch,
  nextVersion,
  type SavedWorkflow,
  savedAfter,
  savedPlanFindings,
  versionNeeded,
  versionNotFound,
  type WorkflowLibrary,
  workflowChanged,
  workflowExists,
  workflowNameTaken,
  workflowNotFound,
} from '@sluice/core/run';
import { frozenJson } from './frozen.ts';

/** What a memory library can be given. */
export interface MemoryLibraryOptions {
  /** Time of `createdAt` and `updatedAt`; the system's unless given. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

interface Shelf {
  /** Undefined when it was deleted. */
  current: SavedWorkflow | undefined;
  /** Older states, the latest first; the first one is what was deleted when nothing is current. */
  older: SavedWorkflow[];
}

/** A {@link WorkflowLibrary} in memory, with history and trash. */
export function createMemoryLibrary(options: MemoryLibraryOptions = {}): WorkflowLibrary {
  const clock = options.clock ?? { now: () => Date.now() };
  const shelves = new Map<WorkflowName, Shelf>();

  const sorted = (): readonly SavedWorkflow[] =>
    [...shelves.values()]
      .flatMap((shelf) => shelf.current ?? [])
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  const currentOf = (name: WorkflowName): { shelf: Shelf; current: SavedWorkflow } => {
    assertName(name, 'workflow');
    const shelf = shelves.get(name);
    const current = shelf?.current;
    if (shelf !== undefined && current !== undefined) return { shelf, current };
    throw workflowNotFound(
      name,
      sorted().map((each) => each.name),
    );
  };
  const put = (shelf: Shelf, state: SavedWorkflow, before: SavedWorkflow): SavedWorkflow => {
    if (shelf.current !== undefined) shelf.older.unshift(shelf.current);
    const updatedAt = savedAfter(clock.now(), before.updatedAt);
    shelf.current = frozenJson({ ...state, updatedAt });
    return shelf.current;
  };

  const loadIr = async (name: WorkflowName): Promise<Plan> =>
    readPlan(currentOf(name).current.ir as unknown as Json);
  const assertValid = async (name: WorkflowName, ir: Plan): Promise<void> =>
    assertNoErrors(name, await savedPlanFindings(ir, loadIr));

  return {
    load: async (name) => currentOf(name).current,
    loadIr,
    async save(name, ir, { description, overwrite, version, source } = {}) {
      assertName(name, 'workflow');
      await assertValid(name, ir);
      const shelf = shelves.get(name) ?? { current: undefined, older: [] };
      const { current } = shelf;
      if (current !== undefined && overwrite !== true) throw workflowExists(name);
      const label = version ?? (current === undefined ? '1.0.0' : nextVersion(current.version));
      const time = savedAfter(clock.now(), shelf.older[0]?.updatedAt);
      const base: SavedWorkflow = current ?? {
        name,
        description: ir.description ?? '',
        ir,
        createdAt: time,
        updatedAt: time,
        version: label,
      };
      const change = {
        ir,
        version: label,
        ...(description !== undefined && { description }),
        ...(source !== undefined && { source }),
      };
      if (current === undefined) shelf.current = frozenJson({ ...base, ...change });
      else put(shelf, { ...base, ...change }, current);
      shelves.set(name, shelf);
      return { path: pathOf(name), version: label };
    },
    list: async () => sorted(),
    async exists(name) {
      assertName(name, 'workflow');
      return shelves.get(name)?.current !== undefined;
    },
    async delete(name) {
      const { shelf, current } = currentOf(name);
      shelf.older.unshift(current);
      shelf.current = undefined;
    },
    deleted: async () =>
      [...shelves.values()]
        .flatMap(({ current, older }) => (current === undefined ? (older[0] ?? []) : []))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    async rename(from, to) {
      assertName(to, 'workflow');
      const { shelf, current } = currentOf(from);
      const there = shelves.get(to);
      if (there?.current !== undefined) throw workflowNameTaken(to);
      const ir = current.ir.name === from ? { ...current.ir, name: to } : current.ir;
      put(shelf, { ...current, name: to, ir }, current);
      shelf.older.push(...(there?.older ?? []));
      shelves.delete(from);
      shelves.set(to, shelf);
    },
    async update(name, change, expected) {
      const { shelf, current } = currentOf(name);
      if (expected !== undefined && expected.updatedAt !== current.updatedAt) {
        throw workflowChanged(name);
      }
      if (change.ir !== undefined) await assertValid(name, change.ir);
      return put(shelf, { ...current, ...changedFields(current, change) }, current);
    },
    async history(name) {
      assertName(name, 'workflow');
      const shelf = shelves.get(name);
      if (shelf === undefined) throw workflowNotFound(name, shelves.keys());
      return statesOf(shelf).map(({ version, updatedAt, ir }) => ({
        version,
        savedAt: updatedAt,
        planHash: planHash(ir),
      }));
    },
    async restore(name, version) {
      assertName(name, 'workflow');
      const shelf = shelves.get(name);
      if (shelf === undefined) throw workflowNotFound(name, shelves.keys());
      const states = statesOf(shelf);
      const [latest] = states;
      if (version === undefined) {
        if (shelf.current !== undefined) throw versionNeeded(name);
        const [deleted] = shelf.older.splice(0, 1);
        return put(shelf, deleted!, deleted!);
      }
      const state = states.find((each) => each.version === version || each.updatedAt === version);
      if (state === undefined) {
        throw versionNotFound(
          name,
          version,
          states.map((each) => each.version),
        );
      }
      return put(shelf, { ...state, name }, latest!);
    },
    search: async (text) => sorted().filter((each) => matchesSearch(each, text)),
    path(name) {
      assertName(name, 'workflow');
      return pathOf(name);
    },
  };
}

function statesOf({ current, older }: Shelf): readonly SavedWorkflow[] {
  return current === undefined ? older : [current, ...older];
}

function pathOf(name: WorkflowName): string {
  return `memory:/workflows/${name}.json`;
}
