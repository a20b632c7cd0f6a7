/** How an attempt ended, handed from the process that worked on it to the one that drives the run: a file per token. @module */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FencingToken } from '@sluice/core/run';
import { readFileIfExists, replaceFileInPassing, type Workspace } from '@sluice/storage';
import type { WorkEnd } from '../engine/stop-reason.ts';

type Ended = NonNullable<WorkEnd>;

/** Leaves the end behind, whole or not at all. Whoever waits for it writes it down; this only has to outlive a process. */
export async function leaveEnd(
  workspace: Workspace,
  token: FencingToken,
  end: Ended,
): Promise<void> {
  await replaceFileInPassing(pathOf(workspace, token), JSON.stringify(end), { mode: 0o600 });
}

/** Takes what was left; undefined when the process went without a word. */
export async function takeEnd(
  workspace: Workspace,
  token: FencingToken,
): Promise<Ended | undefined> {
  const path = pathOf(workspace, token);
  const text = await readFileIfExists(path);
  if (text === undefined) return undefined;
  await rm(path, { force: true });
  return JSON.parse(text) as Ended;
}

function pathOf(workspace: Workspace, token: FencingToken): string {
  return join(workspace.run.paths.ends, `${token}.json`);
}
