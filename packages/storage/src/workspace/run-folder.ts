/**
 * One run as plain files: `_params.json`, one file per step that has ended, and the history that they follow from. The
 * files are there for people and for other programs; the history is what counts, and a file that says something else is
 * found when the run is read.
 * @module
 */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { encodeValue, type Json } from '@sluice/core/plan';
import type { Clock, Following, RunEvent, RunFact, StepKey } from '@sluice/core/run';
import { hasCode } from '../atomic-file.ts';
import { createFileBlobStore } from '../blob-store.ts';
import { onDisk } from '../storage-problem.ts';
import { createHistory, type HistoryEnd, type WrittenHistory } from './history.ts';
import { makePrivateFolder } from './json-file.ts';
import { resultFileNames, type WorkspacePaths, workspacePaths } from './layout.ts';
import { paramsOf, readParams, type WorkspaceParams, writeParams } from './params.ts';
import { damaged, taken } from './problem.ts';
import {
  assertResult,
  type EndingFact,
  endsStep,
  restoreResult,
  resultOf,
  type StepResultFile,
  writeResult,
} from './step-result.ts';

/** Settings of {@link createRunFolder}. */
export interface RunFolderOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** What `_params.json` calls the script: the file that defines the workflow. */
  readonly script: string;
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
    follow?: Following,
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
  const history = createHistory(paths.history);
  /** The run-started event, and what follows from its plan. */
  let named:
    | { readonly first: RunEvent | undefined; readonly pathOf: (step: StepKey) => string }
    | undefined;
  const resultPaths = (first: RunEvent | undefined): ((step: StepKey) => string) => {
    if (named === undefined || named.first !== first) {
      const names = resultFileNames(first?.type === 'run-started' ? first.plan : undefined);
      named = { first, pathOf: (step) => join(folder, names(step)) };
    }
    return named.pathOf;
  };
  const expected = async (fact: EndingFact): Promise<StepResultFile> => {
    if (fact.type !== 'step-completed') return resultOf(fact, null);
    const { blob, value } = fact.outputs;
    if (blob === undefined) return resultOf(fact, value);
    const stored = (await blobs.has(blob)) ? await blobs.get(blob) : undefined;
    const text = stored === undefined ? 'null' : new TextDecoder().decode(stored);
    return resultOf(fact, JSON.parse(text) as Json);
  };
  const forEachResult = async (
    events: readonly RunEvent[],
    body: (path: string, result: StepResultFile) => Promise<void>,
  ): Promise<void> => {
    const pathOf = resultPaths(events[0]);
    const last = new Map<StepKey, EndingFact>();
    for (const event of events) if (endsStep(event)) last.set(event.step, event);
    for (const [step, fact] of last) await body(pathOf(step), await expected(fact));
  };
  /** Whether results are known to be as they were written: nothing waited until they were on the disk. */
  let restored = false;
  const read = async (): Promise<WrittenHistory | undefined> => {
    const found = await history.read();
    if (found === undefined || restored) return found;
    if ((history.writtenAt ?? 0) < startOfMachine()) {
      await forEachResult(found.events, restoreResult);
    }
    restored = true;
    return found;
  };

  const assertFree = async (): Promise<void> => {
    const there = await history.read();
    if (there !== undefined && (there.events.length > 1 || (await readParams(paths.params)))) {
      throw taken(folder, 'holds a run already.');
    }
    const other = (await namesIn(folder)).find((name) => !name.startsWith('_'));
    if (other !== undefined) throw taken(folder, `holds other files, \`${other}\` for one.`);
  };
  /** Makes the folder ready for the first events of a run. */
  const prepare = async (run: string): Promise<void> => {
    if ((await history.read())?.run === run) return;
    await assertFree();
    const { blobs: payloads, artifacts, logs, ends } = paths;
    for (const each of [folder, payloads, artifacts, logs, ends]) await makePrivateFolder(each);
    await history.prepare();
  };

  const append: RunFolder['append'] = async (run, after, facts, follow) => {
    const at = options.clock.now();
    const eventsOf = (from: number, all: readonly RunFact[]): readonly RunEvent[] =>
      all.map(
        // A copy of JSON has the type of what was copied.
        (fact, index) => encodeValue({ seq: from + index + 1, at, ...fact }) as unknown as RunEvent,
      );
    const given = eventsOf(after, facts);
    const known = history.end;
    if (after === 0) await prepare(run);
    else if (!existsSync(paths.history)) {
      if (known === undefined) return false;
      throw damaged(paths.history, 'is gone.');
    }
    // Who reads it for the first time does so by `read`.
    if (known === undefined) await read();
    return history.change(async (pen) => {
      const { end } = pen;
      if (end !== undefined && end.run !== run) {
        // What a killed setup left behind is in nobody's way.
        if (after > 0 || end.events > 1 || (await readParams(paths.params))) {
          throw taken(folder, 'holds another run.');
        }
      } else if ((end?.events ?? 0) !== after || isOlder(known, end)) {
        return false;
      }
      if (given.length === 0) return [];
      const following = (await follow?.(given)) ?? [];
      const events = [...given, ...eventsOf(after + given.length, following)];
      const pathOf = resultPaths(end?.first ?? events[0]);
      // Results first: once a step has ended for the history, whoever looks finds its file.
      for (const event of events) {
        if (endsStep(event)) await writeResult(pathOf(event.step), await expected(event));
      }
      if (after > 0) await pen.add(events);
      else await pen.begin(run, events);
      for (const event of events) {
        if (event.type !== 'run-started') continue;
        const { plan, planHash, inputs } = event;
        await writeParams(paths.params, paramsOf(plan, planHash, inputs, options.script, at));
      }
      return events;
    });
  };

  return {
    folder,
    paths,
    history: read,
    params: () => readParams(paths.params),
    assertFree,
    append: (run, after, facts, follow) => onDisk(folder, () => append(run, after, facts, follow)),
    assertResults: (events) => forEachResult(events, assertResult),
    beginAgain: (before, events) =>
      onDisk(folder, () =>
        history.change(async (pen) => {
          const { end } = pen;
          if (end?.edition !== before.edition || end.events !== before.events.length) return false;
          await pen.beginAgain(events);
          const pathOf = resultPaths(before.events[0]);
          const kept = new Set(events.flatMap((event) => (endsStep(event) ? [event.step] : [])));
          for (const event of before.events) {
            if (!endsStep(event) || kept.has(event.step)) continue;
            await rm(pathOf(event.step), { force: true });
          }
          return true;
        }),
      ),
    delete: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Whether a writer has read an edition that is no longer the newest. */
function isOlder(known: HistoryEnd | undefined, end: HistoryEnd | undefined): boolean {
  return known !== undefined && end !== undefined && known.edition !== end.edition;
}

/** In milliseconds since 1970. */
function startOfMachine(): number {
  return Date.now() - uptime() * 1000;
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
