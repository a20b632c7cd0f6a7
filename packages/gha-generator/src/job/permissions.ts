/** What the token of a job may do: what it says, and what its steps cannot do without. @module */
import type { PlanSetup } from '@sluice/core/plan';
import { Noted } from '../model/noted.ts';
import type { Permissions } from '../model/workflow.ts';

type Scopes = Readonly<Record<string, 'read' | 'write' | 'none'>>;

/** The scopes of a job, each with its reason. A scope that is not there is `none`. */
export function jobPermissions(
  declared: Scopes | undefined,
  setups: readonly PlanSetup[],
): Permissions {
  const scopes: Record<string, Noted<'read' | 'write' | 'none'>> = {};
  if (setups.some((each) => each.kind === 'checkout')) {
    scopes['contents'] = new Noted('read', 'checkout');
  }
  for (const [scope, access] of Object.entries(declared ?? {})) {
    scopes[scope] = new Noted(access, 'declared');
  }
  return sorted(scopes);
}

const RANK = { none: 0, read: 1, write: 2 };

/** The scopes that contain those of several jobs: what a call must hand on. */
export function unitedPermissions(all: readonly Permissions[], why: string): Permissions {
  const scopes: Record<string, 'read' | 'write' | 'none'> = {};
  for (const permissions of all) {
    for (const [scope, each] of Object.entries(permissions)) {
      const access = each instanceof Noted ? each.value : each;
      const before = scopes[scope];
      if (before === undefined || RANK[before] < RANK[access]) scopes[scope] = access;
    }
  }
  return sorted(
    Object.fromEntries(
      Object.entries(scopes).map(([scope, each]) => [scope, new Noted(each, why)]),
    ),
  );
}

function sorted<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
