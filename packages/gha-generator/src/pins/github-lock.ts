/**
 * GitHub's own lock of a repository's actions, `.github/workflows/actions.lock`, as `gh actions-lock` writes it
 * (version 0.0.2 of its schema; documented as "Workflow dependency lockfiles").
 * @module
 */
import { WorkflowError } from '@sluice/core/plan';
import { parse, stringify } from 'yaml';
import type { ActionLock, LockedAction } from './lock.ts';

/** Where GitHub looks for it, from the root of a repository. */
export const GITHUB_LOCK_FILE = '.github/workflows/actions.lock';

interface GitHubAction {
  readonly ref: string;
  readonly commit: string;
  readonly owner_id: number;
  readonly repo_id: number;
  readonly uses?: readonly string[];
}

/**
 * Writes a lock in GitHub's format, for the files given: what each of them uses, and what that uses in turn.
 * @throws WorkflowError `GHA_LOCK_INVALID` when a file uses what is not in the lock
 */
export function printGitHubLock(
  files: readonly { readonly path: string; readonly content: string }[],
  lock: ActionLock,
): string {
  const dependencies = new Map<string, GitHubAction>();
  const workflows = files.flatMap(({ path, content }) => {
    const keys = new Set<string>();
    for (const uses of usesOf(parse(content))) collect(uses, lock, keys, dependencies);
    return keys.size === 0 ? [] : [[path, [...keys].sort()] as const];
  });
  const document = {
    version: 'v0.0.2',
    workflows: Object.fromEntries(workflows.sort(([one], [other]) => (one < other ? -1 : 1))),
    dependencies: Object.fromEntries(
      [...dependencies].sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
  };
  const text = stringify(document, {
    defaultKeyType: 'PLAIN',
    defaultStringType: 'QUOTE_SINGLE',
    indent: 4,
  });
  return `# Written by \`sluice gha export\` from the repository's own lock of actions. Do not edit it.\n${text}`;
}

/** Adds an action, and what it uses, under the key that GitHub knows it by: `owner/name@ref`, without a folder. */
function collect(
  uses: string,
  lock: ActionLock,
  keys: Set<string>,
  dependencies: Map<string, GitHubAction>,
): void {
  const [, name = '', ref = ''] = /^([^/@]+\/[^/@]+)[^@]*@(.+)$/.exec(uses) ?? [];
  const key = `${name.toLowerCase()}@${ref}`;
  if (keys.has(key)) return;
  const action = lockedAs(name, ref, lock);
  keys.add(key);
  dependencies.set(key, {
    // A key that names a ref must say the same one here; a key that names a commit says what it was found under.
    ref: /^[0-9a-f]{40}$/.test(ref) ? action.tag : ref,
    commit: `sha1-${action.sha}`,
    owner_id: action.ownerId,
    repo_id: action.repoId,
    ...(action.uses && { uses: action.uses.map(keyOf) }),
  });
  for (const inner of action.uses ?? []) collect(inner, lock, keys, dependencies);
}

function keyOf(uses: string): string {
  return uses.replace(/^([^/@]+\/[^/@]+)[^@]*@/, (_, name: string) => `${name.toLowerCase()}@`);
}

/** A file names the tag that was asked for, the full tag, or the commit: all three are the same entry. */
function lockedAs(name: string, ref: string, lock: ActionLock): LockedAction {
  for (const [asked, action] of Object.entries(lock.actions)) {
    if (!asked.startsWith(`${name}@`) && !asked.startsWith(`${name}/`)) continue;
    if (asked.endsWith(`@${ref}`) || action.tag === ref || action.sha === ref) return action;
  }
  throw new WorkflowError('GHA_LOCK_INVALID', `The action \`${name}@${ref}\` is not locked.`, {
    hint: 'Lock it first: sluice gha pin.',
  });
}

/** Every action behind a `uses` of a workflow; what lives in the same repository or in an image is none. */
function usesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(usesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'uses' && typeof inner === 'string'
      ? /^[\w.-]+\/[\w./-]+@/.test(inner)
        ? [inner]
        : []
      : usesOf(inner),
  );
}
