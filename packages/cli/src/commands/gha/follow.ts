/** Following a run on GitHub: a line for each job that starts or ends. @module */
import type { Clock } from '@sluice/core/run';
import type { GitHubClient } from '../../github/client.ts';
import { type RemoteJob, type RemoteRun, watchRun } from '../../github/remote-run.ts';
import { printDuration } from '../../text/duration.ts';
import type { Style } from '../../text/style.ts';

/** How a run is followed. */
export interface FollowOptions {
  readonly clock: Clock;
  readonly style: Style;
  readonly write: (line: string) => void;
  readonly signal: AbortSignal;
}

const EVERY_MS = 3_000;

/** Writes what happens until the run has ended, and gives it and its jobs. */
export async function followRun(
  client: GitHubClient,
  id: number,
  { clock, style, write, signal }: FollowOptions,
): Promise<{ readonly run: RemoteRun; readonly jobs: readonly RemoteJob[] }> {
  const told = new Map<string, string>();
  for await (const seen of watchRun(client, id, clock, { everyMs: EVERY_MS, signal })) {
    for (const job of seen.jobs) {
      const state = job.conclusion ?? job.status;
      if (told.get(job.name) === state || state === 'queued') continue;
      told.set(job.name, state);
      write(jobLine(job, style));
    }
    if (seen.run.status === 'completed') return seen;
  }
  throw signal.reason;
}

/** `✓ build  12.0s`; the steps that did not succeed stand below. */
export function jobLine(job: RemoteJob, style: Style): string {
  const state = job.conclusion ?? job.status;
  const length =
    job.startedAt === null || job.completedAt === null
      ? ''
      : `  ${printDuration(Date.parse(job.completedAt) - Date.parse(job.startedAt))}`;
  const bad = job.steps.filter(({ conclusion }) => isBad(conclusion));
  const lines = [
    `${symbol(state, style)} ${job.name}${style.dim(length)}${isEnd(state) ? '' : style.dim(`  ${words(state)}`)}`,
    ...bad.map((step) => `  ${symbol(step.conclusion ?? '', style)} ${step.name}`),
  ];
  return lines.join('\n');
}

/** `in_progress` as people say it. */
export function words(state: string): string {
  return state.replaceAll('_', ' ');
}

function isEnd(state: string): boolean {
  return ['success', 'failure', 'cancelled', 'skipped'].includes(state);
}

function isBad(conclusion: string | null): boolean {
  return conclusion !== null && !['success', 'skipped', 'neutral'].includes(conclusion);
}

function symbol(state: string, style: Style): string {
  switch (state) {
    case 'success':
      return style.green('✓');
    case 'failure':
    case 'timed_out':
      return style.red('✗');
    case 'cancelled':
      return style.yellow('■');
    case 'skipped':
      return style.dim('-');
    default:
      return style.cyan('·');
  }
}
