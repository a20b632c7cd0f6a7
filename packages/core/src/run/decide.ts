/**
 * Deciding: what follows from a state. Only nodes that an event has touched are looked at; what was found out is kept
 * with the node until an event touches it again, so that asking twice costs little and gives the same answer.
 * @module
 */
import type { Command } from './commands.ts';
import { acquireForRun } from './decide/concurrency.ts';
import { finishRun } from './decide/finish.ts';
import { offerFor } from './decide/offer.ts';
import { needsWorker } from './decide/schedule.ts';
import { compareOrder } from './ready-queue.ts';
import { dataOf, type Lane, laneOf, type Node, type RunData, type RunState } from './state.ts';

/**
 * What is to be done now, in plan order, then in the order of items. Empty when the run waits or has ended. The engine
 * appends the facts of each command and asks again; `acquire-concurrency` and `cancel-step` come again until the run
 * has heard that the group was acquired or how the attempt ended.
 */
export function decide(state: RunState): readonly Command[] {
  const data = dataOf(state);
  if (!data.root || data.outcome) return [];
  if (!data.acquired && !data.root.stopped) {
    if (data.paused) return [];
    return acquireForRun(data);
  }
  for (const node of data.touched) {
    data.touched.delete(node);
    consider(data, node);
  }
  if (data.root.unsettled === 0) return [finishRun(data)];
  const chosen = [...data.offered];
  for (const lane of data.lanes) takeFromLane(data, lane, chosen);
  chosen.sort(compareOrder);
  const commands: Command[] = [];
  let free = attemptsAtOnce(data) - data.inFlight;
  for (const { offer, step } of chosen) {
    if (!offer || (data.paused && !goesOnWhilePaused(offer))) continue;
    // A nested workflow is no attempt: its steps are.
    if (offer.type === 'schedule-step' && needsWorker(step) && free-- <= 0) continue;
    commands.push(offer);
  }
  return commands;
}

/** How many attempts may be under way: what the run was told, else what its own plan says. */
function attemptsAtOnce({ policy, root }: RunData): number {
  return policy.maxParallel ?? root?.frame.plan.parallelism ?? Number.POSITIVE_INFINITY;
}

function consider(data: RunData, node: Node): void {
  node.offer = offerFor(data, node);
  if (!node.offer) return;
  const lane = laneOf(node);
  if (!takesSlot(node.offer) || node.holdsSlot || lane.limit === Number.POSITIVE_INFINITY) {
    data.offered.add(node);
    return;
  }
  if (!node.queued) {
    node.queued = true;
    lane.queue.push(node);
  }
  if (lane.active < lane.limit) data.lanes.add(lane);
}

/** A gate takes no slot: nothing runs while a person thinks. */
function takesSlot(offer: Command): boolean {
  return (
    offer.type === 'schedule-step' ||
    offer.type === 'expand-matrix' ||
    offer.type === 'expand-iteration'
  );
}

function goesOnWhilePaused(offer: Command): boolean {
  return (
    offer.type === 'cancel-step' || offer.type === 'complete-step' || offer.type === 'set-timer'
  );
}

function takeFromLane(data: RunData, lane: Lane, chosen: Node[]): void {
  const free = lane.limit - lane.active;
  const taken: Node[] = [];
  while (taken.length < free) {
    const node = lane.queue.pop();
    if (!node) break;
    // What has ended, started or found something else to do in the meantime is not queued any more.
    if (node.offer && takesSlot(node.offer) && !node.holdsSlot && !data.offered.has(node)) {
      taken.push(node);
      chosen.push(node);
    } else node.queued = false;
  }
  for (const node of taken) lane.queue.push(node);
  if (lane.queue.size === 0) data.lanes.delete(lane);
}
