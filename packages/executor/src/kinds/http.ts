/** `http`: one request, with an end in time and in size, to hosts that it may talk to. @module */
import { type Json, type JsonObject, WorkflowError } from '@sluice/core/plan';
import { defineStepType, type StepType } from './define-step-type.ts';

const MAX_REDIRECTS = 5;

interface Request {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly headerVariables: Readonly<Record<string, string>>;
  readonly query: JsonObject;
  readonly body?: Json;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly allow?: readonly string[];
  readonly failOnStatus: boolean;
}

/**
 * A step that asks a server. Which hosts it may talk to is said by its `allow`, and by `SLUICE_HTTP_ALLOW` for every
 * step; where neither says anything, a redirect may not lead to another host than the URL's.
 */
export const http: StepType = defineStepType({
  kind: 'http',
  inputs: {
    type: 'object',
    properties: {
      url: { type: 'string' },
      method: { type: 'string', pattern: '^[A-Z]+$', default: 'GET' },
      headers: { type: 'object', additionalProperties: { type: 'string' }, default: {} },
      headerVariables: {
        type: 'object',
        additionalProperties: { type: 'string' },
        default: {},
        description: 'Headers whose values are variables of the step: how a secret is sent',
      },
      query: { type: 'object', description: 'What follows the `?` of the URL', default: {} },
      body: { description: 'A text as it is, anything else as JSON' },
      timeoutMs: { type: 'integer', minimum: 1, maximum: 3_600_000, default: 30_000 },
      maxBytes: { type: 'integer', minimum: 1, maximum: 268_435_456, default: 1_048_576 },
      allow: {
        type: 'array',
        items: { type: 'string' },
        description: 'The hosts it may talk to: `api.test`, `*.test`, `127.0.0.1:8080`',
      },
      failOnStatus: { type: 'boolean', default: true },
    },
    required: ['url'],
    additionalProperties: false,
  },
  outputs: {
    status: { type: 'integer' },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    body: { type: 'string' },
    json: true,
  },
  async run({ inputs, env, signal, log }) {
    const request = inputs as unknown as Request;
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const until = AbortSignal.any([signal, timeout]);
    try {
      const response = await ask(request, env, until);
      const body = await readBody(response, request.maxBytes);
      log(`${request.method} ${request.url}: ${response.status}`);
      if (request.failOnStatus && response.status >= 400) {
        throw failed(
          `\`${request.url}\` answered ${response.status}: ${body.slice(0, 200)}`,
          'Pass `failOnStatus: false` to go on all the same.',
        );
      }
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers) as JsonObject,
        body,
        json: parseJson(body),
      };
    } catch (error) {
      if (WorkflowError.is(error) || signal.aborted) throw error;
      if (timeout.aborted) {
        throw failed(
          `\`${request.url}\` did not answer within ${request.timeoutMs} ms.`,
          'Raise `timeoutMs`.',
        );
      }
      const { cause } = error as { cause?: unknown };
      const why = cause instanceof Error && cause.message !== '' ? cause.message : String(error);
      throw failed(`\`${request.url}\` cannot be reached: ${why}.`, 'Check the URL.');
    }
  },
});

/** Follows redirects itself, so that each host on the way is checked. */
async function ask(
  request: Request,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  let { method } = request;
  let url = parseUrl(request.url);
  for (const [name, value] of Object.entries(request.query)) {
    if (value === null) continue;
    url.searchParams.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  const first = url;
  const lists = [request.allow, env['SLUICE_HTTP_ALLOW']?.split(',')].flatMap((list) =>
    list === undefined ? [] : [list.map((each) => each.trim()).filter((each) => each !== '')],
  );
  const headers = new Headers({ ...request.headers });
  for (const [name, variable] of Object.entries(request.headerVariables)) {
    const value = env[variable];
    if (value === undefined) {
      throw failed(`The variable \`${variable}\` is not set.`, 'Give it in the `env` of the step.');
    }
    headers.set(name, value);
  }
  let body = bodyOf(request.body, headers);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    assertAllowed(url, first, lists);
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body !== undefined && method !== 'GET' && method !== 'HEAD' && { body }),
    });
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel();
    const next = parseUrl(new URL(location, url).href);
    if (next.origin !== url.origin) {
      // What was meant for one server is not shown to another.
      for (const name of ['authorization', 'cookie', ...Object.keys(request.headerVariables)]) {
        headers.delete(name);
      }
    }
    if (response.status === 303 || (method === 'POST' && response.status < 303)) {
      method = 'GET';
      body = undefined;
      headers.delete('content-type');
    }
    url = next;
  }
  throw failed(`\`${request.url}\` was redirected more than ${MAX_REDIRECTS} times.`, 'Check it.');
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw failed(`\`${text}\` is not an address of http or https.`, 'Write `https://host/path`.');
}

function assertAllowed(url: URL, first: URL, lists: readonly (readonly string[])[]): void {
  const isFree = lists.length === 0 && url.host === first.host;
  if (isFree || (lists.length > 0 && lists.every((list) => list.some((host) => fits(host, url))))) {
    return;
  }
  throw failed(
    `\`${url.host}\` is not a host that this step may talk to.`,
    lists.length === 0
      ? `The answer leads there; add it to \`allow\`, beside \`${first.host}\`.`
      : 'Add it to `allow`, or to SLUICE_HTTP_ALLOW where that is set.',
  );
}

/** `*.test` stands for every host below; a host without a port for every port. */
function fits(pattern: string, url: URL): boolean {
  const [name, host] = /:\d+$/.test(pattern) ? [pattern, url.host] : [pattern, url.hostname];
  const lower = name.toLowerCase();
  return lower.startsWith('*.') ? host.endsWith(lower.slice(1)) : host === lower;
}

function bodyOf(body: Json | undefined, headers: Headers): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return body;
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  return JSON.stringify(body);
}

async function readBody(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw failed(`The answer has more than ${maxBytes} bytes.`, 'Raise `maxBytes`.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function failed(message: string, hint: string): WorkflowError {
  return new WorkflowError('EXEC_FAILED', message, { hint });
}
