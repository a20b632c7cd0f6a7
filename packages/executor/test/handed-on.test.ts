import { expect, it } from 'vitest';
import { machine, shell } from './support/machine.ts';

it('hands variables and folders on to the steps that come after', async () => {
  await using m = await machine();
  const set = [
    'echo "GREETING=a b" >> "$GITHUB_ENV"',
    'printf "LINES<<END\\none\\ntwo\\nEND\\n" >> "$GITHUB_ENV"',
    'mkdir bin && printf "#!/bin/sh\\necho mine\\n" > bin/my-tool && chmod +x bin/my-tool',
    'echo "$PWD/bin" >> "$GITHUB_PATH"',
    'echo "now: ${GREETING-unset}"',
  ].join('\n');
  const script = 'console.log(process.env.GREETING)';
  const done = await m.run([
    shell('set', set),
    shell('use', 'echo "$GREETING|$LINES"; my-tool', { needs: ['set'] }),
    { id: 'js', needs: ['use'], run: { kind: 'script', language: 'node', source: script } },
    shell('beside', 'echo "${GREETING-unset}"; type my-tool || true'),
  ]);
  const said = (step: string) => done.outputs(step)?.['stdout'];
  expect(said('set')).toBe('now: unset');
  expect(said('use')).toBe('a b|one\ntwo\nmine');
  expect(said('js')).toBe('a b');
  expect(said('beside')).toBe('unset');
});

it('leaves the variables of the runner alone, and says so', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('set', 'printf "SLUICE_STEP=x\\nGITHUB_OUTPUT=/y\\nOK=1\\n" >> "$GITHUB_ENV"'),
    shell('use', 'echo "$SLUICE_STEP $OK"; echo v=1 >> "$GITHUB_OUTPUT"', {
      needs: ['set'],
      outputs: { v: { type: 'string' } },
    }),
  ]);
  expect(done.outputs('use')).toMatchObject({ stdout: 'use 1', v: '1' });
  expect((await done.log('set')).filter((line) => line.includes('belongs to the runner'))).toEqual([
    '`SLUICE_STEP` belongs to the runner: `GITHUB_ENV` does not change it.',
    '`GITHUB_OUTPUT` belongs to the runner: `GITHUB_ENV` does not change it.',
  ]);
});

it.each([
  ['NODE_OPTIONS', 'echo NODE_OPTIONS=--inspect >> "$GITHUB_ENV"', 'NODE_OPTIONS'],
  ['a secret in a variable', 'echo "X=<$TOKEN>" >> "$GITHUB_ENV"', 'The variable `X`'],
  ['a secret in a folder', 'echo "/opt/$TOKEN" >> "$GITHUB_PATH"', 'A folder for the `PATH`'],
  [
    'more than 1 MiB',
    '{ printf X=; head -c 1100000 /dev/zero | tr "\\0" x; echo; } >> "$GITHUB_ENV"',
    'more than 1 MiB',
  ],
])('refuses to hand on %s', async (_, command, message) => {
  await using m = await machine({ secrets: { TOKEN: 'opensesame' } });
  const env = { TOKEN: '${{ secrets.TOKEN }}' };
  const done = await m.run([
    shell('set', command, { secrets: ['TOKEN'], env }),
    shell('use', 'true', { needs: ['set'] }),
  ]);
  expect(done.outcome).toMatchObject({ status: 'failed', step: 'set' });
  const failure = done.events.find((event) => event.type === 'step-failed');
  expect(failure).toMatchObject({ error: { code: 'OUTPUT_INVALID' } });
  expect(JSON.stringify(failure)).toContain(message);
  expect(JSON.stringify(done.events)).not.toContain('opensesame');
  expect(done.result('use')).toBe('step-skipped');
});
