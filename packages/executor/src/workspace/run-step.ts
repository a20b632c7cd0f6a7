/** One step of a workspace, run by hand. @module */
import { findStep, type JsonObject, type Plan, WorkflowError } from '@sluice/core/plan';
import {
  type RunEvent,
  type RunView,
  type StepKey,
  type StepView,
  stepKey,
} from '@sluice/core/run';
import type { Workspace } from '@sluice/storage';
import type { EngineOptions } from '../engine/options.ts';
import { createWorkshop } from '../engine/workshop.ts';
import type { Ports } from '../ports.ts';
import { endOf, nameOf } from './end-of-step.ts';
import { forgetStep } from './forget-step.ts';
import type { AskGate } from './gate-question.ts';
import { latestRound } from './latest-round.ts';
import { type OpenedRun, openRunByHand, type RunningAttempt } from './open-run.ts';
import { driveStep, type Endurance, isInside } from './step-driver.ts';
import { findStepView } from './step-view.ts';
import { stepsAround } from './steps-around.ts';

/** What to run, and where. */
export interface StepRequest {
  readonly workspace: Workspace;
  /** The plan as it is now: another one than that of the workspace is refused. */
  readonly plan: Plan;
  /** A number, a name, the name of a task that occurs once, or the key of a step inside of another. */
  readonly step: string;
  /** How often the step is tried and how long it may take, in place of what the plan says. */
  readonly endurance?: Endurance | undefined;
  /** How many of the steps inside of the step may be under way at once. Default: what the plan says. */
  readonly maxParallel?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Who answers a gate, or the gates inside of the step. Without anybody a gate stays open. */
  readonly askGate?: AskGate | undefined;
  /** Hears what happens to the step and inside of it. */
  readonly onEvent?: ((event: RunEvent, view: RunView) => void) | undefined;
  /** Hears of steps that were found to have been killed: they count as failed from now on. */
  readonly onAbandoned?: ((attempt: RunningAttempt) => void) | undefined;
}

/** How it went. */
export interface StepEnd {
  readonly step: StepView;
  /** What the step gave, when it succeeded. */
  readonly outputs: JsonObject;
  readonly run: RunView;
}

/**
 * Runs one step, with the rules of the run as a whole: its condition, its retries, its limit of time. Resolves with its
 * end, also when it failed or was skipped by its own condition. A step that failed runs again, and what came after it
 * has not run then. The ports' stores are those of the workspace.
 *
 * Throws, and runs nothing: `WORKSPACE_NOT_FOUND`, `PLAN_CHANGED`, `WORKSPACE_DAMAGED`, `WORKSPACE_BUSY`, `STEP_UNKNOWN`,
 * `STEP_AMBIGUOUS`, `STEP_DONE`, `STEP_NOT_READY` (a need has not run), `STEP_NEED_FAILED`.
 */
export async function runStep(
  ports: Ports,
  request: StepRequest,
  options: EngineOptions = {},
): Promise<StepEnd> {
  const { workspace, plan } = request;
  const onAbandoned = request.onAbandoned ?? (() => undefined);
  let opened = await openRunByHand(workspace, plan, onAbandoned);
  const key = latestRound(opened.view, keyOf(plan, request.step));
  if (await mustBeForgotten(workspace, opened, key)) {
    await takeBack(workspace, opened, key);
    opened = await openRunByHand(workspace, plan, onAbandoned);
  }
  const { history, cache } = opened;
  await workspace.run.assertResults(history.events);
  const before = findStepView(opened.view.steps, key);
  if (before?.status === 'success') {
    throw new WorkflowError(
      'STEP_DONE',
      `\`${nameOf(plan, key)}\` has run already, with success.`,
      {
        hint: 'A step that succeeded does not run twice. Start again with --setup in another folder.',
      },
    );
  }
  const shop = createWorkshop(ports, options);
  shop.env.keepBack(history.events[0], cache.lookup.plan);
  try {
    const { onEvent } = request;
    const seen = await driveStep(key, {
      shop,
      workspace,
      cache,
      history,
      maxParallel: request.maxParallel ?? parallelismOf(plan),
      endurance: request.endurance,
      signal: request.signal,
      askGate: request.askGate,
      onEvent: (event, view) => {
        if ('step' in event && event.step !== undefined && isInside(event.step, key)) {
          onEvent?.(event, view);
        }
      },
    });
    const step = endOf(seen, key, stepsAround(opened), plan);
    const outputs = step.outputs === undefined ? {} : (cache.read(step.outputs) as JsonObject);
    return { step, outputs, run: seen };
  } finally {
    await shop.close();
  }
}

/** The key that a text stands for: a step of the plan, or one inside of it. */
function keyOf(plan: Plan, text: string): StepKey {
  const [, head = text, rest = ''] = /^([^[/]+)([[/].*)$/s.exec(text) ?? [];
  return stepKey(findStep(plan, head).step + rest);
}

/** A step that failed is run again; one whose result somebody damaged as well. What else has ended stays as it is. */
async function mustBeForgotten(
  workspace: Workspace,
  { view, history }: OpenedRun,
  key: StepKey,
): Promise<boolean> {
  const status = findStepView(view.steps, key)?.status;
  if (status === 'failure' || status === 'cancelled') return true;
  if (status !== 'success') return false;
  const own = history.events.filter(
    (event) => event.seq === 1 || ('step' in event && event.step === key),
  );
  try {
    await workspace.run.assertResults(own);
    return false;
  } catch (error) {
    if (WorkflowError.is(error, 'WORKSPACE_DAMAGED')) return true;
    throw error;
  }
}

async function takeBack(workspace: Workspace, opened: OpenedRun, key: StepKey): Promise<void> {
  const [busy] = opened.running;
  if (busy !== undefined) {
    throw new WorkflowError(
      'WORKSPACE_BUSY',
      `\`${nameOf(opened.plan, busy.step)}\` is running: ${busy.worker}.`,
      { hint: 'A step is run again when no other is under way. Wait until it has ended.' },
    );
  }
  const { history, plan } = opened;
  const left = forgetStep(history.events, key, stepsAround(opened));
  if (await workspace.run.beginAgain(history, left)) return;
  throw new WorkflowError(
    'WORKSPACE_BUSY',
    `Another process has just written to \`${workspace.folder}\`.`,
    { hint: `Wait until it has ended, and run \`${nameOf(plan, key)}\` again.` },
  );
}

function parallelismOf(plan: Plan): number {
  return plan.parallelism ?? (plan.kind === 'flow' ? 1 : Number.POSITIVE_INFINITY);
}
