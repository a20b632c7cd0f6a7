import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

it('gives each step empty files of its own, whatever the one before it did to its', async () => {
  const deeds: Readonly<Record<string, string>> = {
    nothing: 'true',
    forgotten: 'echo x > "$RUNNER_TEMP/mine"',
    linked: 'ln "$GITHUB_OUTPUT" mine-too',
    'made a link': 'rm "$GITHUB_ENV"; ln -s "$PWD/theirs" "$GITHUB_ENV"',
    locked: 'chmod 000 "$GITHUB_PATH"',
    removed: 'rm "$GITHUB_STEP_SUMMARY"',
    said: 'echo later=2 >> "$GITHUB_OUTPUT"; echo LATER=2 >> "$GITHUB_ENV"',
    'made a folder':
      'rm "$GITHUB_ENV"; mkdir "$GITHUB_ENV"; touch "$GITHUB_ENV/x"; chmod 500 "$GITHUB_ENV/.."',
  };
  for (const [name, deed] of Object.entries(deeds)) {
    await using m = await machine();
    writeFileSync(join(m.folder, 'theirs'), '');
    const looks =
      'cat "$GITHUB_OUTPUT" "$GITHUB_ENV" "$GITHUB_PATH" "$GITHUB_STEP_SUMMARY"; ls "$RUNNER_TEMP"';
    const done = await m.run(
      [
        shell('before', `${deed}; echo "$RUNNER_TEMP" > before`),
        shell('after', `${looks}; ls -d "$(cat before)" || echo here=1 >> "$GITHUB_OUTPUT"`, {
          needs: ['before'],
          when: 'always()',
          outputs: { here: { type: 'string' }, later: { type: 'string' } },
        }),
      ],
      { parallelism: 1 },
    );
    expect([name, done.outputs('after')]).toEqual([
      name,
      { here: '1', stdout: 'env\noutput\npath\nscript.sh\nsummary.md', exitCode: 0 },
    ]);
    const theirs = ['theirs', 'mine-too'].filter((file) => existsSync(join(m.folder, file)));
    for (const file of theirs) expect(readFileSync(join(m.folder, file), 'utf8')).toBe('');
  }
});

it.skipIf(spawnSync('setsid', ['true']).error !== undefined)(
  'keeps what escaped from a step out of the next one',
  async () => {
    await using m = await machine();
    const daemon =
      'cd "$RUNNER_TEMP"; touch "$FOLDER/there"; until [ -e "$FOLDER/go" ]; do sleep 0.01; done; echo later=2 >&7; echo LATER=2 >&8; echo "echo 3 > later" >&9; touch mine; touch "$FOLDER/gone-by"';
    const done = await m.run(
      [
        shell(
          'before',
          `setsid bash -c "$DAEMON" 7>>"$GITHUB_OUTPUT" 8>>"$GITHUB_ENV" 9>>"$0" >/dev/null 2>&1 </dev/null & until [ -e there ]; do sleep 0.01; done`,
          { env: { DAEMON: daemon, FOLDER: m.folder } },
        ),
        shell(
          'after',
          'touch go; until [ -e gone-by ]; do sleep 0.01; done; cat "$GITHUB_OUTPUT" "$GITHUB_ENV"; ls "$RUNNER_TEMP"',
          { needs: ['before'], outputs: { later: { type: 'string', default: '' } } },
        ),
      ],
      { parallelism: 1 },
    );
    expect(done.outputs('after')).toMatchObject({
      stdout: 'env\noutput\npath\nscript.sh\nsummary.md',
    });
    expect(readdirSync(m.folder)).not.toContain('later');
  },
);

it('runs a longer script, and then a shorter one', async () => {
  await using m = await machine();
  const done = await m.run(
    [
      shell('long', `echo ${'long '.repeat(99)}; echo ä >> "$LEDGER"`),
      shell('short', 'echo b >> "$LEDGER"', { needs: ['long'] }),
    ],
    { parallelism: 1 },
  );
  expect(done.outcome.status).toBe('completed');
  expect(m.ledger()).toEqual(['ä', 'b']);
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

it.each([
  ['of a line', NASTY],
  ['of 100 KB', `${NASTY}é`.repeat(2500)],
  ['of 200 KB', `${`${NASTY}é`.repeat(5000)}\n\n`],
])(
  'hands over an output %s: in the environment, bare and inside double quotes',
  async (_, value) => {
    await using m = await machine();
    const script = `require('fs').appendFileSync(process.env.GITHUB_OUTPUT, 'v<<END-OF-IT\\n' + require('fs').readFileSync('value', 'utf8') + '\\nEND-OF-IT\\n')`;
    writeFileSync(join(m.folder, 'value'), value);
    const made = '${{ steps.make.outputs.v }}';
    for (const name of ['bash', 'sh']) {
      const more = { needs: ['make'], shell: name };
      const done = await m.run([
        shell('make', `node -e "${script}"`, { outputs: { v: { type: 'string' } } }),
        shell('env', 'printf %s "$V" > env', { ...more, env: { V: made } }),
        shell('bare', `printf %s ${made} > bare`, more),
        shell('quoted', `printf %s "<${made}>" > quoted`, more),
      ]);
      expect(done.outcome.status).toBe('completed');
      const read = (file: string): string => readFileSync(join(m.folder, file), 'utf8');
      expect(read('env') === value).toBe(true);
      expect(read('bare') === value).toBe(true);
      expect(read('quoted') === `<${value}>`).toBe(true);
    }
    expect(readdirSync(m.folder).filter((file) => 'XY'.includes(file))).toEqual([]);
  },
);

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

it('runs scripts in node, written out or from a file', async () => {
  await using m = await machine();
  writeFileSync(join(m.folder, 'say.mjs'), 'console.log(process.argv.slice(2).join("|"))');
  const node = { kind: 'script' as const, language: 'node' as const, args: ['a b', '$(touch X)'] };
  const done = await m.run([
    { id: 'out', run: { ...node, source: 'console.log(process.argv[2])' } },
    { id: 'file', run: { ...node, file: 'say.mjs' } },
  ]);
  expect(done.outputs('out')?.['stdout']).toBe('a b');
  expect(done.outputs('file')?.['stdout']).toBe('a b|$(touch X)');
});

const hasPython = spawnSync('python3', ['--version']).error === undefined;
it.skipIf(!hasPython)('runs scripts in python', async () => {
  await using m = await machine();
  const python = { kind: 'script' as const, language: 'python' as const };
  const source = 'import os, sys\nprint(6 * 7, sys.argv[1], os.environ["V"])';
  const done = await m.run([
    { id: 'py', run: { ...python, source, args: ['a b'] }, env: { V: 'from env' } },
    { id: 'bad', run: { ...python, source: 'raise ValueError("no")' } },
  ]);
  expect(done.outputs('py')?.['stdout']).toBe('42 a b from env');
  expect(done.result('bad')).toBe('step-failed');
});

it.skipIf(hasPython)('says how to get Python where it is not', async () => {
  await using m = await machine();
  const done = await m.run([{ id: 'py', run: { kind: 'script', language: 'python', source: '' } }]);
  expect(done.outcome).toMatchObject({
    error: { hint: expect.stringContaining('Install Python') },
  });
});
