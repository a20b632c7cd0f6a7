/** What the tree view shows, made from the view of a run. @module */
import type { RunView, StepStatus, StepView } from '@sluice/core/run';
import { stripControl } from '../text/display-width.ts';

/** One line of the tree, and what hangs under it. */
export interface TreeNode {
  readonly key: string;
  readonly label: string;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** Why it was skipped, or how it failed. */
  readonly note?: string;
  /** The last lines of its log. */
  readonly tail: readonly string[];
  readonly children: readonly TreeNode[];
}

/** All that the tree view depends on. */
export interface TreeState {
  readonly title: string;
  readonly startedAt: number;
  readonly now: number;
  /** Counts frames: it turns the spinner. */
  readonly tick: number;
  readonly nodes: readonly TreeNode[];
}

/** What a tree takes from outside the run: logs, and the words for a skip. */
export interface TreeExtras {
  readonly tail: (step: string) => readonly string[];
  readonly skipNote: (step: StepView) => string;
}

/** The tree of a run. */
export function treeOf(run: RunView, now: number, tick: number, extras: TreeExtras): TreeState {
  return {
    title: run.workflow,
    startedAt: run.startedAt,
    now: run.finishedAt ?? now,
    tick,
    nodes: run.steps.map((step) => toNode(step, '', extras)),
  };
}

function toNode(step: StepView, parent: string, extras: TreeExtras): TreeNode {
  const note =
    step.status === 'skipped'
      ? extras.skipNote(step)
      : step.error !== undefined && step.status !== 'success'
        ? firstLine(step.error.message)
        : undefined;
  return {
    key: step.step,
    label: stepLabel(step.step, parent, step.name),
    status: step.status,
    attempt: step.attempt,
    ...(step.startedAt !== undefined && { startedAt: step.startedAt }),
    ...(step.finishedAt !== undefined && { finishedAt: step.finishedAt }),
    ...(note !== undefined && { note }),
    tail: extras.tail(step.step),
    children: (step.children ?? []).map((child) => toNode(child, step.step, extras)),
  };
}

/** A step under its parent: `test[os=linux]` under `test` is `os=linux`. */
export function stepLabel(key: string, parent: string, name: string): string {
  if (parent === '') return stripControl(name === '' ? readable(key) : name);
  if (!key.startsWith(parent)) return stripControl(readable(key));
  const rest = key.slice(parent.length).replace(/^\//, '');
  const leg = /^\[(.*)\]$/.exec(rest)?.[1] ?? rest;
  return stripControl(readable(leg).replace(/,/g, ', '));
}

/** A step's key without percent signs. */
export function readable(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function firstLine(text: string): string {
  return stripControl(text.split('\n', 1)[0] ?? '');
}

/** Every node, parents first. */
export function* walkTree(nodes: readonly TreeNode[]): Generator<TreeNode> {
  for (const node of nodes) {
    yield node;
    yield* walkTree(node.children);
  }
}

/** Steps by how they ended; what only groups others is not counted. */
export function countResults(nodes: readonly TreeNode[]): Readonly<Record<StepStatus, number>> {
  const counts: Record<string, number> = {};
  for (const node of walkTree(nodes)) {
    if (node.children.length === 0) counts[node.status] = (counts[node.status] ?? 0) + 1;
  }
  const of = (status: StepStatus): number => counts[status] ?? 0;
  return {
    pending: of('pending'),
    scheduled: of('scheduled'),
    running: of('running'),
    waiting: of('waiting'),
    retrying: of('retrying'),
    success: of('success'),
    failure: of('failure'),
    cancelled: of('cancelled'),
    skipped: of('skipped'),
  };
}
