/**
 * Saved workflows as files, one each, so that the folder can live in Git. Whoever changes something holds the lock of
 * the library, and what is replaced or deleted is kept before it goes: a process that is killed leaves the old state or
 * the new one.
 * @module
 */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  assertName,
  type Diagnostic,
  type Json,
  nameProblem,
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
import { createFile, readFileIfExists, replaceFile } from '../atomic-file.ts';
import { withFileLock } from '../file-lock.ts';
import { onDisk } from '../storage-problem.ts';
import { entries, pastOf } from './past.ts';
import { readRecords } from './read-records.ts';
import { parseRecord, printRecord, type WorkflowRecord } from './record.ts';

/** What a {@link createFileLibrary} can be given. */
export interface FileLibraryOptions {
  /** Time of `createdAt` and `updatedAt`; the system's unless given. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
  /** The verdict on a plan that is to be saved. Default: {@link savedPlanFindings}. */
  readonly check?: ((ir: Plan) => Promise<readonly Diagnostic[]>) | undefined;
}

/** A {@link WorkflowLibrary} in a folder, which need not exist. */
export function createFileLibrary(
  folder: string,
  options: FileLibraryOptions = {},
): WorkflowLibrary {
  const root = resolve(folder);
  const past = pastOf(root);
  const now = (): number => options.clock?.now() ?? Date.now();

  const pathOf = (name: WorkflowName): string => {
    assertName(name, 'workflow');
    return join(root, `${name}.json`);
  };
  const names = async (): Promise<readonly string[]> =>
    (await entries(root)).filter((each) => each.endsWith('.json')).map((each) => each.slice(0, -5));
  const reading = <T>(work: () => Promise<T>): Promise<T> => onDisk(root, work);
  const changing = <T>(work: () => Promise<T>): Promise<T> =>
    onDisk(root, async () => {
      await past.prepare();
      return withFileLock(past.lock, work);
    });

  /** The current record. */
  const read = async (name: WorkflowName): Promise<WorkflowRecord> => {
    const path = pathOf(name);
    const text = await readFileIfExists(path);
    if (text === undefined) throw workflowNotFound(name, await names());
    return parseRecord(text, name, path);
  };
  const loadIr = async (name: WorkflowName): Promise<Plan> => {
    const { workflow } = await reading(() => read(name));
    return readPlan(workflow.ir as unknown as Json);
  };
  /** Makes another state the current one, over what is there. */
  const replace = async (
    before: WorkflowRecord,
    change: Partial<SavedWorkflow>,
  ): Promise<SavedWorkflow> => {
    const { workflow: old, fields, text } = before;
    const workflow = {
      ...old,
      ...change,
      updatedAt: savedAfter(now(), old.updatedAt),
    };
    await past.keep('history', old.name, old.updatedAt, text);
    await replaceFile(pathOf(workflow.name), printRecord(workflow, fields));
    return workflow;
  };
  /** Asked before the lock, so that a mistyped name leaves nothing behind. */
  const assertThere = (name: WorkflowName): Promise<void> =>
    reading(async () => {
      if ((await readFileIfExists(pathOf(name))) === undefined) {
        throw workflowNotFound(name, await names());
      }
    });
  const assertValid = async (name: string, ir: Plan): Promise<void> =>
    assertNoErrors(name, await (options.check?.(ir) ?? savedPlanFindings(ir, loadIr)));

  return {
    load: async (name) => (await reading(() => read(name))).workflow,
    loadIr,
    async save(name, ir, { description, overwrite, version, source } = {}) {
      const path = pathOf(name);
      await assertValid(name, ir);
      return changing(async () => {
        if (overwrite !== true && existsSync(path)) throw workflowExists(name);
        const text = overwrite === true ? await readFileIfExists(path) : undefined;
        const change = {
          ir,
          ...(description !== undefined && { description }),
          ...(source !== undefined && { source }),
        };
        if (text !== undefined) {
          const before = recordOr(text, name, path, ir, now());
          const label = version ?? nextVersion(before.workflow.version);
          await replace(before, { ...change, version: label });
          return { path, version: label };
        }
        const [deleted] = await past.states('trash', name);
        const time = savedAfter(now(), deleted?.workflow.updatedAt);
        const workflow: SavedWorkflow = {
          name,
          description: ir.description ?? '',
          ...change,
          createdAt: time,
          updatedAt: time,
          version: version ?? '1.0.0',
        };
        const created = await createFile(path, printRecord(workflow), { locked: true });
        if (!created) throw workflowExists(name);
        return { path, version: workflow.version };
      });
    },
    list: (notice) => reading(() => readRecords(root, notice)),
    exists: (name) => reading(async () => (await readFileIfExists(pathOf(name))) !== undefined),
    async delete(name) {
      const path = pathOf(name);
      await assertThere(name);
      await changing(async () => {
        const text = await readFileIfExists(path);
        if (text === undefined) throw workflowNotFound(name, await names());
        await past.keep('trash', name, new Date(now()).toISOString(), text);
        await rm(path);
      });
    },
    deleted: () =>
      reading(async () => {
        const there = new Set(await names());
        const gone = (await past.names('trash'))
          .filter((name) => !there.has(name) && nameProblem(name, 'workflow') === undefined)
          .sort();
        const found = await Promise.all(
          gone.map((name) => past.states('trash', name as WorkflowName)),
        );
        return found.flatMap(([last]) => last?.workflow ?? []);
      }),
    async rename(from, to) {
      const [path, target] = [pathOf(from), pathOf(to)];
      await assertThere(from);
      await changing(async () => {
        const before = await read(from);
        if ((await readFileIfExists(target)) !== undefined) throw workflowNameTaken(to);
        const { ir } = before.workflow;
        // The name of the file is the name, so from here on it has the new one.
        await rename(path, target);
        await past.move(from, to);
        const moved = { ...before, workflow: { ...before.workflow, name: to } };
        await replace(moved, ir.name === from ? { ir: { ...ir, name: to } } : {});
      });
    },
    async update(name, change, expected) {
      await assertThere(name);
      if (change.ir !== undefined) await assertValid(name, change.ir);
      return changing(async () => {
        const before = await read(name);
        if (expected !== undefined && expected.updatedAt !== before.workflow.updatedAt) {
          throw workflowChanged(name);
        }
        return replace(before, changedFields(before.workflow, change));
      });
    },
    history: (name) =>
      reading(async () =>
        (await states(name)).map(({ workflow }) => ({
          version: workflow.version,
          savedAt: workflow.updatedAt,
          planHash: planHash(workflow.ir),
        })),
      ),
    async restore(name, version) {
      const path = pathOf(name);
      await reading(() => states(name));
      return changing(async () => {
        const text = await readFileIfExists(path);
        if (version === undefined && text !== undefined) throw versionNeeded(name);
        const all = await states(name);
        const found = all.find(
          ({ workflow }) =>
            version === undefined || workflow.version === version || workflow.updatedAt === version,
        );
        if (found === undefined) {
          throw versionNotFound(
            name,
            version ?? '',
            all.map((each) => each.workflow.version),
          );
        }
        const latest = all[0]?.workflow.updatedAt;
        const workflow = { ...found.workflow, updatedAt: savedAfter(now(), latest) };
        if (text !== undefined) await past.keep('history', name, latest ?? '', text);
        await replaceFile(path, printRecord(workflow, found.fields));
        return workflow;
      });
    },
    async search(text, notice) {
      const all = await reading(() => readRecords(root, notice));
      return all.filter((each) => matchesSearch(each, text));
    },
    path: pathOf,
  };

  /** Every state of a name that can be read, the latest first. */
  async function states(name: WorkflowName): Promise<readonly WorkflowRecord[]> {
    const path = pathOf(name);
    const text = await readFileIfExists(path);
    const current = text === undefined ? [] : [recordOrNone(text, name, path)].flat();
    const older = [
      ...(await past.states('history', name)),
      ...(await past.states('trash', name)),
    ].sort((a, b) => (a.workflow.updatedAt < b.workflow.updatedAt ? 1 : -1));
    // What was killed between keeping a state and replacing it has kept the current one.
    const seen = new Set<string>();
    const all = [...current, ...older].filter(({ text: each }) => {
      const isNew = !seen.has(each);
      seen.add(each);
      return isNew;
    });
    if (all.length > 0 || text !== undefined) return all;
    throw workflowNotFound(name, [...(await names()), ...(await past.names('trash'))]);
  }
}

function recordOrNone(text: string, name: WorkflowName, path: string): readonly WorkflowRecord[] {
  try {
    return [parseRecord(text, name, path)];
  } catch {
    return [];
  }
}

/** A record that is damaged can be replaced: its text goes to the history as it stands. */
function recordOr(
  text: string,
  name: WorkflowName,
  path: string,
  ir: Plan,
  at: number,
): WorkflowRecord {
  const time = new Date(at).toISOString();
  const fresh: SavedWorkflow = {
    name,
    description: ir.description ?? '',
    ir,
    createdAt: time,
    updatedAt: time,
    version: '0.0.0',
  };
  return recordOrNone(text, name, path)[0] ?? { workflow: fresh, fields: {}, text };
}
