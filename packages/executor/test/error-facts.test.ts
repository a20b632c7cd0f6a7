import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { toErrorFacts } from '../src/task/error-facts.ts';

const said = (error: unknown): string => toErrorFacts(error, 'TASK_FAILED').message;

/** An error as some libraries make them. */
const odd = (message: unknown) =>
  Object.assign(new Error('', { cause: 'inner' }), { message }) as Error;

test.each([
  ['a cause', new Error('outer', { cause: new Error('inner') }), 'outer: inner'],
  ['a text as a cause', new Error('outer', { cause: 'inner' }), 'outer: inner'],
  [
    'what was said already',
    new Error('not read: EACCES', { cause: new Error('EACCES') }),
    'not read: EACCES',
  ],
  [
    'causes of causes',
    new Error('a', { cause: new Error('b', { cause: new Error('c') }) }),
    'a: b: c',
  ],
  ['several', new AggregateError([new Error('one'), new Error('two')], 'both'), 'both: one; two'],
  ['several without a word', new AggregateError([new Error('one'), new Error('one')]), 'one'],
  ['nothing at all', new Error(''), 'Error'],
  ['a message that is no text', odd(5), '5: inner'],
  ['a cause that is no error', new Error('outer', { cause: { code: 7 } }), 'outer'],
])('%s', (_what, error, message) => expect(said(error)).toBe(message));

test('a circle of causes ends', () => {
  const error = new Error('round');
  error.cause = error;
  expect(said(error)).toBe('round');
  const several = new AggregateError([new Error('one'), error], 'both');
  several.errors.push(several);
  expect(said(several)).toBe('both: one; round');
});

test('what `fetch` could not do is said, not only that it failed', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const error: unknown = await fetch(`http://127.0.0.1:${port}`).catch((reason) => reason);
  expect(said(error)).toBe(`fetch failed: connect ECONNREFUSED 127.0.0.1:${port}`);
});
