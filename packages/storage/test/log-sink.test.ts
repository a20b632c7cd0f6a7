import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runId } from '@sluice/core/plan';
import type { LogLine, LogRef, StepKey } from '@sluice/core/run';
import { describe, expect } from 'vitest';
import { createFileLogSink } from '../src/index.ts';
import { test } from './temporary.ts';

const run = runId('r1');
const ref: LogRef = { run, step: 'test[os=linux]' as StepKey, attempt: 1 };
const line = (number: number): LogLine => ({
  line: number,
  at: 5,
  stream: 'stdout',
  text: `line ${number} ✓\u2028`,
});

describe('logs on disk', () => {
  test('are one file per attempt, a line of JSON per line', async ({ folder }) => {
    const sink = createFileLogSink(folder);
    await Promise.all([1, 2, 3].map((number) => sink.append(ref, [line(number)])));
    await sink.append({ ...ref, attempt: 2 }, [line(1)]);
    const files = (await readdir(folder, { recursive: true })).filter((each) =>
      each.endsWith('.ndjson'),
    );
    expect(files).toHaveLength(2);
    const first = await readFile(join(folder, files.find((each) => each.includes('.1.'))!), 'utf8');
    expect(
      first
        .trimEnd()
        .split('\n')
        .map((each) => JSON.parse(each) as LogLine),
    ).toEqual([1, 2, 3].map(line));
  });

  test('without a signal are what was written so far', async ({ folder }) => {
    await createFileLogSink(folder).append(ref, [line(1), line(2)]);
    const seen: LogLine[] = [];
    for await (const each of createFileLogSink(folder).read(ref, 1)) seen.push(each);
    for await (const each of createFileLogSink(folder).read({ ...ref, attempt: 9 }))
      seen.push(each);
    expect(seen).toEqual([line(2)]);
  });

  test('with a signal go on with what another sink writes, until it is aborted', async ({
    folder,
  }) => {
    const controller = new AbortController();
    const seen: number[] = [];
    const reading = createFileLogSink(folder)
      .read(ref, 0, controller.signal)
      [Symbol.asyncIterator]();
    for (const number of [1, 2, 3]) {
      const next = reading.next();
      await createFileLogSink(folder).append(ref, [line(number)]);
      seen.push(((await next).value as LogLine).line);
    }
    const end = reading.next();
    controller.abort();
    expect([seen, (await end).done]).toEqual([[1, 2, 3], true]);
  });

  test('a line that a crash cut in two is left out', async ({ folder }) => {
    const sink = createFileLogSink(folder);
    await sink.append(ref, [line(1)]);
    const file = (await readdir(folder, { recursive: true })).find((each) =>
      each.endsWith('.ndjson'),
    )!;
    await appendFile(join(folder, file), '{"line":2,"at');
    const seen: number[] = [];
    for await (const each of sink.read(ref)) seen.push(each.line);
    expect(seen).toEqual([1]);
  });

  test('go with their run', async ({ folder }) => {
    const sink = createFileLogSink(folder);
    await sink.append(ref, [line(1)]);
    await sink.delete(run);
    expect(await readdir(folder)).toEqual([]);
  });
});
