import { describe, expect, test } from 'vitest';
import { appFile, project } from './project.ts';

const deploy = appFile(
  `const deploy = task({ name: 'deploy', description: 'Deploy it',
  inputs: z.object({
    environment: z.enum(['dev', 'prod']).describe('Where to deploy'),
    replicas: z.number().int().describe('How many of them'),
    dryRun: z.boolean().default(false),
  }),
  run: () => undefined,
});`,
  'deploy',
);

describe('a project that cannot be loaded', () => {
  test.each([
    [
      'broken TypeScript',
      { 'sluice.ts': 'const a: number = 1;\nconst b = {;\n' },
      `error[MODULE_INVALID]: This is not TypeScript: Expected identifier but found
  ";".
  at sluice.ts:2:12
  hint: Correct it there; nothing was executed.
`,
    ],
    [
      'a module that is not there',
      { 'sluice.ts': "// a comment\nimport { lint } from './taks.ts';\nlint;\n" },
      `error[MODULE_INVALID]: There is no module \`taks.ts\`.
  at sluice.ts:2:22
  hint: Write the path as it is on disk, with its extension: \`./tasks.ts\`.
`,
    ],
    [
      'a package that is not installed',
      { 'sluice.ts': "import 'not-there';\n" },
      `error[MODULE_INVALID]: The package \`not-there\` is not installed.
  at sluice.ts:1:8
  hint: npm install not-there
`,
    ],
    [
      'a package that only has to be installed',
      {
        'sluice.ts': "import 'not-there';\n",
        'package.json': '{"type":"module","dependencies":{"not-there":"^1.0.0"}}',
      },
      `error[MODULE_INVALID]: The package \`not-there\` is not installed.
  at sluice.ts:1:8
  hint: npm install
`,
    ],
    [
      'a name that nobody has imported',
      { 'sluice.ts': 'export default app({ commands: {} });\n' },
      `error[MODULE_INVALID]: \`sluice.ts\` threw while it was loaded: app is not
  defined.
  at sluice.ts:1:16
  hint: Import \`app\`, or correct its name.
`,
    ],
    [
      'a module that throws',
      { 'sluice.ts': 'const a: number = 1;\nthrow new Error(`boom ${a}`);\n' },
      `error[MODULE_INVALID]: \`sluice.ts\` threw while it was loaded: boom 1.
  at sluice.ts:2:7
  hint: The file describes a project: do the work in tasks.
`,
    ],
    [
      'no default export',
      { 'sluice.ts': 'export const a = 1;\n' },
      `error[APP_INVALID]: \`sluice.ts\` has no default export.
  at sluice.ts
  hint: Add \`export default app({ … })\`.
`,
    ],
    [
      'a wrong default export',
      {
        'sluice.ts':
          "import { task } from '@sluice/core';\nexport default task({ name: 'lint', run() {} });\n",
      },
      `error[APP_INVALID]: The default export of \`sluice.ts\` is a task, not an app.
  at sluice.ts
  hint: Put it into an app: \`export default app({ entryPoint: 'sluice',
        commands: { … } })\`.
`,
    ],
  ])('%s', async (_, files, stderr) => {
    expect(await project(files).sluice(['list'])).toEqual({ code: 2, stdout: '', stderr });
  });
});

describe('a command line that is wrong', () => {
  test.each([
    [
      'an unknown command',
      ['deplyo'],
      'error[COMMAND_UNKNOWN]: `deplyo` is not a command.\n  hint: Did you mean `deploy`?\n',
    ],
    [
      'a command of a later version',
      ['runs'],
      'error[COMMAND_UNKNOWN]: `runs` is not a command.\n  hint: sluice list shows what there is.\n',
    ],
    [
      'the version, asked for by a word',
      ['version'],
      'error[COMMAND_UNKNOWN]: `version` is not a command.\n  hint: sluice --version\n',
    ],
    [
      'the version, by another habit',
      ['-v'],
      'error[FLAG_UNKNOWN]: `-v` is not a flag of `sluice`.\n  hint: Did you mean `-V`?\n',
    ],
    [
      'the beginning of a flag',
      ['deploy', '--env=dev', '--replicas=1', '--environment=dev'],
      'error[FLAG_UNKNOWN]: `--env` is not a flag of `deploy`.\n  hint: Did you mean `--environment`?\n',
    ],
    [
      'an input as `run` takes it',
      ['deploy', 'environment=the dev', '--replicas=1', '--environment=dev'],
      'error[USAGE_INVALID]: `deploy` does not know what to do with `environment=the\n  dev`.\n' +
        "  hint: Inputs are flags: '--environment=the dev'\n",
    ],
    [
      'a file that is no plan',
      ['run', 'sluice.ts'],
      'error[WORKFLOW_INVALID]: `sluice.ts` is a file, but no plan.\n' +
        '  hint: Pass a plan: its name ends in .json, .yaml or .yml.\n',
    ],
    [
      'a folder that is no plan',
      ['run', '.'],
      'error[WORKFLOW_INVALID]: `.` is a folder, but no plan.\n' +
        '  hint: Pass a plan: its name ends in .json, .yaml or .yml.\n',
    ],
    [
      'an unknown flag',
      ['deploy', '--enviroment=dev', '--replicas=1', '--environment=dev'],
      'error[FLAG_UNKNOWN]: `--enviroment` is not a flag of `deploy`.\n  hint: Did you mean `--environment`?\n',
    ],
    [
      'an unknown global flag',
      ['--jsn', 'deploy'],
      'error[FLAG_UNKNOWN]: `--jsn` is not a flag of `sluice`.\n  hint: Did you mean `--json`?\n',
    ],
    [
      'an unknown choice',
      ['deploy', '--environment=prd', '--replicas=1'],
      'error[INPUT_INVALID]: `prd` is not a choice of `--environment`: `dev`, `prod`.\n  hint: Did you mean `prod`?\n',
    ],
    [
      'required inputs that are missing',
      ['deploy'],
      `error[INPUT_INVALID]: \`deploy\` needs 2 inputs that were not given.
  --environment  Where to deploy (dev, prod)
  --replicas     How many of them (a whole number)
  hint: sluice deploy --environment=dev --replicas=N
`,
    ],
    [
      'an unknown workflow to plan',
      ['plan', 'deploi'],
      'error[COMMAND_UNKNOWN]: `deploi` is not a workflow.\n  hint: Did you mean `deploy`?\n',
    ],
    [
      'an unknown input of a run',
      ['run', 'deploy', 'environment=dev', 'replica=1', 'replicas=1'],
      'error[INPUT_UNKNOWN]: `replica` is not an input of `deploy`.\n  hint: Did you mean `replicas`?\n',
    ],
  ])('%s', async (_, args, stderr) => {
    expect(await project({ 'sluice.ts': deploy }).sluice(args)).toEqual({
      code: 2,
      stdout: '',
      stderr,
    });
  });

  test('no project at all', async () => {
    expect(await project({}).sluice(['deploy'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error[APP_NOT_FOUND]: There is no \`deploy\` here, and no sluice.ts in this folder
  or above it.
  hint: Go to a project, pass --file, or run a plan file: sluice run plan.json
`,
    });
  });
});

test('a built-in command mistyped, with and without a project', async () => {
  const outside = await project({}).sluice(['lst']);
  expect(outside.code).toBe(2);
  expect(outside.stderr).toContain('\n  hint: Did you mean `list`?\n');
  const inside = await project({ 'sluice.ts': deploy }).sluice(['validte']);
  expect(inside.stderr).toBe(
    'error[COMMAND_UNKNOWN]: `validte` is not a command.\n  hint: Did you mean `validate`?\n',
  );
});

test('an empty plan', async () => {
  const ended = await project({}).sluice(['run', '-'], { input: '\n' });
  expect(ended).toEqual({
    code: 2,
    stdout: '',
    stderr: `error[WORKFLOW_INVALID]: Standard input is empty.
  hint: A plan is JSON or YAML: sluice plan NAME --format=json prints one.
`,
  });
});

describe('a task that gives what it must not', () => {
  const run = async (body: string) => {
    const made = project({ 'sluice.ts': appFile(body, 'work') });
    const { code, stdout, stderr } = await made.sluice(['work', '--json']);
    const failed = stdout
      .trim()
      .split('\n')
      .map(
        (line) => JSON.parse(line) as { type: string; error?: { code: string; message: string } },
      )
      .filter((event) => event.type === 'step-failed');
    return { code, stderr, failed };
  };

  test('an undeclared output', async () => {
    const { code, failed } = await run(
      "const work = task({ name: 'work', outputs: ['path'], run: () => ({ path: 'a', pth: 'b' }) as never });",
    );
    expect(code).toBe(1);
    expect(failed.map(({ error }) => error?.code)).toEqual(['OUTPUT_UNDECLARED']);
    expect(failed[0]?.error?.message).toContain('`pth`');
  });

  test('an unserialisable value', async () => {
    const { code, failed } = await run(
      "const work = task({ name: 'work', outputs: { value: z.any() }, run: () => ({ value: { at: () => 1 } }) });",
    );
    expect(code).toBe(1);
    expect(failed.map(({ error }) => error?.code)).toEqual(['OUTPUT_INVALID']);
  });
});

test('nobody is told to delete what is no run', async () => {
  const { folder, sluice } = project({
    'plan.json': JSON.stringify({
      irVersion: 1,
      name: 'one',
      steps: [{ id: 'a', run: { kind: 'echo', inputs: { message: 'a' } } }],
    }),
  });
  const here = await sluice(['run', 'plan.json', '--setup', '--workspace=.']);
  expect(here.stderr).toContain('  hint: Take another folder.\n');
  const file = await sluice(['run', 'plan.json', '--setup', '--workspace=plan.json']);
  // Where lines are broken depends on how long the name of the folder is.
  expect(file.stderr.replaceAll(folder, '<project>').replace(/\s+/g, ' ').trim()).toBe(
    'error[WORKSPACE_TAKEN]: The folder `<project>/plan.json` is a file. hint: Take another folder.',
  );
});

test('a project in CommonJS', async () => {
  const { sluice } = project({
    'package.json': '{}',
    'sluice.js': `const { app, task } = require('@sluice/core');
const say = task({ name: 'say', run: ({ log }) => log.info('from CommonJS') });
module.exports = app({ entryPoint: 'sluice', commands: { Work: [say] } });
`,
  });
  expect(await sluice(['say'])).toMatchObject({ code: 0 });
  // In a process of its own, too.
  const again = await sluice(['say', '--retry=2']);
  expect(again).toMatchObject({ code: 0 });
  expect(again.stderr).toContain('from CommonJS');
});
