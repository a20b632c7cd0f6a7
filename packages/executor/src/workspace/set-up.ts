/** Sets a workspace up: a run that has started, and that nobody drives. @module */

import { stepNames, WorkflowError } from '@sluice/core/plan';
import type { StartRequest } from '@sluice/core/run';
import { thisProcess, type Workspace } from '@sluice/storage';
import { createPayloadCache } from '../engine/payloads.ts';
import { startFact } from '../engine/start-fact.ts';
import type { Ports } from '../ports.ts';
import { uniqueId } from '../unique-id.ts';

/** How long setting up may take, at most. */
const LEASE_MS = 60_000;

/**
 * Checks a request as an engine would and writes it down, so that steps can be run by hand. Gives the names of the
 * steps. Whoever runs steps by hand says themselves how many at once. Throws `WORKSPACE_TAKEN` for a folder that holds
 * a run or other files, `WORKSPACE_BUSY` while somebody else sets up, and what `Engine.start` throws.
 */
export async function setUpWorkspace(
  ports: Ports,
  workspace: Workspace,
  request: Omit<StartRequest, 'policy'>,
): Promise<readonly string[]> {
  const { runId: run, plan } = request;
  const cache = createPayloadCache(workspace.blobs);
  const started = await startFact(
    ports,
    { ...request, policy: { maxParallel: Number.MAX_SAFE_INTEGER } },
    { cache, inProcess: false },
  );
  await workspace.run.assertFree();
  const lease = await workspace.runs.lease(run, `${thisProcess()} ${uniqueId()}`, LEASE_MS);
  if (lease === null || (await workspace.runs.append(run, 0, [started])) === false) {
    throw new WorkflowError('WORKSPACE_BUSY', `Somebody else sets up \`${workspace.folder}\`.`, {
      hint: 'Take another folder.',
    });
  }
  await workspace.runs.release(run, lease);
  return stepNames(plan).map((each) => each.name);
}
