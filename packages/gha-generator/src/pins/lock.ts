/** The lock of a repository's actions: what each tag stood for when somebody looked. @module */
import { type Json, WorkflowError } from '@sluice/core/plan';
import type { ActionPins } from './pinner.ts';

/** Where the lock of a repository lives, from its root. It is committed. */
export const ACTION_LOCK_FILE = '.github/sluice.lock.json';

/** How the actions of an owner are written: by commit, or by the full tag for owners whose tags one trusts. */
export type PinPolicy = 'sha' | 'tag';

/** An action as it was found. */
export interface LockedAction {
  /** The full tag, for people: `v7.0.1`. */
  readonly tag: string;
  /** Its commit, 40 hexadecimal digits. */
  readonly sha: string;
  /** The day on which it was looked up: `2026-11-21`. */
  readonly date: string;
  /** GitHub's numbers of the owner and the repository: names can be taken over, numbers cannot. */
  readonly ownerId: number;
  readonly repoId: number;
  /** What a composite action uses itself, as `owner/name@ref`. */
  readonly uses?: readonly string[] | undefined;
}

/** A lock: policies by owner (`*` for all others, `sha` without one), and actions by what was asked for. */
export interface ActionLock {
  readonly version: 1;
  readonly policy: Readonly<Record<string, PinPolicy>>;
  /** By `owner/name@tag` or `owner/name/folder@tag`. */
  readonly actions: Readonly<Record<string, LockedAction>>;
}

/** A lock without entries. */
export const EMPTY_LOCK: ActionLock = { version: 1, policy: {}, actions: {} };

/** What is written behind `uses`, by the lock and its policies. */
export function pinsOf(lock: ActionLock): ActionPins {
  const pins = Object.entries(lock.actions).map(([uses, { tag, sha }]) => {
    const owner = uses.slice(0, uses.indexOf('/'));
    const policy = lock.policy[owner] ?? lock.policy['*'] ?? 'sha';
    return [uses, policy === 'sha' ? { tag, sha } : { tag }] as const;
  });
  return Object.fromEntries(pins);
}

/** The text of a lock: sorted, so that two people's changes meet in few lines. */
export function printActionLock(lock: ActionLock): string {
  const actions = sorted(lock.actions).map(
    ([uses, { tag, sha, date, ownerId, repoId, uses: of }]) => [
      uses,
      { tag, sha, date, ownerId, repoId, ...(of !== undefined && of.length > 0 && { uses: of }) },
    ],
  );
  const written = {
    version: 1,
    policy: Object.fromEntries(sorted(lock.policy)),
    actions: Object.fromEntries(actions),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

/**
 * Reads a lock.
 * @throws WorkflowError `GHA_LOCK_INVALID` with the first thing that is wrong
 */
export function parseActionLock(text: string): ActionLock {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (cause) {
    throw invalid('is not JSON', cause);
  }
  if (!isRecord(json) || json['version'] !== 1) throw invalid('is not of version 1');
  const policy = json['policy'] ?? {};
  const actions = json['actions'] ?? {};
  if (!isRecord(policy) || !isRecord(actions)) throw invalid('has no list of actions');
  for (const [owner, value] of Object.entries(policy)) {
    if (value !== 'sha' && value !== 'tag') throw invalid(`has no policy \`${value}\` (${owner})`);
  }
  for (const [uses, action] of Object.entries(actions)) {
    if (!isRecord(action) || !isLocked(action)) throw invalid(`has a damaged entry, \`${uses}\``);
  }
  // Each part was looked at above.
  return { ...json, version: 1, policy, actions } as unknown as ActionLock;
}

function isLocked(action: Readonly<Record<string, Json>>): boolean {
  const { tag, sha, date, ownerId, repoId, uses } = action;
  return (
    typeof tag === 'string' &&
    typeof sha === 'string' &&
    /^[0-9a-f]{40}$/.test(sha) &&
    typeof date === 'string' &&
    Number.isInteger(ownerId) &&
    Number.isInteger(repoId) &&
    (uses === undefined || (Array.isArray(uses) && uses.every((each) => typeof each === 'string')))
  );
}

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
}

function invalid(what: string, cause?: unknown): WorkflowError {
  return new WorkflowError('GHA_LOCK_INVALID', `The lock of actions ${what}.`, {
    hint: `Delete ${ACTION_LOCK_FILE} and write it anew: sluice gha pin.`,
    ...(cause !== undefined && { cause }),
  });
}
