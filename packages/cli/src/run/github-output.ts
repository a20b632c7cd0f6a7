/**
 * What a run hands on to the step that runs it: the outputs and artifacts of a command go to `GITHUB_OUTPUT`, on GitHub
 * and in any step of a local run. Texts are written as they are, everything else as JSON.
 * @module
 */
import { randomUUID } from 'node:crypto';
import { appendFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type JsonObject, type JsonSchema, type RunId, travelsAsText } from '@sluice/core/plan';
import type { ArtifactStore, StepView } from '@sluice/core/run';
import type { CliIo } from '../io.ts';

/** What has completed: a run, or one step of it. */
export interface HandedOn {
  readonly outputs: JsonObject;
  /** What the plan says about the type of an output. */
  readonly schema: (output: string) => JsonSchema | undefined;
  readonly run: RunId;
  /** The step whose artifacts are handed on, too. */
  readonly step: StepView | undefined;
  readonly artifacts: ArtifactStore;
}

/**
 * Appends every output to the file that `GITHUB_OUTPUT` names, and for each artifact `artifact-<name>-path` (where it is)
 * and `artifact-<name>-name` (its file name, `.` for a folder). What is null or not there is not written.
 */
export async function writeGithubOutput(env: CliIo['env'], made: HandedOn): Promise<void> {
  const file = env['GITHUB_OUTPUT'];
  if (file === undefined || file === '') return;
  const lines: string[] = [];
  for (const [name, value] of Object.entries(made.outputs)) {
    if (value === null || value === undefined) continue;
    const asText = typeof value === 'string' && travelsAsText(made.schema(name));
    lines.push(entry(name, asText ? value : JSON.stringify(value)));
  }
  for (const name of made.step?.artifacts ?? []) {
    const path = await made.artifacts.get(made.run, made.step!.step, name);
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
