import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGitHubClient, type GitHubClient } from '../../src/github/client.ts';
import { dispatchRun, readJobs, readRun, watchRun } from '../../src/github/remote-run.ts';
import { type GitHubServer, job, run, startGitHub, TOKEN } from './server.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-github-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = Date.parse('2026-11-20T10:00:00Z');
const waits: number[] = [];
/** A clock whose waiting is over at once; what it waited for is counted. */
function quickClock() {
  let now = NOW;
  waits.length = 0;
  return {
    now: () => now,
    sleep: async (ms: number) => {
      waits.push(ms);
      now += ms;
    },
  };
}

function connect(server: GitHubServer, token: string = TOKEN, clock = quickClock()): GitHubClient {
  return createGitHubClient({ baseUrl: `${server.url}/repos/octo/sample`, token, clock });
}

const request = { file: 'release.yml', ref: 'main', inputs: { name: 'a b\'; $(touch X) "\n2' } };

test.each([
  ['answers with the id', 'answers', 1],
  ['refuses the unknown field', 'refuses', 2],
  ['ignores the unknown field', 'ignores', 1],
] as const)('a dispatch gives the id of its run where the server %s', async (_, details, posts) => {
  await using server = await startGitHub();
  server.state.runs = [run(7, 'completed', 'success')];
  server.state.details = details;
  expect(await dispatchRun(connect(server), request, quickClock())).toBe(101);
  const sent = server.seen.filter((each) => each.method === 'POST');
  expect(sent).toHaveLength(posts);
  expect(sent.at(-1)?.body).toMatchObject({ ref: 'main', inputs: request.inputs });
  expect(server.state.runs).toHaveLength(2);
});

test('what GitHub refuses is said in its words, with what to do', async () => {
  await using server = await startGitHub();
  const client = connect(server);
  await expect(
    dispatchRun(client, { ...request, ref: 'nowhere' }, quickClock()),
  ).rejects.toMatchObject({
    problems: [
      { code: 'GITHUB_REFUSED', message: expect.stringContaining('No ref found for: nowhere') },
    ],
  });
  await expect(
    dispatchRun(client, { ...request, file: 'other.yml' }, quickClock()),
  ).rejects.toMatchObject({
    problems: [{ code: 'GITHUB_REFUSED', hint: expect.stringContaining('default branch') }],
  });
  await expect(readRun(connect(server, 'old'), 7)).rejects.toMatchObject({
    problems: [{ code: 'GITHUB_REFUSED', hint: expect.stringContaining('gh auth login') }],
  });
});

test('a server that is not there is a problem with its name', async () => {
  const server = await startGitHub();
  const client = connect(server);
  await server[Symbol.asyncDispose]();
  await expect(readRun(client, 7)).rejects.toMatchObject({
    problems: [{ code: 'GITHUB_UNREACHABLE' }],
  });
});

test('all jobs of a run are read, page by page', async () => {
  await using server = await startGitHub();
  server.state.jobs = Array.from({ length: 250 }, (_, index) =>
    job(index, `job ${index}`, 'success'),
  );
  const jobs = await readJobs(connect(server), 7);
  expect(jobs.map((each) => each.name)).toEqual(server.state.jobs.map((each) => each.name));
  expect(server.seen).toHaveLength(3);
});

test.each([
  ['retry-after', 429, { 'retry-after': '7' }, 7_000],
  [
    'nothing remains',
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${NOW / 1000 + 9}` },
    9_000,
  ],
])('a rate limit is waited for: %s', async (_, status, headers, expected) => {
  await using server = await startGitHub();
  server.state.runs = [run(7, 'completed', 'success')];
  let limited = 1;
  server.state.before = (_request, response) => {
    if (limited-- <= 0) return false;
    response.writeHead(status, headers).end('{"message":"API rate limit exceeded"}');
    return true;
  };
  expect(await readRun(connect(server), 7)).toMatchObject({ id: 7, conclusion: 'success' });
  expect(waits).toEqual([expected]);
});

test('a rate limit that lasts too long is an error at once', async () => {
  await using server = await startGitHub();
  server.state.before = (_request, response) => {
    response.writeHead(429, { 'retry-after': '3600' }).end('{"message":"slow down"}');
    return true;
  };
  await expect(readRun(connect(server), 7)).rejects.toMatchObject({
    problems: [{ code: 'GITHUB_REFUSED' }],
  });
  expect(waits).toEqual([]);
});

test('a read is repeated after a server error, a dispatch never', async () => {
  await using server = await startGitHub();
  server.state.runs = [run(7, 'completed', 'success')];
  let broken = 2;
  server.state.before = (one, response) => {
    if (one.method === 'GET' && broken-- <= 0) return false;
    response.writeHead(502).end();
    return true;
  };
  const client = connect(server);
  expect(await readRun(client, 7)).toMatchObject({ id: 7 });
  expect(waits).toHaveLength(2);
  await expect(dispatchRun(client, request, quickClock())).rejects.toMatchObject({
    problems: [{ code: 'GITHUB_REFUSED' }],
  });
  expect(server.seen.filter((each) => each.method === 'POST')).toHaveLength(1);
});

test('watching ends with the run', async () => {
  await using server = await startGitHub();
  server.state.runs = [run(7, 'queued', null)];
  const states = [run(7, 'in_progress', null), run(7, 'completed', 'failure')];
  const seen: string[] = [];
  for await (const { run: each } of watchRun(connect(server), 7, quickClock(), {
    everyMs: 3_000,
  })) {
    seen.push(`${each.status} ${each.conclusion}`);
    server.state.runs = [states.shift() ?? run(7, 'completed', 'failure')];
  }
  expect(seen).toEqual(['queued null', 'in_progress null', 'completed failure']);
  expect(waits).toEqual([3_000, 3_000]);
});

test('the store behind a download does not see the token', async () => {
  await using api = await startGitHub();
  await using other = await startGitHub();
  other.state.archives.set(5, new Uint8Array([1, 2, 3]));
  api.state.before = (_request, response) => {
    response.writeHead(302, { location: `${other.url}/store/5` }).end();
    return true;
  };
  const file = join(folder, 'archive.zip');
  await connect(api).download('/actions/artifacts/5/zip', file);
  expect([...readFileSync(file)]).toEqual([1, 2, 3]);
  expect(other.seen).toMatchObject([{ authorization: undefined }]);
});
