/** Bringing a lock up to date with what workflows use. @module */
import type { ActionLock, LockedAction } from './lock.ts';

/** Port: looks an action up. A test, a mirror or a file can stand in for GitHub. */
export interface ActionResolver {
  /** @param uses `owner/name@tag`, or `owner/name/folder@tag` */
  resolve(uses: string): Promise<Omit<LockedAction, 'date'>>;
}

/** What to pin, and how. */
export interface PinRequest {
  /** What the workflows use, as it was asked for. */
  readonly actions: readonly string[];
  readonly resolver: ActionResolver;
  /** Today, as `2026-11-21`. */
  readonly date: string;
  /** Looks up those that are locked already, too. */
  readonly update?: boolean | undefined;
}

/** A lock that was brought up to date, and what that changed, each list sorted. */
export interface PinResult {
  readonly lock: ActionLock;
  readonly added: readonly string[];
  readonly moved: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Adds what is used and not locked, drops what is not used any more, and with `update` looks everything up again. What
 * a composite action uses is locked with it. An entry that has not moved keeps its date. A mistake of the resolver is
 * thrown on, and nothing has changed then.
 */
export async function pinActions(before: ActionLock, request: PinRequest): Promise<PinResult> {
  const actions: Record<string, LockedAction> = {};
  const open = [...request.actions].sort();
  for (let uses = open.shift(); uses !== undefined; uses = open.shift()) {
    if (Object.hasOwn(actions, uses)) continue;
    const known = Object.hasOwn(before.actions, uses) ? before.actions[uses] : undefined;
    const found =
      known !== undefined && request.update !== true ? known : await look(uses, request);
    actions[uses] = known !== undefined && known.sha === found.sha ? known : found;
    open.push(...(found.uses ?? []));
  }
  const names = Object.keys(actions).sort();
  return {
    lock: { ...before, actions },
    added: names.filter((uses) => before.actions[uses] === undefined),
    moved: names.filter((uses) => {
      const known = before.actions[uses];
      return known !== undefined && known.sha !== actions[uses]?.sha;
    }),
    removed: Object.keys(before.actions)
      .filter((uses) => actions[uses] === undefined)
      .sort(),
  };
}

async function look(uses: string, { resolver, date }: PinRequest): Promise<LockedAction> {
  return { ...(await resolver.resolve(uses)), date };
}
