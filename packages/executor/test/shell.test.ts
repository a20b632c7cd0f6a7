import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { machine, shell } from './support/machine.ts';

const NASTY = `a b'; $(touch X) "\n line2 \\ \`touch Y\` *\n\n`;

it('runs a plain plan, in order, each step once', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('first', 'echo one >> "$LEDGER"; echo hello'),
    shell('second', 'echo two >> "$LEDGER"; echo "$SAID there"', {
      needs: ['first'],
      env: { SAID: '${{ steps.first.outputs.stdout }}' },
    }),
  ]);
  expect(done.outcome.status).toBe('completed');
  expect(m.ledger()).toEqual(['one', 'two']);
  expect(done.outputs('second')).toEqual({ stdout: 'hello there', exitCode: 0 });
});

it('hands a value over byte for byte, and never as source', async () => {
  await using m = await machine();
  const done = await m.run(
    [
      shell('say', 'printf %s "$V" > one; printf %s "${V}" > two; ls', {
        env: { V: '${{ inputs.v }}' },
      }),
    ],
    { inputs: { v: { schema: { type: 'string' }, required: true } } },
    { v: NASTY },
  );
  expect(done.outcome.status).toBe('completed');
  expect(readFileSync(join(m.folder, 'one'), 'utf8')).toBe(NASTY);
  expect(readFileSync(join(m.folder, 'two'), 'utf8')).toBe(NASTY);
  expect(done.outputs('say')?.['stdout']).toBe('one\ntwo');
});

it('hands over 200 KB, line ends at the end included', async () => {
  const large = `${`${NASTY}é`.repeat(5000)}\n\n`;
  await using m = await machine();
  for (const name of ['bash', 'sh']) {
    const done = await m.run(
      [shell('say', 'printf %s "$V" > out', { env: { V: '${{ inputs.v }}' }, shell: name })],
      { inputs: { v: { schema: { type: 'string' }, required: true } } },
      { v: large },
    );
    expect(done.outcome.status).toBe('completed');
    expect(readFileSync(join(m.folder, 'out'), 'utf8')).toBe(large);
  }
});

it('gives declared outputs their types', async () => {
  await using m = await machine();
  const done = await m.run([
    shell(
      'tell',
      `printf 'n=3\\nlist<<E\\n[1,\\n2]\\nE\\ntext=007\\nother=x\\n' >> "$GITHUB_OUTPUT"`,
      {
        outputs: { n: { type: 'integer' }, list: { type: 'array' }, text: { type: 'string' } },
      },
    ),
    shell('wrong', 'echo n=three >> "$GITHUB_OUTPUT"', { outputs: { n: { type: 'integer' } } }),
  ]);
  expect(done.outputs('tell')).toEqual({
    n: 3,
    list: [1, 2],
    text: '007',
    stdout: '',
    exitCode: 0,
  });
  const failure = done.events.find((event) => event.type === 'step-failed');
  expect(failure).toMatchObject({ step: 'wrong', error: { code: 'OUTPUT_INVALID' } });
});

it('fails with the exit code and the last lines; a pipe fails with its first failure', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('bad', 'echo before; echo "no such thing" >&2; exit 42'),
    shell('pipe', 'false | true'),
    shell('plain-sh', 'false | true', { shell: 'sh' }),
    shell('no-shell', 'true', { shell: 'fishy {0}' }),
  ]);
  const errors = Object.fromEntries(
    done.events.flatMap((event) =>
      event.type === 'step-failed' ? [[event.step, event.error]] : [],
    ),
  );
  expect(errors['bad']).toMatchObject({ code: 'EXEC_FAILED' });
  expect(errors['bad']?.message).toContain('exit code 42');
  expect(errors['bad']?.message).toContain('no such thing');
  expect(errors['pipe']?.code).toBe('EXEC_FAILED');
  expect(done.result('plain-sh')).toBe('step-completed');
  expect(errors['no-shell']?.hint).toContain('fishy');
});

it('runs scripts in node and python', async () => {
  await using m = await machine();
  const done = await m.run([
    {
      id: 'js',
      run: {
        kind: 'script',
        language: 'node',
        source: 'console.log(process.argv[2])',
        args: ['a b'],
      },
    },
    { id: 'py', run: { kind: 'script', language: 'python', source: 'print(6 * 7)' } },
  ]);
  expect(done.outputs('js')?.['stdout']).toBe('a b');
  expect(done.outputs('py')?.['stdout']).toBe('42');
});
