/** What the tree view shows, made from the view of a run. @module */
import type { OpenGate, RunView, SkipReason, StepStatus, StepView } from '@sluice/core/run';
import { stripControl } from '../text/display-width.ts';
import { printDuration } from '../text/duration.ts';
import { waitsFor } from './event-line.ts';
import { nameBelow, stepName } from './step-name.ts';

/** One line of the tree, and what hangs under it. */
export interface TreeNode {
  readonly key: string;
  readonly label: string;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** That it runs here although it asks for another machine. */
  readonly machine?: string;
  /** Why it was skipped, how it failed, whom it waits for. */
  readonly note?: string;
  /** The last lines of its log. */
  readonly tail: readonly string[];
  /** The tasks that it calls. They are part of it. */
  readonly calls?: readonly TreeNode[];
  readonly children: readonly TreeNode[];
}

/** All that the tree view depends on. */
export interface TreeState {
  readonly title: string;
  /** What holds for the whole run: that it is being cancelled, and by whom. */
  readonly notice?: string;
  readonly startedAt: number;
  readonly now: number;
  /** Counts frames: it turns the spinner. */
  readonly tick: number;
  readonly nodes: readonly TreeNode[];
}

/** What a tree takes from outside the view of a run. */
export interface TreeExtras {
  readonly notice?: string | undefined;
  readonly tail: (step: string) => readonly string[];
  readonly calls: (step: string) => readonly TreeNode[];
  /** `here, not on macos-latest`; empty where nothing is to be said. */
  readonly machine: (step: string) => string;
  /** Why a cancelled step was, where that is not the case of the whole run. */
  readonly cancelNote: (step: string) => string;
  readonly skipNote: (step: string, reason: SkipReason | undefined) => string;
}

/** The tree of a run. */
export function treeOf(run: RunView, now: number, tick: number, extras: TreeExtras): TreeState {
  const { notice } = extras;
  const shownNow = run.finishedAt ?? now;
  const around: Around = {
    extras,
    now: shownNow,
    gates: new Map(run.gates.map((gate) => [gate.step, gate])),
  };
  return {
    title: stripControl(run.workflow),
    ...(notice !== undefined && { notice }),
    startedAt: run.startedAt,
    now: shownNow,
    tick,
    nodes: run.steps.map((step) => toNode(step, '', around)),
  };
}

interface Around {
  readonly extras: TreeExtras;
  readonly now: number;
  readonly gates: ReadonlyMap<string, OpenGate>;
}

function toNode(step: StepView, parent: string, around: Around): TreeNode {
  const note = noteOf(step, around);
  // What has not begun, or never will, runs nowhere.
  const machine = step.startedAt === undefined ? '' : around.extras.machine(step.step);
  return {
    key: step.step,
    label: nameBelow(parent, step.step, step.name),
    status: step.status,
    attempt: step.attempt,
    ...(step.startedAt !== undefined && { startedAt: step.startedAt }),
    ...(step.finishedAt !== undefined && { finishedAt: step.finishedAt }),
    ...(machine !== '' && { machine }),
    ...(note !== undefined && { note }),
    tail: around.extras.tail(step.step),
    calls: around.extras.calls(step.step),
    children: childrenOf(step, around),
  };
}

function noteOf(step: StepView, { extras, gates, now }: Around): string | undefined {
  switch (step.status) {
    case 'skipped':
      return extras.skipNote(step.step, step.skipped);
    case 'waiting': {
      const gate = gates.get(step.step);
      return gate === undefined ? undefined : gateNote(gate, now);
    }
    case 'retrying': {
      const again = `again in ${printDuration((step.retryAt ?? now) - now)}`;
      return step.error ? `${again}: ${firstLine(step.error.message)}` : again;
    }
    case 'cancelled':
      // Its name stands before it.
      return extras.cancelNote(step.step) || undefined;
    case 'success':
      return undefined;
    default:
      return step.error && firstLine(step.error.message);
  }
}

function gateNote(gate: OpenGate, now: number): string {
  const left = gate.deadlineAt === undefined ? undefined : gate.deadlineAt - now;
  return `waits for ${waitsFor(gate.acceptors)}${left === undefined ? '' : `, ${printDuration(left)} left`}`;
}

/** The children of a step. The steps of one turn of an iteration hang under that turn. */
function childrenOf(step: StepView, around: Around): readonly TreeNode[] {
  const nodes: TreeNode[] = [];
  const turns = new Map<string, StepView[]>();
  for (const child of step.children ?? []) {
    const turn = turnOf(child.step, step.step);
    if (turn === undefined) {
      nodes.push(toNode(child, step.step, around));
      continue;
    }
    const known = turns.get(turn);
    if (known === undefined) turns.set(turn, [child]);
    else known.push(child);
  }
  for (const [turn, steps] of turns) nodes.push(turnNode(turn, step.step, steps, around));
  return nodes;
}

/** `pages[a]` for `pages[a]/check` under `pages`. */
function turnOf(key: string, parent: string): string | undefined {
  const rest = key.startsWith(parent) ? key.slice(parent.length) : '';
  const item = /^\[[^\]]*\](?=\/)/.exec(rest)?.[0];
  return item === undefined ? undefined : parent + item;
}

function turnNode(
  turn: string,
  parent: string,
  steps: readonly StepView[],
  around: Around,
): TreeNode {
  const label = stepName(turn.slice(parent.length + 1, -1));
  const children = steps.map((step) => toNode(step, turn, around));
  const [only] = children;
  // A body of one step is that step.
  if (only !== undefined && children.length === 1) return { ...only, label };
  return { key: turn, label, status: together(children), attempt: 1, tail: [], children };
}

/** Where a group of steps stands as a whole. */
function together(nodes: readonly TreeNode[]): StepStatus {
  const order: readonly StepStatus[] = ['running', 'retrying', 'waiting', 'scheduled'];
  const active = order.find((status) => nodes.some((node) => node.status === status));
  if (active !== undefined) return active;
  const ended = nodes.filter((node) => node.status !== 'pending');
  if (ended.length === 0) return 'pending';
  if (ended.length < nodes.length) return 'running';
  const worst: readonly StepStatus[] = ['failure', 'cancelled', 'success'];
  return worst.find((status) => nodes.some((node) => node.status === status)) ?? 'skipped';
}

function firstLine(text: string): string {
  return stripControl(text.split('\n', 1)[0] ?? '');
}
