/**
 * One run as plain files: `_params.json`, one file per step that has ended, and the history that they follow from. The
 * files are there for people and for other programs; the history is what counts, and a file that says something else is
 * found when the run is read.
 * @module
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeValue, type Json, type Plan } from '@sluice/core/plan';
import type { Clock, RunEvent, RunFact, StepKey } from '@sluice/core/run';
import { hasCode } from '../atomic-file.ts';
import { createFileBlobStore } from '../blob-store.ts';
import { onDisk } from '../storage-problem.ts';
import {
  appendHistory,
  beginEdition,
  type EntryCache,
  readHistory,
  type WrittenHistory,
} from './history.ts';
import { makePrivateFolder, writeJson } from './json-file.ts';
import { resultFileName, type WorkspacePaths, workspacePaths } from './layout.ts';
import { paramsOf, readParams, type WorkspaceParams, writeParams } from './params.ts';
import { taken } from './problem.ts';
import {
  assertResult,
  type EndingFact,
  endsStep,
  resultOf,
  type StepResultFile,
} from './step-result.ts';

/** Settings of {@link createRunFolder}. */
export interface RunFolderOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** What `_params.json` calls the script: the file that defines the workflow. */
  readonly script: string;
}

/** The end of a history, and the plan of its run. */
interface HistoryEnd {
  readonly run: string;
  readonly edition: number;
  /** How many events there are. */
  readonly events: number;
  readonly plan: Plan | undefined;
}

/** A run in a folder. */
export interface RunFolder {
  readonly folder: string;
  readonly paths: WorkspacePaths;
  /** Throws `WORKSPACE_TAKEN` unless the folder is empty or not there, or holds what a killed setup left behind. */
  assertFree(): Promise<void>;
  /** The history, without a look at the other files. */
  history(): Promise<WrittenHistory | undefined>;
  params(): Promise<WorkspaceParams | undefined>;
  /** Adds facts to the history if it still ends at `after`, and writes the files that follow from them. */
  append(
    run: string,
    after: number,
    facts: readonly RunFact[],
  ): Promise<readonly RunEvent[] | false>;
  /** Throws `WORKSPACE_DAMAGED` unless the file of every step that has ended says what the history says. */
  assertResults(events: readonly RunEvent[]): Promise<void>;
  /** Begins an edition of the history with these events; results of steps that are not in it are gone. */
  beginAgain(history: WrittenHistory, events: readonly RunEvent[]): Promise<boolean>;
  delete(): Promise<void>;
}

/** The run in a folder, which may be empty or not there yet. */
export function createRunFolder(folder: string, options: RunFolderOptions): RunFolder {
  const paths = workspacePaths(folder);
  const blobs = createFileBlobStore(paths.blobs);
  /** Where the history ended when it was read or written last: a writer of an older edition is refused. */
  let end: HistoryEnd | undefined;
  /** What was read once does not change. */
  const entries: EntryCache = new Map();

  const history = async (): Promise<WrittenHistory | undefined> => {
    const found = await readHistory(paths.history, entries);
    if (found !== undefined) {
      end = {
        run: found.run,
        edition: found.edition,
        events: found.events.length,
        plan: planOf(found.events),
      };
    }
    return found;
  };
  const resultPath = (plan: Plan | undefined, step: StepKey): string =>
    join(folder, resultFileName(plan, step));
  const expected = async (fact: EndingFact): Promise<StepResultFile> => {
    if (fact.type !== 'step-completed') return resultOf(fact, null);
    const { blob, value } = fact.outputs;
    if (blob === undefined) return resultOf(fact, value);
    const stored = (await blobs.has(blob)) ? await blobs.get(blob) : undefined;
    const text = stored === undefined ? 'null' : new TextDecoder().decode(stored);
    return resultOf(fact, JSON.parse(text) as Json);
  };
  const writeResult = async (plan: Plan | undefined, fact: EndingFact): Promise<void> =>
    writeJson(resultPath(plan, fact.step), await expected(fact));

  const append: RunFolder['append'] = async (run, after, facts) => {
    const at = options.clock.now();
    const events = facts.map(
      // A copy of JSON has the type of what was copied.
      (fact, index) => encodeValue({ seq: after + index + 1, at, ...fact }) as unknown as RunEvent,
    );
    if (after === 0) await prepare(folder, paths, run);
    const known = end;
    // Who wrote last knows the end; everybody else reads it.
    if (known?.run !== run || known.events !== after) await history();
    if (end !== undefined && end.run !== run) throw taken(folder, 'holds another run.');
    const edition = end?.edition ?? 1;
    if ((end?.events ?? 0) !== after || (known?.edition ?? edition) !== edition) return false;
    if (events.length === 0) return [];
    // Results first: once a step has ended for the history, whoever looks finds its file.
    const plan = end?.plan ?? planOf(events);
    for (const event of events) if (endsStep(event)) await writeResult(plan, event);
    if (!(await appendHistory(paths.history, run, edition, events))) {
      end = undefined;
      return false;
    }
    end = { run, edition, events: after + events.length, plan };
    for (const event of events) {
      if (event.type !== 'run-started') continue;
      const { plan: started, planHash, inputs } = event;
      await writeParams(paths.params, paramsOf(started, planHash, inputs, options.script, at));
    }
    return events;
  };

  return {
    folder,
    paths,
    history,
    params: () => readParams(paths.params),
    assertFree: () => assertFree(folder, paths),
    append: (run, after, facts) => onDisk(folder, () => append(run, after, facts)),
    async assertResults(events) {
      const plan = planOf(events);
      const last = new Map<StepKey, EndingFact>();
      for (const event of events) if (endsStep(event)) last.set(event.step, event);
      for (const [step, fact] of last) {
        await assertResult(resultPath(plan, step), await expected(fact));
      }
    },
    async beginAgain(before, events) {
      const plan = planOf(before.events);
      const kept = new Set(events.flatMap((event) => (endsStep(event) ? [event.step] : [])));
      if (!(await beginEdition(paths.history, before.run, before.edition, events))) return false;
      end = { run: before.run, edition: before.edition + 1, events: events.length, plan };
      for (const event of before.events) {
        if (!endsStep(event) || kept.has(event.step)) continue;
        await rm(resultPath(plan, event.step), { force: true });
      }
      return true;
    },
    async delete() {
      end = undefined;
      entries.clear();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function planOf(events: readonly RunEvent[]): Plan | undefined {
  return events.find((event) => event.type === 'run-started')?.plan;
}

async function assertFree(folder: string, paths: WorkspacePaths): Promise<void> {
  const there = await readHistory(paths.history);
  if (there !== undefined && (there.events.length > 1 || (await readParams(paths.params)))) {
    throw taken(folder, 'holds a run already.');
  }
  const other = (await namesIn(folder)).find((name) => !name.startsWith('_'));
  if (other !== undefined) throw taken(folder, `holds other files, \`${other}\` for one.`);
}

/** Makes the folder ready for the first entry of a run. */
async function prepare(folder: string, paths: WorkspacePaths, run: string): Promise<void> {
  if ((await readHistory(paths.history))?.run === run) return;
  await assertFree(folder, paths);
  await rm(paths.history, { recursive: true, force: true });
  await makePrivateFolder(folder);
  const { blobs, artifacts, logs, ends } = paths;
  for (const each of [blobs, artifacts, logs, ends]) await makePrivateFolder(each);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    if (hasCode(error, 'ENOTDIR')) throw taken(folder, 'is a file.');
    throw error;
  }
}
