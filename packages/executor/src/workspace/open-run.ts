/** The run of a workspace, as somebody finds it who wants to go on with it. @module */
import { type Plan, WorkflowError } from '@sluice/core/plan';
import {
  createRunState,
  evolve,
  openAttempts,
  type RunEvent,
  type RunFact,
  type RunView,
  type StepKey,
  view,
} from '@sluice/core/run';
import { assertSamePlan, isGone, type Workspace, type WrittenHistory } from '@sluice/storage';
import { createPayloadCache, type PayloadCache } from '../engine/payloads.ts';

/** An attempt that has not ended, and who works on it. */
export interface RunningAttempt {
  readonly step: StepKey;
  readonly attempt: number;
  readonly worker: string;
}

/** A run that was read, and what its events point to. */
export interface OpenedRun {
  readonly history: WrittenHistory;
  readonly cache: PayloadCache;
  readonly plan: Plan;
  readonly view: RunView;
  readonly running: readonly RunningAttempt[];
}

/**
 * Reads the run. Throws `WORKSPACE_NOT_FOUND` where nothing was set up, `PLAN_CHANGED` for another plan than the given
 * one, and `WORKSPACE_DAMAGED`.
 */
async function openRun(workspace: Workspace, plan: Plan): Promise<OpenedRun> {
  const params = await workspace.run.params();
  const history = await workspace.run.history();
  const started = history?.events[0];
  if (params === undefined || history === undefined || started?.type !== 'run-started') {
    throw new WorkflowError(
      'WORKSPACE_NOT_FOUND',
      `Nothing is set up in the folder \`${workspace.folder}\`.`,
      { hint: `Start there with --setup and the inputs of \`${plan.name}\`.` },
    );
  }
  assertSamePlan(plan, params);
  assertSamePlan(started.plan, params);
  const cache = createPayloadCache(workspace.blobs);
  let state = createRunState(cache.lookup);
  for (const event of history.events) {
    await cache.fill(event);
    state = evolve(state, event);
  }
  const running = openAttempts(state).map(({ step, attempt }) => ({
    step,
    attempt,
    worker: workerOf(history.events, step, attempt),
  }));
  return { history, cache, plan: started.plan, view: view(state), running };
}

/**
 * Reads the run, and writes down what became of steps whose process is gone without a word: they failed. Tells
 * `onAbandoned` of each. Throws `WORKSPACE_BUSY` while somebody drives the whole run, and what {@link openRun} throws.
 */
export async function openRunByHand(
  workspace: Workspace,
  plan: Plan,
  onAbandoned: (attempt: RunningAttempt) => void,
): Promise<OpenedRun> {
  const lease = await workspace.lease();
  if (lease !== undefined) {
    throw new WorkflowError(
      'WORKSPACE_BUSY',
      `The run in \`${workspace.folder}\` is being driven by ${lease.process}.`,
      { hint: 'Wait until it has ended.' },
    );
  }
  const opened = await openRun(workspace, plan);
  // Whoever drives a whole run holds the lease while it works: without one, its attempts are nobody's.
  const abandoned = opened.running.filter(
    ({ worker }) => isGone(worker) || !worker.startsWith('pid '),
  );
  if (abandoned.length === 0) return opened;
  const facts = abandoned.map(
    ({ step, attempt, worker }): RunFact => ({
      type: 'step-failed',
      step,
      attempt,
      error: {
        code: 'STEP_INTERRUPTED',
        message: `The process that ran the step is gone without a result (${worker}).`,
        hint: 'It was killed, or the machine went down. Run the step again.',
      },
    }),
  );
  // A refusal means that somebody else has just written something down: then look again.
  const { run, events } = opened.history;
  const written = await workspace.runs.append(run as RunView['run'], events.length, facts);
  if (written !== false) for (const attempt of abandoned) onAbandoned(attempt);
  return openRunByHand(workspace, plan, onAbandoned);
}

function workerOf(events: readonly RunEvent[], step: StepKey, attempt: number): string {
  const start = events.find(
    (event) => event.type === 'step-started' && event.step === step && event.attempt === attempt,
  );
  return start?.type === 'step-started' ? start.worker : '';
}
