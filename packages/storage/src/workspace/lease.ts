/**
 * The right to drive the run of a workspace, as files that are created exclusively: each new holder takes the next
 * number, so of two that see a lapsed lease one gets it, and a number is a fencing token. A lease whose process is gone
 * has lapsed, whatever its time says.
 * @module
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';
import type { FencingToken } from '@sluice/core/run';
import { hasCode } from '../atomic-file.ts';
import { createJson, readJsonObject, writeJson } from './json-file.ts';
import { isGone, thisProcess } from './owner.ts';

/** A lease that somebody holds. */
export interface Lease {
  readonly holder: string;
  /** The process of the holder, in the words of `thisProcess`. */
  readonly process: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** The lease that holds now, if any. */
export async function currentLease(folder: string, now: number): Promise<Lease | undefined> {
  const lease = await newest(folder);
  return lease !== undefined && holds(lease, now) ? lease : undefined;
}

/** Takes or renews the lease; null when somebody else holds it. */
export async function takeLease(
  folder: string,
  holder: string,
  now: number,
  ttlMs: number,
): Promise<FencingToken | null> {
  const before = await newest(folder);
  const next: Lease = { holder, process: thisProcess(), until: now + ttlMs };
  if (before !== undefined && holds(before, now)) {
    if (before.holder !== holder) return null;
    await writeJson(pathOf(folder, before.number), next);
    return (await newest(folder))?.number === before.number ? tokenOf(before.number) : null;
  }
  const number = (before?.number ?? 0) + 1;
  if (!(await createJson(pathOf(folder, number), next))) return null;
  if (before !== undefined) await rm(pathOf(folder, before.number), { force: true });
  return tokenOf(number);
}

/** Gives the lease back. Throws `ATTEMPT_STALE` for a token that is no longer its own. */
export async function releaseLease(folder: string, token: FencingToken): Promise<void> {
  const current = await newest(folder);
  if (current === undefined) return;
  if (tokenOf(current.number) !== token) {
    throw new WorkflowError(
      'ATTEMPT_STALE',
      `The lease of \`${folder}\` is held by \`${current.holder}\`.`,
      { hint: 'Release a lease with the token that it came with.' },
    );
  }
  const { number, ...lease } = current;
  // The file stays: the next holder must get a higher number.
  await writeJson(pathOf(folder, number), { ...lease, until: 0 });
}

function holds(lease: Lease, now: number): boolean {
  return lease.until > now && !isGone(lease.process);
}

async function newest(folder: string): Promise<(Lease & { readonly number: number }) | undefined> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
  const number = Math.max(0, ...names.map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)));
  if (number === 0) return undefined;
  const lease = await readJsonObject(pathOf(folder, number));
  if (lease === undefined) return newest(folder); // taken over between the two looks
  const { holder, process: owner, until } = lease;
  return { number, holder: String(holder), process: String(owner), until: Number(until) };
}

function pathOf(folder: string, number: number): string {
  return join(folder, `${tokenOf(number)}.json`);
}

function tokenOf(number: number): FencingToken {
  return String(number).padStart(12, '0') as FencingToken;
}
