import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Finished, finish } from '../src/consumer.ts';
import { codeBlocks } from '../src/documents.ts';

const { commands, consumer, tarballs } = inject('installation');
const version = tarballs.find(({ name }) => name === 'sluice')?.version;
let base: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'sluice-commands-'));
  await Promise.all(['home', 'empty'].map((name) => mkdir(join(base, name))));
});
afterAll(() => rm(base, { recursive: true, force: true }));

/** Runs a command line with an empty home and nothing on PATH but Node, the system and `bin`. */
function shell(line: string, cwd: string, bin: string): Promise<Finished> {
  const path = [bin, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'];
  const env = { PATH: path.join(delimiter), HOME: join(base, 'home'), CI: '1', NO_COLOR: '1' };
  return finish('sh', ['-c', line], { cwd, env });
}

describe('the command, installed globally, in an empty directory and an empty home', () => {
  test('says its version', async () => {
    const { code, stdout } = await shell('sluice --version', join(base, 'empty'), commands);
    expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: version });
  });

  test('runs a plan from a file', async () => {
    const cwd = join(base, 'empty');
    const plan = {
      irVersion: 1,
      kind: 'flow',
      name: 'small',
      inputs: { name: { schema: { type: 'string' }, required: true } },
      outputs: {},
      steps: [
        {
          id: 'greet',
          run: {
            kind: 'shell',
            command: 'printf "Hello, %s" "$NAME" > greeting.txt',
            env: { NAME: '$' + '{{ inputs.name }}' },
          },
        },
        { id: 'show', needs: ['greet'], run: { kind: 'shell', command: 'cat greeting.txt' } },
      ],
    };
    await writeFile(join(cwd, 'small.json'), JSON.stringify(plan));
    const run = await shell('sluice run ./small.json name=Ada', cwd, commands);
    expect(run, run.stdout + run.stderr).toMatchObject({ code: 0 });
    expect(run.stdout + run.stderr).toContain('Hello, Ada');
  });

  test('ends with 2 and a suggestion for a flag that is not there', async () => {
    const { code, stderr } = await shell('sluice --vresion', join(base, 'empty'), commands);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean `--version`?');
  });
});

test.each([
  ['README.md', 'readme'],
  ['docs/04-command-line.md', 'command-line'],
])('the example of %s does what it says', async (document, folder) => {
  const blocks = codeBlocks(document);
  const source = blocks.find(({ title }) => title === 'sluice.ts');
  const session = blocks.find(({ title }) => title === 'example');
  const cwd = join(consumer, folder);
  await mkdir(cwd, { recursive: true });
  await writeFile(join(cwd, 'package.json'), '{ "private": true, "type": "module" }');
  await writeFile(join(cwd, 'sluice.ts'), source!.code);
  const lines = session!.code.trim().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) {
    const [command = '', promise] = line.split(/\s+# /);
    const done = await shell(
      command.replace(/^npx /, ''),
      cwd,
      join(consumer, 'node_modules/.bin'),
    );
    expect(done, `${command}\n${done.stdout}${done.stderr}`).toMatchObject({ code: 0 });
    if (promise !== undefined) expect(done.stdout + done.stderr).toContain(promise.trim());
  }
});
