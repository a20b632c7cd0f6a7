/** A whole workflow: its jobs in the order of their needs, with GitHub's rules for conditions and results. @module */
import { join } from 'node:path';
import { type Action, type Artifacts, standInActions } from './actions.ts';
import { type Contexts, holds, resolve, resolveToText, type Status } from './expression.ts';
import { typedInputs } from './inputs.ts';
import { jobValue, type LegResult, type MachineParts, runLeg } from './job.ts';
import { expandMatrix, type Leg } from './matrix.ts';
import { createMasks } from './secrets.ts';
import type { Result } from './step.ts';
import { type JobDocument, readWorkflow, type WorkflowDocument } from './workflow-file.ts';

/** What a workflow is run with. */
export interface WorkflowRunOptions {
  /** The repository, as a directory; what `actions/checkout` brings. */
  readonly checkout: string;
  /** The workflow's file below the checkout, such as `.github/workflows/build.yml`. */
  readonly file: string;
  /** An empty directory for machines and artifacts. */
  readonly scratch: string;
  readonly event: {
    readonly name: string;
    readonly payload?: Readonly<Record<string, unknown>>;
    /** Default: `refs/heads/main`. */
    readonly ref?: string;
  };
  /** Inputs of a dispatch, as GitHub's API takes them. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  /** Directories before `PATH`: the tools that set-up actions would install. */
  readonly path?: readonly string[];
  /** Stand-ins for further actions, by name without version. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Whether the reviewers of an environment let a job run. Default: they do. */
  readonly approve?: (environment: string) => boolean;
}

/** How a job ended, with its legs; a job that calls a workflow has the jobs of each leg's call instead of steps. */
export interface JobResult {
  readonly id: string;
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
  readonly legs: readonly (LegResult & { readonly called?: WorkflowResult })[];
}

/** How a workflow ended. */
export interface WorkflowResult {
  readonly result: 'success' | 'failure';
  readonly jobs: Readonly<Record<string, JobResult>>;
  /** The outputs that `workflow_call` declares. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** A run: its result, the artifacts (a directory for each name) and the log with secrets hidden. */
export interface WorkflowRun extends WorkflowResult {
  readonly artifacts: Readonly<Record<string, string>>;
  readonly log: string;
}

interface Call {
  readonly document: WorkflowDocument;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Where its machines stand, and what they are called in the log. */
  readonly name: string;
  readonly depth: number;
}

/**
 * Runs a workflow file as GitHub would.
 * @throws Error where GitHub would refuse the file, the event or an input
 */
export async function runWorkflow(options: WorkflowRunOptions): Promise<WorkflowRun> {
  const document = await readWorkflow(options.checkout, options.file);
  const { event } = options;
  if (!(event.name in document.on)) throw new Error(`The workflow is not run by ${event.name}.`);
  const secrets = options.secrets ?? {};
  const masks = createMasks(secrets);
  const lines: string[] = [];
  const artifacts: Artifacts = { directory: join(options.scratch, 'artifacts'), names: new Set() };
  const declared = document.on['workflow_dispatch']?.inputs;
  const inputs =
    event.name === 'workflow_dispatch' ? typedInputs(declared ?? {}, options.inputs ?? {}) : {};
  const parts: MachineParts = {
    masks,
    path: options.path ?? [],
    actions: { ...standInActions(options.checkout, artifacts), ...options.actions },
    log: (line) => lines.push(masks.hide(line)),
    github: githubContext(options, document, inputs),
  };
  const run = new Run(options, parts);
  const result = await run.call({ document, inputs, secrets, name: 'run', depth: 0 });
  const kept = [...artifacts.names].map((name) => [name, join(artifacts.directory, name)]);
  return { ...result, artifacts: Object.fromEntries(kept), log: lines.join('\n') };
}

class Run {
  readonly #options: WorkflowRunOptions;
  readonly #parts: MachineParts;

  constructor(options: WorkflowRunOptions, parts: MachineParts) {
    this.#options = options;
    this.#parts = parts;
  }

  async call(call: Call): Promise<WorkflowResult> {
    const jobs: Record<string, JobResult> = {};
    for (const id of inOrder(call.document.jobs)) {
      jobs[id] = await this.#job(id, call, jobs);
    }
    const contexts = { ...this.#contexts(call), jobs: jobsContext(jobs) };
    const declared = call.document.on['workflow_call']?.outputs ?? {};
    const outputs = Object.entries(declared).map(([name, { value }]) => [
      name,
      resolveToText(value, { contexts }),
    ]);
    const bad = Object.values(jobs).some(
      (job) => job.result === 'failure' || job.result === 'cancelled',
    );
    return { result: bad ? 'failure' : 'success', jobs, outputs: Object.fromEntries(outputs) };
  }

  async #job(id: string, call: Call, jobs: Record<string, JobResult>): Promise<JobResult> {
    const job = call.document.jobs[id] as JobDocument;
    const needs = needsOf(job).map((need): [string, unknown] => [
      need,
      { result: jobs[need]?.result, outputs: jobs[need]?.outputs },
    ]);
    const contexts = { ...this.#contexts(call), needs: Object.fromEntries(needs) };
    const status = statusOf(id, call.document, jobs);
    const ended = (result: Result): JobResult => ({ id, result, outputs: {}, legs: [] });
    try {
      if (!holds(job.if, { contexts, status })) return ended('skipped');
      if (!this.#approved(job, contexts)) return ended('failure');
      return await this.#legs(id, job, call, contexts);
    } catch (error) {
      this.#parts.log(`##[error]${id}: ${error instanceof Error ? error.message : String(error)}`);
      return ended('failure');
    }
  }

  async #legs(id: string, job: JobDocument, call: Call, contexts: Contexts): Promise<JobResult> {
    const strategy = job.strategy ?? {};
    const matrix = jobValue(strategy.matrix, contexts);
    const legs: readonly Leg[] = matrix == null ? [{}] : expandMatrix(matrix as Leg);
    if (legs.length === 0) throw new Error('The matrix has no legs.');
    if (legs.length > 256) throw new Error('The matrix has more than 256 legs.');
    const failFast = jobValue(strategy['fail-fast'] ?? true, contexts) !== false;
    const results: JobResult['legs'][number][] = [];
    let stopped = false;
    for (const [index, leg] of legs.entries()) {
      if (stopped) {
        results.push({ leg, outcome: 'cancelled', result: 'cancelled', outputs: {}, steps: [] });
        continue;
      }
      const inLeg = {
        ...contexts,
        matrix: leg,
        strategy: { 'fail-fast': failFast, 'job-index': index, 'job-total': legs.length },
      };
      const tolerated = jobValue(job['continue-on-error'] ?? false, inLeg) === true;
      const ended = await this.#leg(`${call.name}/${id}-${index}`, job, leg, call, inLeg);
      results.push(
        ended.result === 'failure' && tolerated ? { ...ended, result: 'success' } : ended,
      );
      stopped ||= failFast && ended.result === 'failure' && !tolerated;
    }
    return { id, result: together(results), outputs: mergedOutputs(results), legs: results };
  }

  async #leg(
    name: string,
    job: JobDocument,
    leg: Leg,
    call: Call,
    contexts: Contexts,
  ): Promise<JobResult['legs'][number]> {
    if (job.uses === undefined) {
      const defaults = {
        run: { ...call.document.defaults?.run, ...job.defaults?.run },
      };
      const env = { ...call.document.env, ...job.env };
      const withSecrets = { ...contexts, secrets: { ...call.secrets, GITHUB_TOKEN: 'token' } };
      const directory = join(this.#options.scratch, name);
      return runLeg({ ...job, defaults, env }, leg, directory, this.#parts, withSecrets);
    }
    if (call.depth >= 10) throw new Error('Workflows are nested too deep.');
    const document = await readWorkflow(this.#options.checkout, job.uses.replace(/^\.\//, ''));
    const declared = document.on['workflow_call'];
    if (declared === undefined) throw new Error(`${job.uses} cannot be called.`);
    const given = resolve(job.with ?? {}, { contexts }) as Record<string, unknown>;
    const secrets =
      job.secrets === 'inherit'
        ? call.secrets
        : (resolve(job.secrets ?? {}, {
            contexts: { ...contexts, secrets: call.secrets },
          }) as Record<string, string>);
    const inputs = typedInputs(declared?.inputs ?? {}, given);
    const called = await this.call({ document, inputs, secrets, name, depth: call.depth + 1 });
    const { result, outputs } = called;
    return { leg, outcome: result, result, outputs, steps: [], called };
  }

  #approved(job: JobDocument, contexts: Contexts): boolean {
    if (job.environment === undefined) return true;
    const environment = jobValue(job.environment, contexts);
    const name =
      typeof environment === 'string' ? environment : (environment as { name: string }).name;
    const approved = this.#options.approve?.(name) ?? true;
    this.#parts.log(`##[section]${name}: ${approved ? 'approved' : 'rejected'}`);
    return approved;
  }

  #contexts(call: Call): Contexts {
    return {
      github: this.#parts.github,
      inputs: call.inputs,
      vars: this.#options.vars ?? {},
      env: {},
      secrets: {},
      steps: {},
      needs: {},
      matrix: {},
      strategy: {},
      job: {},
      runner: {},
    };
  }
}

/** Job ids so that every job comes after what it needs, otherwise in the file's order. */
function inOrder(jobs: WorkflowDocument['jobs']): readonly string[] {
  const order = new Set<string>();
  const visit = (id: string): void => {
    if (order.has(id)) return;
    for (const need of needsOf(jobs[id] as JobDocument)) visit(need);
    order.add(id);
  };
  for (const id of Object.keys(jobs)) visit(id);
  return [...order];
}

function needsOf(job: JobDocument): readonly string[] {
  return job.needs === undefined ? [] : typeof job.needs === 'string' ? [job.needs] : job.needs;
}

/** The status functions of a job look at every ancestor: a failure or a skip goes down the whole chain. */
function statusOf(
  id: string,
  document: WorkflowDocument,
  jobs: Readonly<Record<string, JobResult>>,
): Status {
  const ancestors = new Set<string>();
  const collect = (each: string): void => {
    for (const need of needsOf(document.jobs[each] as JobDocument)) {
      if (!ancestors.has(need)) collect(need);
      ancestors.add(need);
    }
  };
  collect(id);
  const results = [...ancestors].map((each) => jobs[each]?.result);
  return {
    success: results.every((result) => result === 'success'),
    failure: results.includes('failure'),
    cancelled: false,
  };
}

function together(legs: readonly LegResult[]): Result {
  const results = legs.map((leg) => leg.result);
  return (
    results.find((each) => each === 'failure') ??
    results.find((each) => each === 'cancelled') ??
    'success'
  );
}

/** The legs of a matrix share one map: a later leg overwrites, but never with nothing. */
function mergedOutputs(legs: readonly LegResult[]): Record<string, string> {
  const filled = legs.flatMap((leg) =>
    Object.entries(leg.outputs).filter(([, value]) => value !== ''),
  );
  return Object.fromEntries(filled);
}

function jobsContext(jobs: Readonly<Record<string, JobResult>>): Record<string, unknown> {
  const entries = Object.values(jobs).map(({ id, result, outputs }) => [id, { result, outputs }]);
  return Object.fromEntries(entries);
}

function githubContext(
  options: WorkflowRunOptions,
  document: WorkflowDocument,
  inputs: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const ref = options.event.ref ?? 'refs/heads/main';
  const texts = Object.entries(inputs).map(([name, value]) => [name, String(value ?? '')]);
  return {
    event_name: options.event.name,
    event: { ...options.event.payload, inputs: Object.fromEntries(texts) },
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags)\//, ''),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    sha: '0123456789012345678901234567890123456789',
    repository: 'octo/sample',
    repository_owner: 'octo',
    actor: 'octocat',
    run_id: '1',
    run_number: '1',
    run_attempt: '1',
    workflow: document.name ?? options.file,
    base_ref: '',
    head_ref: '',
    server_url: 'https://github.com',
    api_url: 'https://api.github.com',
    token: 'token',
  };
}
