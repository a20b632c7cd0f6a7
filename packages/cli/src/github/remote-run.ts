/** Runs on GitHub: start one, look at it, follow it to its end. @module */
import type { Clock } from '@sluice/core/run';
import { Problems } from '../problem.ts';
import type { GitHubClient } from './client.ts';

/** A run on GitHub, as far as it is shown. `conclusion` is null until it has ended. */
export interface RemoteRun {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly url: string;
  readonly branch: string;
  readonly createdAt: string;
}

/** A job of a run, with its steps. */
export interface RemoteJob {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly steps: readonly RemoteStep[];
}

/** A step of a job. */
export interface RemoteStep {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
}

/** What to start. */
export interface DispatchRequest {
  /** The workflow's file name, such as `release.yml`. */
  readonly file: string;
  /** A branch or a tag. */
  readonly ref: string;
  /** Texts, as GitHub takes them. */
  readonly inputs: Readonly<Record<string, string>>;
}

/**
 * Starts a run and gives its id. A server that does not know `return_run_details` (GitHub Enterprise 3.20 and
 * before) answers without one; then the run is the first dispatch of the workflow that was not there before.
 */
export async function dispatchRun(
  client: GitHubClient,
  { file, ref, inputs }: DispatchRequest,
  clock: Clock,
): Promise<number> {
  const path = `/actions/workflows/${encodeURIComponent(file)}`;
  const request = { ref, inputs };
  const before = await newestDispatch(client, path);
  const details = { ...request, return_run_details: true };
  const answer = await client.post(`${path}/dispatches`, details, [400]);
  const id = (answer.body as { workflow_run_id?: unknown } | undefined)?.workflow_run_id;
  if (typeof id === 'number') return id;
  if (answer.status === 400) await client.post(`${path}/dispatches`, request);
  for (let attempt = 0; attempt < 30; attempt++) {
    const newest = await newestDispatch(client, path);
    if (newest !== undefined && newest !== before) return newest;
    await clock.sleep(2_000);
  }
  throw new Problems({
    code: 'GITHUB_REFUSED',
    message: `GitHub took the dispatch of ${file}, but shows no run of it.`,
    hint: 'Look at the page of the workflow; sluice gha status follows the run once it is there.',
  });
}

/** One run. */
export async function readRun(client: GitHubClient, id: number): Promise<RemoteRun> {
  return runOf(await client.get(`/actions/runs/${id}`));
}

/** The newest runs of a workflow's file, the newest first. */
export async function recentRuns(
  client: GitHubClient,
  file: string,
  count: number,
): Promise<readonly RemoteRun[]> {
  const path = `/actions/workflows/${encodeURIComponent(file)}/runs?per_page=${count}`;
  const page = (await client.get(path)) as { readonly workflow_runs: readonly unknown[] };
  return page.workflow_runs.map(runOf);
}

/** Every job of a run's newest attempt. */
export async function readJobs(client: GitHubClient, id: number): Promise<readonly RemoteJob[]> {
  const jobs: RemoteJob[] = [];
  for await (const job of client.pages(`/actions/runs/${id}/jobs`, 'jobs')) {
    jobs.push(jobOf(job as RawJob));
  }
  return jobs;
}

/** The run and its jobs, again and again until it has ended. */
export async function* watchRun(
  client: GitHubClient,
  id: number,
  clock: Clock,
  options: { readonly everyMs: number; readonly signal?: AbortSignal },
): AsyncGenerator<{ readonly run: RemoteRun; readonly jobs: readonly RemoteJob[] }> {
  for (;;) {
    const run = await readRun(client, id);
    yield { run, jobs: await readJobs(client, id) };
    if (run.status === 'completed') return;
    await clock.sleep(options.everyMs, options.signal);
  }
}

async function newestDispatch(client: GitHubClient, path: string): Promise<number | undefined> {
  const page = (await client.get(`${path}/runs?event=workflow_dispatch&per_page=1`)) as {
    readonly workflow_runs: readonly { readonly id: number }[];
  };
  return page.workflow_runs[0]?.id;
}

interface RawRun {
  readonly id: number;
  readonly name: string | null;
  readonly status: string | null;
  readonly conclusion: string | null;
  readonly html_url: string;
  readonly head_branch: string | null;
  readonly created_at: string;
}

function runOf(raw: unknown): RemoteRun {
  const run = raw as RawRun;
  return {
    id: run.id,
    name: run.name ?? '',
    status: run.status ?? 'queued',
    conclusion: run.conclusion,
    url: run.html_url,
    branch: run.head_branch ?? '',
    createdAt: run.created_at,
  };
}

interface RawJob extends RemoteStep {
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly steps?: readonly RemoteStep[];
}

function jobOf(job: RawJob): RemoteJob {
  const { name, status, conclusion } = job;
  return {
    name,
    status,
    conclusion,
    startedAt: job.started_at,
    completedAt: job.completed_at,
    steps: (job.steps ?? []).map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
    })),
  };
}
