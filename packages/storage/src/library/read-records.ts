/** Every record of a folder. @module */
import { readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { assertName, WorkflowError, type WorkflowName } from '@sluice/core/plan';
import type { LibraryNotice, SavedWorkflow } from '@sluice/core/run';
import { hasCode } from '../atomic-file.ts';
import { entries } from './past.ts';
import { parseRecord } from './record.ts';

/** How long files are read before others get their turn. */
const SLICE_MS = 10;
/** No writer takes longer than this between making a temporary file and putting it in its place. */
const ABANDONED_MS = 10 * 60_000;

/** The records of a folder, sorted by name. What cannot be read is left out, and told. */
export async function readRecords(
  folder: string,
  notice: LibraryNotice | undefined,
): Promise<readonly SavedWorkflow[]> {
  const found: SavedWorkflow[] = [];
  let pause = performance.now() + SLICE_MS;
  for (const entry of (await entries(folder)).sort()) {
    if (entry.startsWith('.')) {
      if (entry.endsWith('.tmp')) await removeAbandoned(join(folder, entry));
      continue;
    }
    if (!entry.endsWith('.json')) continue;
    try {
      const workflow = readRecord(folder, entry);
      if (workflow !== undefined) found.push(workflow);
    } catch (error) {
      if (!WorkflowError.is(error)) throw error;
      notice?.({ ...error.toDiagnostic(), severity: 'warning' });
    }
    if (performance.now() > pause) {
      await breathe();
      pause = performance.now() + SLICE_MS;
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Undefined when it was deleted since the folder was read. */
function readRecord(folder: string, entry: string): SavedWorkflow | undefined {
  const file = join(folder, entry);
  const location = { file, line: 1, column: 1 };
  const name = entry.slice(0, -'.json'.length) as WorkflowName;
  try {
    assertName(name, 'workflow');
  } catch (error) {
    if (!WorkflowError.is(error)) throw error;
    throw new WorkflowError('NAME_INVALID', error.message, { hint: error.hint, location });
  }
  let text: string;
  try {
    // Thousands of small files are read three times as fast this way.
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw new WorkflowError('WORKFLOW_INVALID', `\`${entry}\` cannot be read: ${why}`, {
      location,
      cause: error,
    });
  }
  return parseRecord(text, name, file).workflow;
}

/** A process that was killed while it wrote leaves a temporary file behind. */
async function removeAbandoned(file: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(file, { force: true });
  } catch {
    // Somebody else removed it, or only its owner may.
  }
}
