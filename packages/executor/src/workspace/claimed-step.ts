/** One attempt that another process has claimed: what a process of an isolated run does. @module */
import { type Plan, WorkflowError } from '@sluice/core/plan';
import {
  type Command,
  createRunState,
  decide,
  evolve,
  type FencingToken,
  type RunEvent,
} from '@sluice/core/run';
import type { Workspace } from '@sluice/storage';
import type { EngineOptions } from '../engine/options.ts';
import { createPayloadCache } from '../engine/payloads.ts';
import { secretNamesIn, secretNamesOf } from '../engine/resolve-secrets.ts';
import { stopAttempt, type WorkEnd } from '../engine/stop-reason.ts';
import { work } from '../engine/work.ts';
import { createWorkshop } from '../engine/workshop.ts';
import type { Ports } from '../ports.ts';
import { leaveEnd } from './attempt-end.ts';

/** The variable in which a process of an isolated run is told which attempt is its own. */
export const CLAIM_VARIABLE = 'SLUICE_CLAIM';

/** Which attempt. */
export interface ClaimedStepRequest {
  readonly workspace: Workspace;
  /** The token of the attempt, from {@link CLAIM_VARIABLE}. */
  readonly token: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works on an attempt that whoever drives the run has started, and leaves its end in the workspace. It writes nothing
 * else there: there is one driver. Gives the end. Throws `ATTEMPT_STALE` for a token that is not, or no longer, the
 * token of an attempt that is under way.
 */
export async function runClaimedStep(
  ports: Ports,
  { workspace, token, signal }: ClaimedStepRequest,
  options: EngineOptions = {},
): Promise<WorkEnd> {
  const history = await workspace.run.history();
  const events = history?.events ?? [];
  const started = events.find((event) => event.type === 'step-started' && event.token === token);
  if (history === undefined || started?.type !== 'step-started' || hasEnded(events, started)) {
    throw new WorkflowError('ATTEMPT_STALE', 'The attempt is not under way in this workspace.', {
      hint: 'Only whoever drives the run starts its attempts.',
    });
  }
  const cache = createPayloadCache(workspace.blobs);
  let state = createRunState(cache.lookup);
  for (const event of events) {
    if (event.type === 'step-scheduled' && isOf(event, started)) break;
    await cache.fill(event);
    state = evolve(state, withRoom(event));
  }
  const command = decide(state).find(
    (each): each is Extract<Command, { type: 'schedule-step' }> =>
      each.type === 'schedule-step' && each.step === started.step,
  );
  if (command === undefined) {
    throw new WorkflowError('INTERNAL', `The start of \`${started.step}\` does not follow.`);
  }
  const stop = new AbortController();
  const cancel = (): void => stopAttempt(stop, { kind: 'cancelled', reason: 'run-cancelled' });
  signal?.addEventListener('abort', cancel, { once: true });
  const [first] = events;
  const plans =
    first?.type === 'run-started'
      ? [first.plan, ...Object.values(first.nested ?? {}).map(cache.lookup.plan)]
      : [];
  const ownsProcess = await mayHaveThisProcess(ports, options, command, plans);
  const shop = createWorkshop(ports, { ...options, ownsProcess });
  shop.env.keepBack(first, cache.lookup.plan);
  try {
    const ref = { run: history.run as never, step: command.step, attempt: command.attempt };
    const end = await work(shop, cache, ref, command, started.token, stop);
    if (end !== undefined) await leaveEnd(workspace, token as FencingToken, end);
    return end;
  } finally {
    signal?.removeEventListener('abort', cancel);
    await shop.close();
  }
}

/**
 * This process is there for one attempt, so a task may have it. Not where something must stay out of its reach: secrets
 * that somebody declares, and the clock that ends it when it takes too long.
 */
async function mayHaveThisProcess(
  { tasks }: Ports,
  { secretNames = () => [] }: EngineOptions,
  { definition }: Extract<Command, { type: 'schedule-step' }>,
  plans: readonly (Plan | undefined)[],
): Promise<boolean> {
  if (definition.run.kind !== 'task' || definition.timeoutMs !== undefined) return false;
  if (plans.some((plan) => plan !== undefined && secretNamesIn(plan).size > 0)) return false;
  if ([...secretNames()].length > 0) return false;
  for (const name of tasks.names()) {
    const task = await tasks.get(name);
    if (task !== undefined && secretNamesOf(task).size > 0) return false;
  }
  return true;
}

/**
 * What was decided together is written down one after the other. So that what stands before the start of an attempt
 * does not take its place away when it is decided again, there is room for all.
 */
function withRoom(event: RunEvent): RunEvent {
  if (event.type !== 'run-started') return event;
  return { ...event, policy: { ...event.policy, maxParallel: Number.MAX_SAFE_INTEGER } };
}

type Started = Extract<RunEvent, { type: 'step-started' }>;

function isOf(event: { readonly step: string; readonly attempt: number }, of: Started): boolean {
  return event.step === of.step && event.attempt === of.attempt;
}

function hasEnded(events: readonly RunEvent[], started: Started): boolean {
  return events.some(
    (event) =>
      (event.type === 'step-completed' ||
        event.type === 'step-failed' ||
        event.type === 'step-timed-out' ||
        event.type === 'step-cancelled' ||
        event.type === 'attempt-lost') &&
      isOf(event, started),
  );
}
