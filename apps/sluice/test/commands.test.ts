import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appFile, project } from './project.ts';

const shop = appFile(
  `const test = task({ name: 'test', description: 'Run the tests', inputs: z.object({ version: z.string().default('1') }), outputs: ['seen'],
  run: ({ inputs, log }) => { log.info('testing ' + inputs.version); return { seen: inputs.version }; } });
const fail = task({ name: 'fail-it', run: ({ log, fail }) => { log.info('about to fail'); return fail('It broke.', { hint: 'Mend it.' }); } });
const publish = task({ name: 'publish', inputs: z.object({ env: z.string() }), run: () => undefined });
const deploy = automation({ name: 'deploy', description: 'Test and publish',
  inputs: z.object({
    environment: z.enum(['dev', 'prod']).describe('Where to deploy'),
    note: z.string().optional(),
    skipTests: z.boolean().default(false),
  }),
  jobs({ job, inputs }) {
    const tests = job(test, { when: inputs.skipTests.not() });
    job(publish, { needs: [tests], inputs: { env: inputs.environment }, when: inputs.environment.eq('prod') });
    return { seen: tests.output('seen') };
  } });`,
  'test, fail',
  'deploy',
);

test('--version and --help need no project', async () => {
  const empty = project({});
  expect(await empty.sluice(['--version'])).toEqual({ code: 0, stdout: '0.0.0\n', stderr: '' });
  const help = await empty.sluice(['--help']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain('Usage: sluice [FLAGS] COMMAND [INPUTS]');
});

test('list shows the commands by group', async () => {
  expect(await project({ 'sluice.ts': shop }).sluice(['list'])).toEqual({
    code: 0,
    stdout:
      'Work\n  test     Run the tests\n  fail-it  task\n\nAutomations\n  deploy  Test and publish\n',
    stderr: '',
  });
});

test('help NAME is the help of that command', async () => {
  const made = project({ 'sluice.ts': shop });
  const help = await made.sluice(['help', 'deploy']);
  expect(help.stdout).toContain('Usage: sluice deploy [INPUTS]');
  expect(await made.sluice(['deploy', '--help'])).toEqual(help);
  expect(await made.sluice(['--help', 'deploy'])).toEqual(help);
});

describe('plan', () => {
  const plan = async (...args: string[]) => {
    const ended = await project({ 'sluice.ts': shop }).sluice(['plan', 'deploy', ...args]);
    expect(ended.code).toBe(0);
    // What `validate` and a run would say, said here, too; the plan itself is for other programs.
    const isData = args.some((word) => word.startsWith('--format'));
    expect(ended.stderr === '').toBe(isData);
    if (!isData) expect(ended.stderr).toMatch(/^warning\[WHEN_SKIPPED_NEED\]: The step `publish`/);
    return ended.stdout;
  };

  test('needs no input, shows what is unknown, and runs nothing', async () => {
    expect(await plan()).toMatchInlineSnapshot(`
      "deploy (automation): Test and publish

      Event   workflow_dispatch on main
      Inputs  environment = unknown (required)
              note = not given
              skipTests = false (default)

      ✓ test     runs
                 when !inputs.skipTests
                   inputs.skipTests = false
      · publish  unknown without \`inputs.environment\`
                 when inputs.environment == 'prod'
                   inputs.environment = unknown

      1 would run, 1 decided at run time. Nothing was run.
      "
    `);
  });

  test('shows what runs and why the others do not, with the values', async () => {
    expect(await plan('--environment=dev', '--skip-tests')).toMatchInlineSnapshot(`
      "deploy (automation): Test and publish

      Event   workflow_dispatch on main
      Inputs  environment = "dev"
              note = not given
              skipTests = true

      - test     would be skipped
                 when !inputs.skipTests
                   inputs.skipTests = true
      - publish  would be skipped: its need \`test\` is skipped
                 when inputs.environment == 'prod'

      0 would run, 2 would be skipped. Nothing was run.
      "
    `);
  });

  test('a task is one: in the heading of its plan, its dry run and its graph', async () => {
    const made = project({ 'sluice.ts': shop });
    const heading = /^test \(task\)/;
    expect((await made.sluice(['plan', 'test'])).stdout).toMatch(heading);
    expect((await made.sluice(['test', '--dry-run'])).stdout).toMatch(heading);
    expect((await made.sluice(['graph', 'test'])).stdout).toMatch(heading);
  });

  test('--format json prints the canonical form, the same every time', async () => {
    const first = await plan('--format', 'json');
    expect(JSON.parse(first)).toMatchObject({ irVersion: 1, name: 'deploy' });
    expect(await plan('--format=json')).toBe(first);
    // How many steps this machine may run at once is not part of the plan.
    const elsewhere = await project({ 'sluice.ts': shop }).sluice(
      ['plan', 'deploy', '--format=json'],
      {
        env: { SLUICE_CONCURRENCY: '2' },
      },
    );
    expect(elsewhere.stdout).toBe(first);
  });
});

describe('run', () => {
  test('a task called `test` with an input called `version`', async () => {
    const made = project({ 'sluice.ts': shop });
    const ended = await made.sluice(['test', '--version=7']);
    expect(ended).toMatchObject({ code: 0, stdout: 'seen: 7\n' });
    expect(ended.stderr).toMatch(
      /^> test\ntest \| testing 7\n✓ test \S+\n\ntest: 1 succeeded in \S+\n$/,
    );
    expect(readFileSync(join(made.folder, '.sluice', '.gitignore'), 'utf8')).toBe('*\n');
  });

  test('skips say why', async () => {
    const ended = await project({ 'sluice.ts': shop }).sluice(['deploy', '--environment=dev']);
    expect(ended).toMatchObject({ code: 0, stdout: 'seen: 1\n' });
    expect(ended.stderr).toContain(
      '- publish skipped: `inputs.environment == \'prod\'` is false: inputs.environment is "dev"\n',
    );
    expect(ended.stderr).toMatch(/\ndeploy: 1 succeeded, 1 skipped in \S+\n$/);
  });

  test('a failure exits 1; its log and its hint come last', async () => {
    const ended = await project({ 'sluice.ts': shop }).sluice(['fail-it']);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr.slice(ended.stderr.indexOf('\n\n'))).toMatch(
      /^\n\nLog of fail-it\n {2}about to fail\n\n1 failure\n {2}✗ fail-it: It broke\. \[TASK_FAILED\]\n {4}hint: Mend it\.\n\nfail-it: 1 failed in \S+\nThe run failed at `fail-it`\.\n$/,
    );
  });

  test('what a task threw is shown with its place; on GitHub as an annotation, too', async () => {
    const made = project({
      'sluice.ts': appFile(
        "const boom = task({ name: 'boom', run: ({ log }) => {\n  log.info('hm');\n  throw new Error('kaput'); } });",
        'boom',
      ),
    });
    const ended = await made.sluice(['boom'], { env: { GITHUB_ACTIONS: 'true' } });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('\nLog of boom\n  hm\n');
    expect(ended.stderr).not.toContain('::group::');
    expect(ended.stderr).toContain('✗ boom: kaput [TASK_FAILED]\n    at sluice.ts:5:9\n');
    expect(ended.stderr).toContain('\n::error file=sluice.ts,line=5,col=9,title=boom::kaput\n');
  });

  test('a plan from a file, without a project', async () => {
    const plan = {
      irVersion: 1,
      kind: 'flow',
      name: 'greet',
      inputs: { who: { schema: { type: 'string' }, required: true } },
      outputs: { text: '${{ steps.say.outputs.text }}' },
      steps: [
        {
          id: 'say',
          run: {
            kind: 'shell',
            command: 'echo "text=hello $WHO" >> "$GITHUB_OUTPUT"',
            env: { WHO: '${{ inputs.who }}' },
          },
          outputs: { text: { type: 'string' } },
        },
      ],
    };
    const made = project({ 'plan.json': JSON.stringify(plan) });
    expect(await made.sluice(['run', 'plan.json', 'who=Ana'])).toMatchObject({
      code: 0,
      stdout: 'text: hello Ana\n',
    });
    expect(await made.sluice(['run', 'plan.json'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error[INPUT_INVALID]: `run plan.json` needs an input that was not given.\n  who\n  hint: sluice run plan.json who=TEXT\n',
    });
    expect(existsSync(join(made.folder, '.sluice'))).toBe(false);
  });

  test('an interruption cancels, lets clean-up run, and exits 130', async () => {
    const made = project({
      'sluice.ts': appFile(
        `const slow = task({ name: 'slow', run: ({ log, signal }) => { log.info('begun'); return new Promise<void>((end) => { const hold = setInterval(() => {}, 1000); signal.addEventListener('abort', () => { clearInterval(hold); end(); }); }); } });
const tidy = task({ name: 'tidy', run: ({ log }) => log.info('tidied') });
const both = automation({ name: 'both', jobs({ job }) { const first = job(slow); job(tidy, { needs: [first], when: status.always }); } });`,
        'slow',
        'both',
      ),
    });
    const ended = await made.sluice(['both'], { interruptAt: 'slow | begun' });
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain('■ slow cancelled');
    expect(ended.stderr).toContain('tidy | tidied');
    expect(ended.stderr).toContain('The run was cancelled (SIGINT).');
  });

  test('--json prints events, and nothing else', async () => {
    const ended = await project({ 'sluice.ts': shop }).sluice(['test', '--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const types = ended.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types[0]).toBe('run-started');
    expect(types.at(-1)).toBe('run-finished');
  });
});

test('validate reports every finding with its place', async () => {
  const made = project({
    'plan.json': JSON.stringify({
      irVersion: 1,
      kind: 'flow',
      name: 'bad',
      steps: [
        { id: 'a', needs: ['b'], run: { kind: 'shell', command: 'true' } },
        {
          id: 'b',
          needs: ['a', 'nobody'],
          run: { kind: 'shell', command: 'true' },
          when: 'inputs.',
        },
      ],
    }),
  });
  const ended = await made.sluice(['validate', 'plan.json']);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  const codes = [...ended.stderr.matchAll(/^error\[(\w+)\]/gm)].map(([, code]) => code);
  expect(codes.sort()).toEqual(['EXPR_INVALID', 'GRAPH_CYCLE', 'GRAPH_UNKNOWN_NEED']);
});
