/** Saving, looking and changing, in this process: what each command prints and what it ends with. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, session } from './support/session.ts';

const hello = JSON.stringify({
  irVersion: 1,
  name: 'hello',
  description: 'Say hello',
  inputs: {
    who: { schema: { type: 'string' }, required: true, description: 'Whom to greet' },
    times: { schema: { type: 'integer' }, required: false, default: 1 },
  },
  outputs: { said: '${{ steps.say.outputs.stdout }}', times: '${{ inputs.times }}' },
  steps: [{ id: 'say', run: { kind: 'shell', command: 'echo "Hello ${{ inputs.who }}"' } }],
});

/** Commands in a folder whose home is in it. */
function shelf(): {
  readonly workflows: string;
  run(...args: readonly string[]): Promise<Ended>;
  ok(...args: readonly string[]): Promise<string>;
} {
  const { folder, sluice } = session({ 'hello.json': hello });
  const run = (...args: readonly string[]): Promise<Ended> => sluice(args);
  return {
    run,
    workflows: join(folder, '.home', 'workflows'),
    async ok(...args) {
      const ended = await run(...args);
      expect(ended).toMatchObject({ code: 0 });
      return ended.stdout;
    },
  };
}

test('the life of a saved workflow', async () => {
  const { run, ok } = shelf();
  expect((await run('workflows')).stderr).toBe(
    'Nothing is saved yet: sluice save FILE --name=NAME\n',
  );
  await ok('save', 'hello.json');
  await ok('save', 'hello.json', '--name=other', '--label=2.0', '--description=Another');
  const refused = await run('save', 'hello.json');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toMatchInlineSnapshot(`
    "error[WORKFLOW_EXISTS]: The workflow \`hello\` is saved already.
      hint: Choose another --name, or pass --overwrite: the old state stays in its
            history.
    "
  `);
  await ok('save', 'hello.json', '--overwrite', '--description=Changed');
  const today = new Date().toISOString().slice(0, 10);
  expect((await ok('workflows')).replaceAll(today, '<today>')).toMatchInlineSnapshot(`
    "NAME   VERSION  UPDATED     DESCRIPTION
    hello  1.0.1    <today>  Changed
    other  2.0      <today>  Another
    "
  `);
  expect(JSON.parse(await ok('workflows', 'list', '--json'))).toMatchObject([
    { name: 'hello', version: '1.0.1', description: 'Changed' },
    { name: 'other', version: '2.0', description: 'Another' },
  ]);
  expect(
    (await ok('workflows', 'show', 'hello')).replace(/\d{4}-\d\d-\d\dT\S+/g, '<time>'),
  ).toMatchInlineSnapshot(`
    "hello: Changed

    Version 1.0.1
    Created <time>
    Updated <time>
    File    <folder>/.home/workflows/hello.json

    Inputs
      times  (a whole number; default 1)
      who    Whom to greet [required]

    Steps
      say  shell
    "
  `);
  expect(JSON.parse(await ok('workflows', 'show', 'hello', '--json'))).toMatchObject({
    name: 'hello',
    ir: { irVersion: 1, name: 'hello' },
  });
  expect(await ok('workflows', 'search', 'GREET', 'another')).toContain('other');
  expect(JSON.parse(await ok('workflows', 'search', 'nowhere', '--json'))).toEqual([]);
  const states = JSON.parse(await ok('workflows', 'history', 'hello', '--json')) as object[];
  expect(states).toMatchObject([{ version: '1.0.1' }, { version: '1.0.0' }]);
  await ok('workflows', 'restore', 'hello', '1.0.0');
  await ok('workflows', 'rename', 'hello', 'hallo');
  expect(await run('workflows', 'rm', 'hallo', 'other')).toEqual({
    code: 0,
    stdout: '',
    stderr:
      'Deleted `hallo`: sluice workflows restore hallo\nDeleted `other`: sluice workflows restore other\n',
  });
  expect(JSON.parse(await ok('workflows', '--json'))).toEqual([]);
  expect(JSON.parse(await ok('workflows', 'list', '--deleted', '--json'))).toMatchObject([
    { name: 'hallo', version: '1.0.0' },
    { name: 'other' },
  ]);
  expect(await ok('workflows', '--deleted')).toMatch(/^NAME +VERSION.*\nhallo +1\.0\.0 .*\nother /);
  expect(await run('workflows', 'show', 'hallo', '--deleted')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('`--deleted` has no effect on `workflows show`.'),
  });
  expect(await run('workflows', 'restore', 'hallo')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'Restored `hallo`, version 1.0.0.\n',
  });
  expect(await ok('run', 'hallo', 'who=you')).toBe('said: Hello you\ntimes: 1\n');
  expect(await ok('workflows', 'path')).toBe('<folder>/.home/workflows\n');
  expect(await ok('workflows', 'path', 'hallo')).toBe('<folder>/.home/workflows/hallo.json\n');
});

describe('mistakes', () => {
  const mistakes: readonly (readonly string[])[] = [
    ['workflows', 'lst'],
    ['workflows', 'show'],
    ['workflows', 'show', 'helo'],
    ['workflows', 'rename', 'hello'],
    ['workflows', 'path', '../up'],
    ['workflows', 'restore', 'hello'],
    ['workflows', 'restore', 'hello', '2'],
    ['save'],
    ['save', 'hello.json', 'more'],
    ['save', 'hello.json', '--nme=x'],
    ['save', 'hello.json', '--name'],
    ['save', 'hello.json', '--name=Hello World'],
    ['save', 'hello.json', '--name=run'],
    ['save', 'nope.json'],
    ['run', 'helo'],
    ['hello', '--who=Ada'],
  ];
  test('each says what is wrong and what to do, and changes nothing', async () => {
    const { run, ok, workflows } = shelf();
    await ok('save', 'hello.json');
    const before = readFileSync(join(workflows, 'hello.json'), 'utf8');
    const said: string[] = [];
    for (const args of mistakes) {
      const ended = await run(...args);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      said.push(`$ sluice ${args.join(' ')}\n${ended.stderr}`);
    }
    expect(said.join('\n')).toMatchInlineSnapshot(`
      "$ sluice workflows lst
      error[COMMAND_UNKNOWN]: \`lst\` is not a command of \`workflows\`.
        hint: Did you mean \`list\`?

      $ sluice workflows show
      error[USAGE_INVALID]: \`workflows show\` needs the name of a saved workflow.
        hint: sluice workflows show NAME

      $ sluice workflows show helo
      error[WORKFLOW_NOT_FOUND]: There is no saved workflow \`helo\`.
        hint: Did you mean \`hello\`?

      $ sluice workflows rename hello
      error[USAGE_INVALID]: \`workflows rename\` needs two names, the old one and the
        new one.
        hint: sluice workflows rename NAME NEW-NAME

      $ sluice workflows path ../up
      error[NAME_INVALID]: \`../up\` is not a workflow name: names are kebab-case.
        hint: Did you mean \`up\`?

      $ sluice workflows restore hello
      error[WORKFLOW_EXISTS]: The workflow \`hello\` was not deleted.
        hint: Say which version to restore; its history lists them.

      $ sluice workflows restore hello 2
      error[WORKFLOW_NOT_FOUND]: The workflow \`hello\` has no version \`2\`.
        hint: Known: \`1.0.0\`.

      $ sluice save
      error[USAGE_INVALID]: \`save\` needs a workflow or a plan file.
        hint: sluice save plan.json --name=NAME --description=TEXT

      $ sluice save hello.json more
      error[USAGE_INVALID]: \`save\` takes one workflow, and \`more\` is a second one.
        hint: sluice save plan.json --name=NAME --description=TEXT

      $ sluice save hello.json --nme=x
      error[FLAG_UNKNOWN]: \`--nme\` is not a flag of \`save\`.
        hint: Did you mean \`--name\`?

      $ sluice save hello.json --name
      error[USAGE_INVALID]: \`--name\` needs a value.
        hint: Pass --name=TEXT.

      $ sluice save hello.json --name=Hello World
      error[NAME_INVALID]: \`Hello World\` is not a workflow name: names are kebab-case.
        hint: Did you mean \`hello-world\`?

      $ sluice save hello.json --name=run
      error[NAME_INVALID]: \`run\` is a built-in command and cannot name a workflow.
        hint: Choose another name, for example \`run-all\`.

      $ sluice save nope.json
      error[WORKFLOW_NOT_FOUND]: There is no file \`nope.json\`.
        hint: Pass the path of a plan: JSON, YAML, or \`-\` for standard input.

      $ sluice run helo
      error[APP_NOT_FOUND]: There is no \`helo\` here, and no sluice.ts in this folder
        or above it.
        hint: Did you mean \`hello\`?

      $ sluice hello --who=Ada
      error[COMMAND_UNKNOWN]: \`hello\` is no command, but a workflow that is saved.
        hint: sluice run hello --who=Ada
      "
    `);
    expect(readdirSync(workflows)).toEqual(['hello.json']);
    expect(readFileSync(join(workflows, 'hello.json'), 'utf8')).toBe(before);
  });

  test('a damaged file is named, and hides nothing else', async () => {
    const { run, ok, workflows } = shelf();
    await ok('save', 'hello.json');
    writeFileSync(join(workflows, 'torn.json'), '{"name": "to');
    const list = await run('workflows');
    expect(list.code).toBe(0);
    expect(list.stdout).toContain('hello');
    expect(list.stderr).toMatchInlineSnapshot(`
      "warning[WORKFLOW_INVALID]: The saved workflow \`torn\` is not JSON.
        at .home/workflows/torn.json:1:1
        hint: Correct the file, or restore an older state.
      "
    `);
    expect(await run('run', 'torn')).toMatchObject({ code: 2 });
  });
});
