import { expect, test } from 'vitest';
import { startServer } from '../server.ts';

const post = (url: string, body: string) => fetch(url, { method: 'POST', body });

test('a run is started, watched from its beginning and from later on, and its outcome has types', async () => {
  await using server = await startServer(0);
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  const started = await post(`${server.url}/runs`, '{ "to": 10 }');
  expect(started.status).toBe(201);
  const { id } = (await started.json()) as { id: string };

  const lines = async (after: number) =>
    (await (await fetch(`${server.url}/runs/${id}/events?after=${after}`)).text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { seq: number; type: string });
  const live = await lines(0);
  expect(live[0]?.type).toBe('run-started');
  expect(live.at(-1)?.type).toBe('run-finished');
  expect(live.map(({ seq }) => seq)).toEqual(live.map((_, at) => at + 1));
  // The same history for whoever comes later.
  expect(await lines(3)).toEqual(live.slice(3));

  const outcome = await fetch(`${server.url}/runs/${id}/outcome`);
  expect([outcome.status, await outcome.json()]).toEqual([200, { sum: 55 }]);
  const view = (await (await fetch(`${server.url}/runs/${id}`)).json()) as { status: string };
  expect(view.status).toBe('completed');
});

test('what does not fit is refused, and nothing runs', async () => {
  await using server = await startServer(0);
  const wrong = await post(`${server.url}/runs`, '{ "to": 0, "too": 1 }');
  expect(wrong.status).toBe(400);
  const body = (await wrong.json()) as { code: string; message: string };
  expect(body.code).toBe('INPUT_INVALID');
  expect(body.message).toContain('has no input `too`');
  expect((await post(`${server.url}/runs`, '{')).status).toBe(400);
  expect((await fetch(`${server.url}/runs/nobody`)).status).toBe(404);
  expect((await fetch(`${server.url}/else`)).status).toBe(404);
});
