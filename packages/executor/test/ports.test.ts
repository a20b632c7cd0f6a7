import { createMemoryBlobStore, createMemoryLogSink, createMemoryRunStore } from '@sluice/testing';
import { expect, test } from 'vitest';
import { createEngine, createTaskRegistry, nodeSpawner, systemClock } from '../src/index.ts';

const some = {
  runs: createMemoryRunStore(),
  blobs: createMemoryBlobStore(),
  clock: systemClock,
  spawner: nodeSpawner(),
  tasks: createTaskRegistry({ tasks: [] }),
};

test('a host may be a class', async () => {
  const { runs, ...others } = { ...some, artifacts: {}, secrets: {}, logs: {}, prompts: {} };
  class Host {
    get runs() {
      return runs;
    }
  }
  await createEngine(Object.assign(new Host(), others) as never).close();
});

test.each([
  [
    some,
    'The engine lacks `artifacts`, `secrets`, `logs`, `prompts`.',
    'Give it to `createEngine`',
  ],
  [
    { ...some, log: createMemoryLogSink(), artifacts: {}, secrets: {}, prompts: {} },
    'The engine lacks `logs`.',
    'Did you mean `logs` by `log`?',
  ],
])('a host without all ports hears which', (ports, message, hint) => {
  // the cast: a host that no compiler looked at
  expect(() => createEngine(ports as never)).toThrow(
    expect.objectContaining({
      code: 'DEFINITION_INVALID',
      message,
      hint: expect.stringContaining(hint),
    }),
  );
});
