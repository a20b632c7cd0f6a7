/** Ending a process group as GitHub does. @module */
import type { Clock } from '@sluice/core/run';

/** How long a process may take after SIGINT, and then after SIGTERM, before it is killed. */
export interface Grace {
  readonly interruptMs: number;
  readonly terminateMs: number;
}
/** GitHub's times. */
export const GITHUB_GRACE: Grace = { interruptMs: 7500, terminateMs: 2500 };

/** Sends a signal to a whole group. A group that is gone is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // gone already
  }
}

/** SIGINT, SIGTERM, SIGKILL, with the given times between them. Stops early when `ended` is aborted. */
export async function endGroup(
  group: number,
  clock: Clock,
  grace: Grace,
  ended: AbortSignal,
): Promise<void> {
  signalGroup(group, 'SIGINT');
  if (await passed(clock, grace.interruptMs, ended)) signalGroup(group, 'SIGTERM');
  else return;
  if (await passed(clock, grace.terminateMs, ended)) signalGroup(group, 'SIGKILL');
}

async function passed(clock: Clock, ms: number, ended: AbortSignal): Promise<boolean> {
  await clock.sleep(ms, ended).catch(() => undefined);
  return !ended.aborted;
}
