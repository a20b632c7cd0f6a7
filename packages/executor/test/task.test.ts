import type { ErrorFacts } from '@sluice/core/plan';
import type { LogLine } from '@sluice/core/run';
import { describe, expect, it } from 'vitest';
import { type Finished, machine, shell, task } from './support/machine.ts';

const errorOf = (done: Finished, step: string): ErrorFacts | undefined =>
  done.events.flatMap((event) =>
    event.type === 'step-failed' && event.step === step ? [event.error] : [],
  )[0];

describe.each([
  { where: 'in a process of its own', byValue: false },
  { where: 'in the process of the engine', byValue: true },
])('a task $where', ({ byValue }) => {
  it('takes inputs and hands over outputs and artifacts', async () => {
    process.env['LEDGER'] ??= '/dev/null';
    await using m = await machine({ byValue });
    const done = await m.run([
      task('greet', 'greet', { who: 'ann', times: 2 }),
      task('make', 'make-file', {}, { artifacts: ['file'], outputs: { size: { type: 'string' } } }),
      task('read', 'read-file', { file: '${{ steps.make.artifacts.file }}' }, { needs: ['make'] }),
      shell('cat', 'cat "$FILE"', {
        needs: ['make'],
        env: { FILE: '${{ steps.make.artifacts.file }}' },
      }),
      task('outer', 'outer'),
      task('words', 'command-line'),
    ]);
    expect(done.outcome).toMatchObject({ status: 'completed' });
    expect(done.outputs('greet')).toEqual({ text: 'hello annhello ann', count: 2 });
    expect(done.outputs('read')).toEqual({ content: 'as it was' });
    expect(done.outputs('cat')).toMatchObject({ stdout: 'as it was' });
    expect(done.outputs('outer')).toEqual({ total: 6 });
    expect(done.outputs('words')).toEqual({ args: ['--a', 'b c', 'two words', 'x=$(y) z'] });
    expect(await done.log('greet')).toEqual(['hello ann']);
  });

  it('logs a text of several lines as several lines', async () => {
    await using m = await machine({ byValue });
    const done = await m.run([task('greet', 'greet', { who: 'ann\r\nand\n\nbob' })]);
    expect(await done.log('greet')).toEqual(['hello ann', 'and', '', 'bob']);
  });

  it('takes null for an input that may be left out as not given', async () => {
    await using m = await machine({ byValue });
    const done = await m.run([
      task('greet', 'greet', { who: 'ann', times: null }),
      task('nobody', 'greet', { who: null }),
    ]);
    expect(done.outputs('greet')).toEqual({ text: 'hello ann', count: 1 });
    expect(errorOf(done, 'nobody')?.code).toBe('INPUT_INVALID');
  });

  it('hands over dates, maps, sets, bytes and bigints as they were', async () => {
    await using m = await machine({ byValue });
    const made = '${{ steps.rich.outputs';
    const names = ['day', 'ages', 'big', 'tags', 'bytes'];
    const inputs = Object.fromEntries(names.map((name) => [name, `${made}.${name} }}`]));
    const done = await m.run([
      task('rich', 'rich'),
      task('reads', 'read-rich', inputs, { needs: ['rich'] }),
      task('wrong', 'read-rich', { ...inputs, day: 'someday' }, { needs: ['rich'] }),
      task('calls', 'call-rich'),
    ]);
    expect(done.outputs('rich')).toEqual({
      day: '2026-11-21T10:00:00.000Z',
      ages: [['ann', '1180591620717411303424']],
      big: '-18446744073709551616',
      tags: ['a', 'b'],
      bytes: 'AP8=',
    });
    const at = Date.parse('2026-11-21T10:00:00.000Z');
    expect(done.outputs('reads')).toEqual({
      seen: `${at} 1180591620717411303424 -18446744073709551616 true 255`,
    });
    expect(done.outputs('calls')).toEqual({ seen: `${at} 1180591620717411303424 255` });
    expect(errorOf(done, 'wrong')?.code).toBe('INPUT_INVALID');
  });

  it('must keep what it declares', async () => {
    await using m = await machine({ byValue });
    const done = await m.run([
      task('undeclared', 'undeclared'),
      task('missing', 'missing'),
      task('wrong-type', 'wrong-type'),
      task('input', 'greet', { who: 3 }),
      task('throws', 'throws'),
    ]);
    expect(errorOf(done, 'undeclared')).toMatchObject({
      code: 'OUTPUT_UNDECLARED',
      hint: 'Did you mean `known`?',
    });
    expect(errorOf(done, 'missing')?.code).toBe('OUTPUT_MISSING');
    expect(errorOf(done, 'wrong-type')?.code).toBe('OUTPUT_INVALID');
    expect(errorOf(done, 'input')?.code).toBe('INPUT_INVALID');
    expect(errorOf(done, 'throws')).toMatchObject({
      code: 'TASK_FAILED',
      message: 'out of paper',
      hint: 'Buy some.',
    });
  });
});

it('takes a result of any size from a process', async () => {
  await using m = await machine();
  const done = await m.run([
    task('large', 'large', { size: 5_100_000 }, { outputs: { text: { type: 'string' } } }),
  ]);
  expect(errorOf(done, 'large')).toBeUndefined();
  expect(done.result('large')).toBe('step-completed');
  const { outputs } = done.events.find((event) => event.type === 'step-completed') as {
    outputs: { blob?: string };
  };
  const kept = JSON.parse(new TextDecoder().decode(await m.ports.blobs.get(String(outputs.blob))));
  expect(kept.text === 'é"\n'.repeat(1_700_000)).toBe(true);
});

it('reports a process that ends without a result', async () => {
  await using m = await machine();
  const done = await m.run([task('exits', 'exits'), task('dies', 'dies')]);
  expect(errorOf(done, 'exits')).toMatchObject({ code: 'EXEC_FAILED' });
  expect(errorOf(done, 'exits')?.message).toContain('exit code 0');
  expect(errorOf(done, 'dies')?.message).toContain('SIGKILL');
});

it('tells in the log of the caller which tasks it calls, each by a name of its own', async () => {
  await using m = await machine();
  const lines: LogLine[] = [];
  const { append } = m.ports.logs;
  m.ports.logs.append = async (ref, more) => {
    lines.push(...more);
    await append(ref, more);
  };
  const done = await m.run([task('outer', 'outer')]);
  expect(done.result('outer')).toBe('step-completed');
  expect(lines.map(({ group, text, call }) => [group, text, call])).toEqual([
    ['inner', 'begins', { path: ['inner'], status: 'running' }],
    ['inner', 'inside', undefined],
    ['inner', 'done', { path: ['inner'], status: 'success' }],
    ['inner-2', 'begins', { path: ['inner-2'], status: 'running' }],
    ['inner-2', 'inside', undefined],
    ['inner-2', 'done', { path: ['inner-2'], status: 'success' }],
  ]);
});
