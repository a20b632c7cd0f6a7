/**
 * The engine inside a plain HTTP server, for this machine only.
 *   POST /runs {"to": 10}          starts a run: 201 and its id
 *   GET  /runs/ID                  how it stands
 *   GET  /runs/ID/outcome          waits for its end: typed outputs
 *   GET  /runs/ID/events?after=N   its history, then what happens, one JSON object a line
 *   POST /runs/ID/cancel           cancels it
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { type RunId, runId, WorkflowError } from '@sluice/core/plan';
import {
  createEngine,
  createTaskRegistry,
  nodeSpawner,
  type Runner,
  runner,
  systemClock,
} from '@sluice/executor';
import { createFileArtifactStore, createSecretSource } from '@sluice/storage';
import { createMemoryBlobStore, createMemoryLogSink, createMemoryRunStore } from '@sluice/testing';
import { count, sum } from './workflow.ts';

/** A server that listens until it is disposed of. */
export interface Server extends AsyncDisposable {
  readonly url: string;
}

/** Listens on 127.0.0.1; port 0 takes a free one. */
export async function startServer(port: number): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-server-'));
  const engine = createEngine({
    runs: createMemoryRunStore(),
    blobs: createMemoryBlobStore(),
    artifacts: createFileArtifactStore(join(folder, 'artifacts')),
    logs: createMemoryLogSink(),
    secrets: createSecretSource({ env: process.env, home: folder }),
    clock: systemClock,
    spawner: nodeSpawner(),
    tasks: createTaskRegistry({
      tasks: [count],
      module: new URL('./workflow.ts', import.meta.url),
    }),
    prompts: { get: () => undefined, names: () => [] },
  });
  await engine.open();
  const runs = runner(engine);
  const server = createServer((request, response) => {
    answer(runs, request, response).catch((error: unknown) => refuse(response, error));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answer(runs: Runner, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [first, id, what] = url.pathname.split('/').slice(1);
  if (first !== 'runs') return send(response, 404, { message: 'There is only /runs.' });
  if (id === undefined) return start(runs, request, response);
  const run = runId(decodeURIComponent(id));
  switch (`${request.method} ${what ?? ''}`) {
    case 'GET ':
      return send(response, 200, await runs.engine.get(run));
    case 'GET outcome': {
      await using found = await runs.find(sum, run);
      const outcome = await found.outcome();
      return outcome.status === 'completed'
        ? send(response, 200, { sum: outcome.outputs.sum })
        : send(response, 409, outcome);
    }
    case 'GET events':
      return stream(runs, run, Number(url.searchParams.get('after') ?? 0), response);
    case 'POST cancel':
      await runs.engine.cancel(run, 'a request');
      return send(response, 202, {});
    default:
      return send(response, 405, { message: 'Not that way.' });
  }
}

async function start(runs: Runner, request: IncomingMessage, response: ServerResponse) {
  if (request.method !== 'POST') return send(response, 405, { message: 'Post the inputs.' });
  // What strangers send is checked against the schema of the workflow before anything runs.
  const inputs = (await json(request)) as { readonly to: number };
  await using run = await runs.start(sum, inputs);
  send(response, 201, { id: run.id });
}

/** Ends with the run, or when the reader goes. */
async function stream(runs: Runner, id: RunId, after: number, response: ServerResponse) {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await using run = await runs.find(sum, id);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for await (const event of run.events(after, gone.signal)) {
    response.write(`${JSON.stringify(event)}\n`);
  }
  response.end();
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.end();
  if (WorkflowError.is(error, 'RUN_NOT_FOUND')) return send(response, 404, { code: error.code });
  if (WorkflowError.is(error)) {
    return send(response, 400, { code: error.code, message: error.message, hint: error.hint });
  }
  if (error instanceof SyntaxError) return send(response, 400, { message: 'That is not JSON.' });
  send(response, 500, { message: 'Something is broken here.' });
}
