/** The tasks that tasks call, told from the lines of their logs. @module */
import type { LogLine } from '@sluice/core/run';
import { stripControl } from '../text/display-width.ts';
import type { TreeNode } from './tree.ts';

/** How many calls of one step are remembered: the latest, when they are more. */
const MAX_CALLS = 100;

/** The calls of the steps of a run. */
export interface CallBook {
  /** Takes a line, if it tells of a call. */
  add(step: string, line: LogLine): void;
  /** The calls of the step's current attempt, as a tree. */
  read(step: string): readonly TreeNode[];
  /** Another attempt begins. */
  forget(step: string): void;
}

type Call = Omit<TreeNode, 'calls'> & { readonly path: readonly string[] };

/** A book without calls. */
export function createCallBook(): CallBook {
  const steps = new Map<string, Map<string, Call>>();
  return {
    add(step, { call, at }) {
      if (call === undefined) return;
      const calls = steps.get(step) ?? new Map<string, Call>();
      steps.set(step, calls);
      const key = call.path.join('/');
      const before = calls.get(key);
      calls.set(key, {
        path: call.path,
        key: `${step}/${key}`,
        label: stripControl(call.path.at(-1) ?? ''),
        status: call.status,
        attempt: 1,
        startedAt: before?.startedAt ?? at,
        ...(call.status !== 'running' && { finishedAt: at }),
        tail: [],
        children: [],
      });
      if (calls.size > MAX_CALLS) dropOldest(calls);
    },
    read: (step) => toTree([...(steps.get(step)?.values() ?? [])], []),
    forget: (step) => void steps.delete(step),
  };
}

function toTree(calls: readonly Call[], parent: readonly string[]): readonly TreeNode[] {
  const depth = parent.length;
  return calls
    .filter(
      ({ path }) => path.length === depth + 1 && parent.every((name, at) => path[at] === name),
    )
    .map(({ path, ...node }) => ({ ...node, calls: toTree(calls, path) }));
}

function dropOldest(calls: Map<string, Call>): void {
  for (const [key, { status }] of calls) {
    if (status === 'running') continue;
    calls.delete(key);
    return;
  }
}
