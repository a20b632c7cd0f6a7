/**
 * GitHub's REST API on 127.0.0.1, as much of it as the command line asks. What it answers is typed by GitHub's
 * published OpenAPI description, so that an answer of another shape does not compile.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { components } from '@octokit/openapi-types';

type Schemas = components['schemas'];
/** A field of a schema that nobody here reads is left out; what is there has the schema's type. */
type Run = Pick<
  Schemas['workflow-run'],
  'id' | 'name' | 'status' | 'conclusion' | 'html_url' | 'head_branch' | 'created_at' | 'event'
>;
type Job = Pick<
  Schemas['job'],
  'id' | 'run_id' | 'name' | 'status' | 'conclusion' | 'started_at' | 'completed_at' | 'steps'
>;
type Artifact = Pick<
  Schemas['artifact'],
  'id' | 'name' | 'size_in_bytes' | 'expired' | 'archive_download_url'
>;
type BasicError = Schemas['basic-error'];
type ValidationError = Schemas['validation-error-simple'];
type Dispatched = Schemas['workflow-dispatch-response'];

/** What the server knows, to be changed by a test while it runs. */
export interface GitHubState {
  runs: Run[];
  jobs: Job[];
  artifacts: Artifact[];
  /** Answers to further reads, by path from the root of the API. */
  pages: Map<string, unknown>;
  /** Zip archives by artifact id. */
  archives: Map<number, Uint8Array>;
  /** Whether it knows `return_run_details`; an older server answers 400 or ignores it. */
  details: 'answers' | 'refuses' | 'ignores';
  /** Called before each answer; a response of its own ends the request. */
  before?: (request: SeenRequest, response: ServerResponse) => boolean;
}

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** A server that runs, with everything that it was asked. */
export interface GitHubServer extends AsyncDisposable {
  readonly url: string;
  readonly state: GitHubState;
  readonly seen: readonly SeenRequest[];
}

export const REPOSITORY = 'octo/sample';
export const TOKEN = 'gh-token-for-tests';

/** Starts a server with one finished run of three jobs. */
export async function startGitHub(): Promise<GitHubServer> {
  const seen: SeenRequest[] = [];
  const state: GitHubState = {
    runs: [],
    jobs: [],
    artifacts: [],
    pages: new Map(),
    archives: new Map(),
    details: 'answers',
  };
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const one: SeenRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body,
    };
    seen.push(one);
    if (state.before?.(one, response) === true) return;
    answer(one, response, state, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A run as GitHub shows it. */
export function run(id: number, status: Run['status'], conclusion: Run['conclusion']): Run {
  return {
    id,
    name: 'Release',
    status,
    conclusion,
    event: 'workflow_dispatch',
    html_url: `https://github.com/${REPOSITORY}/actions/runs/${id}`,
    head_branch: 'main',
    created_at: '2026-11-20T10:00:00Z',
  };
}

/** A finished job as GitHub shows it. */
export function job(id: number, name: string, conclusion: Job['conclusion']): Job {
  return {
    id,
    run_id: 7,
    name,
    status: 'completed',
    conclusion,
    started_at: '2026-11-20T10:00:00Z',
    completed_at: '2026-11-20T10:00:03Z',
    steps: [{ name: 'Run it', status: 'completed', conclusion, number: 1 }],
  };
}

/** A commit that a tag or a branch points to. */
export function ref(
  name: string,
  sha: string,
  type: 'commit' | 'tag' = 'commit',
): Schemas['git-ref'] {
  return { ref: `refs/${name}`, node_id: '', url: '', object: { type, sha, url: '' } };
}

/** A text file in a repository. */
export function content(
  text: string,
): Pick<Schemas['content-file'], 'type' | 'encoding' | 'content'> {
  return { type: 'file', encoding: 'base64', content: Buffer.from(text).toString('base64') };
}

/** What an annotated tag points to. */
export function annotated(sha: string): Pick<Schemas['git-tag'], 'object'> {
  return { object: { type: 'commit', sha, url: '' } };
}

function answer(request: SeenRequest, response: ServerResponse, state: GitHubState, url: string) {
  const { pathname, searchParams } = new URL(request.path, url);
  const path = pathname.replace(`/repos/${REPOSITORY}`, '');
  if (pathname.startsWith('/store/')) return store(response, state, pathname);
  if (request.authorization !== `Bearer ${TOKEN}`) {
    return json(response, 401, { message: 'Bad credentials' } satisfies BasicError);
  }
  if (state.pages.has(request.path)) return json(response, 200, state.pages.get(request.path));
  const dispatched = /^\/actions\/workflows\/([^/]+)\/dispatches$/.exec(path);
  if (request.method === 'POST' && dispatched) return dispatch(request, response, state);
  const single = /^\/actions\/runs\/(\d+)$/.exec(path);
  if (single) {
    const found = state.runs.find((each) => each.id === Number(single[1]));
    if (found) return json(response, 200, found);
  }
  const page = (key: string, entries: readonly unknown[]) =>
    paged(response, url + request.path, searchParams, key, entries);
  if (/^\/actions\/workflows\/release\.yml\/runs$/.test(path))
    return page('workflow_runs', state.runs);
  if (/^\/actions\/runs\/\d+\/jobs$/.test(path)) return page('jobs', state.jobs);
  if (/^\/actions\/runs\/\d+\/artifacts$/.test(path)) return page('artifacts', state.artifacts);
  const zip = /^\/actions\/artifacts\/(\d+)\/zip$/.exec(path);
  if (zip) {
    response.writeHead(302, { location: `${url}/store/${zip[1]}` }).end();
    return;
  }
  return json(response, 404, { message: 'Not Found' } satisfies BasicError);
}

function dispatch(request: SeenRequest, response: ServerResponse, state: GitHubState): void {
  const body = request.body as { ref?: string; inputs?: object; return_run_details?: boolean };
  if (state.details === 'refuses' && body.return_run_details !== undefined) {
    const refusal: BasicError = {
      message: 'Invalid request: "return_run_details" is not permitted.',
    };
    return json(response, 400, refusal);
  }
  if (body.ref === 'nowhere') {
    const refusal: ValidationError = {
      message: 'No ref found for: nowhere',
      documentation_url: 'https://docs.github.com/rest',
      errors: ['ref'],
    };
    return json(response, 422, refusal);
  }
  const id = 100 + state.runs.length;
  state.runs.unshift(run(id, 'queued', null));
  if (state.details !== 'answers' || body.return_run_details !== true) {
    response.writeHead(204).end();
    return;
  }
  const created: Dispatched = {
    workflow_run_id: id,
    run_url: `https://api.github.com/repos/${REPOSITORY}/actions/runs/${id}`,
    html_url: `https://github.com/${REPOSITORY}/actions/runs/${id}`,
  };
  json(response, 200, created);
}

/** The storage behind a download: another place, which must not see the token. */
function store(response: ServerResponse, state: GitHubState, path: string) {
  const archive = state.archives.get(Number(path.split('/').at(-1)));
  if (archive === undefined) return json(response, 404, { message: 'Not Found' });
  response.writeHead(200, { 'content-type': 'application/zip' }).end(archive);
}

function paged(
  response: ServerResponse,
  url: string,
  query: URLSearchParams,
  key: string,
  entries: readonly unknown[],
): void {
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const number = Number(query.get('page') ?? 1);
  const next = new URL(url);
  next.searchParams.set('page', String(number + 1));
  const more = entries.length > number * size;
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(more && { link: `<${next.href}>; rel="next"` }),
  });
  const shown = entries.slice((number - 1) * size, number * size);
  response.end(JSON.stringify({ total_count: entries.length, [key]: shown }));
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
}
