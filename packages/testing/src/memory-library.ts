/** Saved workflows, in memory. @module */
import {
  assertName,
  didYouMean,
  type Plan,
  planHash,
  validate,
  WorkflowError,
  type WorkflowName,
} from '@sluice/core/plan';
import type { Clock, SavedWorkflow, WorkflowLibrary } from '@sluice/core/run';
import { frozenJson } from './frozen.ts';

/** What a memory library can be given. */
export interface MemoryLibraryOptions {
  /** Time of `createdAt` and `updatedAt`; the system's unless given. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

interface Shelf {
  current: SavedWorkflow;
  /** Older states, the latest first. */
  older: SavedWorkflow[];
}

/** A {@link WorkflowLibrary} in memory, with history. */
export function createMemoryLibrary(options: MemoryLibraryOptions = {}): WorkflowLibrary {
  const clock = options.clock ?? { now: () => Date.now() };
  const shelves = new Map<WorkflowName, Shelf>();

  const shelfOf = (name: WorkflowName): Shelf => {
    const shelf = shelves.get(name);
    if (shelf !== undefined) return shelf;
    throw new WorkflowError('WORKFLOW_NOT_FOUND', `There is no saved workflow \`${name}\`.`, {
      hint: didYouMean(name, shelves.keys()),
    });
  };

  /** Later than the state before, also when the clock stands still: it tells states apart. */
  const timeAfter = (before: string | undefined): string => {
    const least = before === undefined ? Number.NEGATIVE_INFINITY : Date.parse(before) + 1;
    return new Date(Math.max(clock.now(), least)).toISOString();
  };

  const replace = (shelf: Shelf, change: Partial<SavedWorkflow>): SavedWorkflow => {
    const before = shelf.current;
    const updatedAt = timeAfter(before.updatedAt);
    shelf.older.unshift(before);
    shelf.current = frozenJson({ ...before, ...change, updatedAt });
    return shelf.current;
  };

  return {
    load: async (name) => shelfOf(name).current,
    loadIr: async (name) => shelfOf(name).current.ir,
    async save(name, ir, { description, overwrite } = {}) {
      assertName(name, 'workflow');
      assertValid(ir);
      const shelf = shelves.get(name);
      if (shelf !== undefined) {
        if (overwrite !== true) {
          throw new WorkflowError('WORKFLOW_EXISTS', `The workflow \`${name}\` is saved already.`, {
            hint: 'Pass `overwrite` to save a new version, or choose another name.',
          });
        }
        const version = nextVersion(shelf.current.version);
        replace(shelf, { ir, version, ...(description !== undefined && { description }) });
        return { path: pathOf(name), version };
      }
      const createdAt = timeAfter(undefined);
      const current = frozenJson<SavedWorkflow>({
        name,
        description: description ?? ir.description ?? '',
        ir,
        createdAt,
        updatedAt: createdAt,
        version: '1.0.0',
      });
      shelves.set(name, { current, older: [] });
      return { path: pathOf(name), version: current.version };
    },
    list: async () => sorted(shelves),
    exists: async (name) => shelves.has(name),
    async delete(name) {
      shelfOf(name);
      shelves.delete(name);
    },
    async rename(from, to) {
      const shelf = shelfOf(from);
      assertName(to, 'workflow');
      if (shelves.has(to)) {
        throw new WorkflowError('NAME_TAKEN', `There is a workflow \`${to}\` already.`, {
          hint: 'Choose another name, or delete that workflow first.',
        });
      }
      replace(shelf, { name: to });
      shelves.delete(from);
      shelves.set(to, shelf);
    },
    async update(name, change, expected) {
      const shelf = shelfOf(name);
      if (expected !== undefined && expected.updatedAt !== shelf.current.updatedAt) {
        throw new WorkflowError(
          'WORKFLOW_CHANGED',
          `The workflow \`${name}\` has changed since it was read.`,
          {
            hint: 'Load it again and repeat the change.',
          },
        );
      }
      if (change.ir !== undefined) assertValid(change.ir);
      const version = change.version ?? (change.ir && nextVersion(shelf.current.version));
      return replace(shelf, {
        ...(change.ir !== undefined && { ir: change.ir }),
        ...(change.description !== undefined && { description: change.description }),
        ...(version !== undefined && { version }),
      });
    },
    async history(name) {
      const shelf = shelfOf(name);
      return [shelf.current, ...shelf.older].map(({ version, updatedAt, ir }) => ({
        version,
        savedAt: updatedAt,
        planHash: planHash(ir),
      }));
    },
    async restore(name, version) {
      const shelf = shelfOf(name);
      const states = [shelf.current, ...shelf.older];
      const state = states.find((each) => each.version === version);
      if (state === undefined) {
        throw new WorkflowError(
          'WORKFLOW_NOT_FOUND',
          `The workflow \`${name}\` has no version \`${version}\`.`,
          {
            hint: didYouMean(version, new Set(states.map((each) => each.version))),
          },
        );
      }
      return replace(shelf, { ir: state.ir, description: state.description, version });
    },
    async search(text) {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      return sorted(shelves).filter(({ name, description }) =>
        words.every((word) => `${name} ${description.toLowerCase()}`.includes(word)),
      );
    },
    path: pathOf,
  };
}

function sorted(shelves: ReadonlyMap<WorkflowName, Shelf>): readonly SavedWorkflow[] {
  return [...shelves.values()]
    .map((shelf) => shelf.current)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function pathOf(name: WorkflowName): string {
  return `memory:/workflows/${name}.json`;
}

function assertValid(ir: Plan): void {
  const diagnostics = validate(ir);
  const errors = diagnostics.filter((each) => each.severity === 'error');
  if (errors.length === 0) return;
  throw new WorkflowError(
    'WORKFLOW_INVALID',
    `The workflow \`${ir.name}\` has ${errors.length} findings.`,
    {
      diagnostics,
      hint: errors[0]!.message,
    },
  );
}

/** The author's label with its last number raised. */
function nextVersion(version: string): string {
  const last = /^(.*?)(\d+)$/.exec(version);
  return last ? `${last[1]}${Number(last[2]) + 1}` : `${version}.1`;
}
