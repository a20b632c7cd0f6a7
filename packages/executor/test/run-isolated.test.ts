import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flow, task } from '@sluice/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runIsolated } from '../src/index.ts';
import { folder } from './support/hosts.ts';
import { MODULE } from './support/workspace-ports.ts';

// The same names and types as in the module, where the processes of the steps find the bodies.
const joinWords = task({
  name: 'join-words',
  inputs: z.object({ words: z.array(z.string().nullable()) }),
  outputs: { v: z.string(), day: z.date() },
  run: () => {
    throw new Error('This body is in the process of the host.');
  },
});

test('a host runs a workflow in isolation, with its types', async () => {
  const root = await folder();
  const words = flow({
    name: 'words',
    inputs: z.object({ first: z.string() }),
    steps({ step }, { first }) {
      const one = step(joinWords, { words: [first, 'two'] });
      const two = step(joinWords, { words: [one.output('v'), 'three'] });
      return { v: two.output('v'), day: one.output('day') };
    },
  });
  const seen: string[] = [];
  const outcome = await runIsolated(
    words,
    { first: 'one' },
    {
      module: MODULE,
      folder: join(root, 'w'),
      checkout: root,
      onEvent: (event) => seen.push(event.type),
    },
  );
  expect(outcome).toEqual({
    status: 'completed',
    outputs: { v: 'one two three', day: new Date(Date.UTC(2026, 0, 2)) },
  });
  expect(seen.filter((type) => type === 'step-completed')).toHaveLength(2);
  const result = JSON.parse(readFileSync(join(root, 'w', '2_join-words.json'), 'utf8')) as {
    status: string;
  };
  expect(result.status).toBe('success');
});

test('a host cancels an isolated run, and nothing is left of its processes', async () => {
  const root = await folder();
  const slow = flow({
    name: 'slow',
    steps({ shell }) {
      shell('wait', 'echo $$ > pid; exec sleep 600');
    },
  });
  const stop = new AbortController();
  const running = runIsolated(
    slow,
    {},
    { module: MODULE, folder: join(root, 'w'), checkout: root, signal: stop.signal },
  );
  const pid = join(root, 'pid');
  await expect
    .poll(() => existsSync(pid) && readFileSync(pid, 'utf8').trim() !== '', { timeout: 30_000 })
    .toBe(true);
  stop.abort();
  expect((await running).status).toBe('cancelled');
  const left = Number(readFileSync(pid, 'utf8'));
  expect(() => process.kill(left, 0)).toThrow('ESRCH');
});
