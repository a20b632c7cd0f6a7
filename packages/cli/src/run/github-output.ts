/**
 * What a run hands on to the step that runs it: the outputs and artifacts of a command go to `GITHUB_OUTPUT`, on GitHub
 * and in any step of a local run. Texts are written as they are, everything else as JSON.
 * @module
 */
import { randomUUID } from 'node:crypto';
import { appendFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type JsonObject, type Plan, travelsAsText, workflowOutputSchema } from '@sluice/core/plan';
import type { ArtifactStore, RunView } from '@sluice/core/run';

/** A run that has completed. */
export interface CompletedRun {
  readonly plan: Plan;
  readonly view: RunView;
  readonly outputs: JsonObject;
  readonly artifacts: ArtifactStore;
}

/**
 * Appends every output to the file, and for each artifact of a run of one step `artifact-<name>-path` (where it is) and
 * `artifact-<name>-name` (its file name, `.` for a folder). What is null or not there is not written.
 */
export async function writeGithubOutput(file: string, run: CompletedRun): Promise<void> {
  const { plan, view, outputs } = run;
  const lines: string[] = [];
  for (const [name, value] of Object.entries(outputs)) {
    if (value === null || value === undefined) continue;
    const asText = typeof value === 'string' && travelsAsText(workflowOutputSchema(plan, name));
    lines.push(entry(name, asText ? value : JSON.stringify(value)));
  }
  const [only, ...others] = view.steps;
  for (const name of (others.length === 0 && only?.artifacts) || []) {
    const path = await run.artifacts.get(view.run, only!.step, name);
    const isFolder = (await stat(path)).isDirectory();
    lines.push(entry(`artifact-${name}-path`, path));
    lines.push(entry(`artifact-${name}-name`, isFolder ? '.' : basename(path)));
  }
  if (lines.length > 0) await appendFile(file, lines.join(''));
}

/** Always with a delimiter that nobody can guess: a value cannot end its own entry. */
function entry(name: string, value: string): string {
  const delimiter = `sluice-${randomUUID()}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}
