/** GitHub's REST API, as much of it as this package speaks: errors, pages and rate limits. @module */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Clock } from '@sluice/core/run';
import { Problems } from '../problem.ts';

/** The version of the API that is asked for (`X-GitHub-Api-Version`). */
const API_VERSION = '2026-03-10';

/** An answer of the API: its status and its JSON, undefined where it has none. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The API below one address. */
export interface GitHubClient {
  /** @throws Problems `GITHUB_REFUSED`, `GITHUB_UNREACHABLE` */
  get(path: string): Promise<unknown>;
  /** The same, and undefined where there is nothing (404). */
  find(path: string): Promise<unknown>;
  /** Every entry of a list that comes in pages, found under a key of each page. */
  pages(path: string, key: string): AsyncIterable<unknown>;
  /** `accept` names further statuses that are answers, not errors. */
  post(path: string, body: unknown, accept?: readonly number[]): Promise<ApiAnswer>;
  /** Writes the bytes behind a path, which redirects to a store, to a new file. */
  download(path: string, file: string): Promise<void>;
}

/** What a client is made with. */
export interface GitHubClientOptions {
  /** Where paths begin: an API, or one repository of it. */
  readonly baseUrl: string;
  readonly token: string;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** How long to wait for a rate limit at the most. Default: 2 minutes. */
  readonly patienceMs?: number;
}

const ATTEMPTS = 4;
/** How long the headers of an answer may take; what is behind them may be large. */
const TIMEOUT_MS = 30_000;

/** A client that sends its token to the host of its base address and nowhere else. */
export function createGitHubClient(options: GitHubClientOptions): GitHubClient {
  const { baseUrl: root, token, clock } = options;

  async function send(method: string, url: string, body?: unknown): Promise<Response> {
    const patience = clock.now() + (options.patienceMs ?? 120_000);
    for (let attempt = 1; ; attempt++) {
      const response = await once(method, url, body);
      // A request that changes something is repeated only where GitHub says that it was not looked at.
      const waitMs = pauseBefore(response, clock.now(), attempt, method === 'GET');
      if (waitMs === undefined) return response;
      if (attempt >= ATTEMPTS || clock.now() + waitMs > patience) return response;
      await response.body?.cancel();
      await clock.sleep(waitMs, options.signal);
    }
  }

  async function once(method: string, url: string, body: unknown): Promise<Response> {
    const own = new URL(url).origin === new URL(root).origin;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error('no answer in time')), TIMEOUT_MS);
    try {
      return await fetch(url, {
        method,
        redirect: 'manual',
        signal: options.signal ? AbortSignal.any([options.signal, late.signal]) : late.signal,
        headers: {
          accept: 'application/vnd.github+json',
          'user-agent': 'sluice',
          // The store that a download redirects to is somebody else: it never sees the token.
          ...(own && { authorization: `Bearer ${token}`, 'x-github-api-version': API_VERSION }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (error) {
      options.signal?.throwIfAborted();
      throw unreachable(url, error);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async get(path) {
      const response = await send('GET', root + path);
      if (!response.ok) throw await refused('GET', path, response);
      return await jsonOf(response);
    },
    async find(path) {
      const response = await send('GET', root + path);
      if (response.status !== 404 && !response.ok) throw await refused('GET', path, response);
      return response.ok ? await jsonOf(response) : undefined;
    },
    async *pages(path, key) {
      let url: string | undefined = `${root}${path}${path.includes('?') ? '&' : '?'}per_page=100`;
      while (url !== undefined) {
        const response: Response = await send('GET', url);
        if (!response.ok) throw await refused('GET', path, response);
        const page = (await jsonOf(response)) as Readonly<Record<string, readonly unknown[]>>;
        yield* page[key] ?? [];
        url = nextPage(response.headers.get('link'), root);
      }
    },
    async post(path, body, accept = []) {
      const response = await send('POST', root + path, body);
      if (!response.ok && !accept.includes(response.status)) {
        throw await refused('POST', path, response);
      }
      return { status: response.status, body: await jsonOf(response) };
    },
    async download(path, file) {
      let response = await send('GET', root + path);
      const target = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && target !== null) {
        response = await send('GET', new URL(target, root).href);
      }
      if (!response.ok) throw await refused('GET', path, response);
      const bytes = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
      await pipeline(bytes, createWriteStream(file, { flags: 'wx' }));
    },
  };
}

/**
 * How long to wait before the same request again, undefined where its answer stands. Rate limits as in GitHub's
 * "Rate limits for the REST API": `retry-after` in seconds, else the time in `x-ratelimit-reset` once nothing
 * remains, else a minute.
 */
function pauseBefore(
  response: Response,
  now: number,
  attempt: number,
  repeatable: boolean,
): number | undefined {
  const { status, headers } = response;
  if (status === 429 || status === 403) {
    const after = headers.get('retry-after');
    if (after !== null) return Number(after) * 1000;
    if (headers.get('x-ratelimit-remaining') === '0') {
      return Math.max(0, Number(headers.get('x-ratelimit-reset')) * 1000 - now);
    }
    return status === 429 ? 60_000 : undefined;
  }
  return repeatable && status >= 500 ? 500 * 2 ** attempt : undefined;
}

/** The address behind `rel="next"`; only ever one of the same API, so that the token stays there. */
function nextPage(link: string | null, root: string): string | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return next !== undefined && new URL(next).origin === new URL(root).origin ? next : undefined;
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function refused(method: string, path: string, response: Response): Promise<Problems> {
  const body = (await jsonOf(response)) as
    | { readonly message?: string; readonly errors?: readonly unknown[] }
    | undefined;
  const said = body?.message === undefined ? '' : `: ${body.message}`;
  return new Problems({
    code: 'GITHUB_REFUSED',
    message: `GitHub answered ${method} ${path} with ${response.status}${said}.`.replace('..', '.'),
    ...(body?.errors !== undefined && {
      details: body.errors.map((error) =>
        typeof error === 'string' ? error : JSON.stringify(error),
      ),
    }),
    hint:
      HINTS[response.status] ?? 'Try again later; githubstatus.com says whether GitHub is well.',
  });
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'The token is not valid (any more): set GH_TOKEN, or log in with gh auth login.',
  403: 'The token may not do this: it needs read and write access to actions.',
  404: 'It is not there, or the token may not see it. Was the workflow pushed to the default branch?',
  422: 'Correct what GitHub names.',
  429: 'Too many requests: wait a while.',
};

function unreachable(url: string, error: unknown): Problems {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Problems({
    code: 'GITHUB_UNREACHABLE',
    message: `${new URL(url).host} does not answer: ${why}.`,
    hint: 'Check the network, or GITHUB_API_URL.',
  });
}
