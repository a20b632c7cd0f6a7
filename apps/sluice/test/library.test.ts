import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Each command is a process that is compiled from source. */
const timeout = 60_000;

import { appFile, type Ended, type Project, project } from './project.ts';

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

/** Runs commands one after the other in a folder whose home is beside them. */
function shelf(files: Readonly<Record<string, string>> = { 'hello.json': hello }): {
  readonly made: Project;
  readonly workflows: string;
  run(...args: readonly string[]): Promise<Ended>;
  ok(...args: readonly string[]): Promise<string>;
} {
  const made = project(files);
  const env = { SLUICE_HOME: join(made.folder, 'home') };
  const run = (...args: readonly string[]): Promise<Ended> => made.sluice(args, { env });
  return {
    made,
    workflows: join(made.folder, 'home', 'workflows'),
    run,
    async ok(...args) {
      const ended = await run(...args);
      expect(ended).toMatchObject({ code: 0 });
      return ended.stdout;
    },
  };
}

test('what is saved runs by its name from anywhere, with inputs of the right types', {
  timeout,
}, async () => {
  const { run, workflows, made } = shelf();
  expect(await run('save', 'hello.json', '--name', 'greet', '--description=Greets')).toEqual({
    code: 0,
    stdout: '<project>/home/workflows/greet.json\n',
    stderr: 'Saved `greet`, version 1.0.0: sluice run greet\n',
  });
  expect(readdirSync(workflows)).toEqual(['greet.json']);
  const elsewhere = project({});
  const env = { SLUICE_HOME: join(made.folder, 'home') };
  const ended = await elsewhere.sluice(['run', 'greet', 'who=Ada', '--times', '3'], { env });
  expect(ended).toMatchObject({ code: 0, stdout: 'said: Hello Ada\ntimes: 3\n' });
  expect(ended.stderr).toContain('greet: 1 succeeded');
  const wrong = await elsewhere.sluice(['run', 'greet', '--times=x', '--tims=3'], { env });
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toMatchInlineSnapshot(`
    "error[INPUT_INVALID]: \`--times\` takes a whole number, and \`x\` is not one.
      hint: Pass a whole number, for example --times=3.
    error[FLAG_UNKNOWN]: \`--tims\` is not a flag of \`run greet\`.
      hint: Did you mean \`--times\`?
    "
  `);
});

describe('a workflow that uses the tasks of a project', () => {
  const app = appFile(
    `const mark = task({ name: 'mark', outputs: ['from'], run: () => ({ from: 'the project' }) });
const all = automation({ name: 'all', jobs: ({ job }) => ({ from: job(mark).output('from') }) });`,
    'mark',
    'all',
  );

  test('finds them through its source, and says when that is gone', { timeout }, async () => {
    const { made, ok, workflows } = shelf({ 'sluice.ts': app });
    await ok('save', 'all', '--name=marked');
    const env = { SLUICE_HOME: join(made.folder, 'home') };
    const { source } = JSON.parse(readFileSync(join(workflows, 'marked.json'), 'utf8')) as {
      source: string;
    };
    expect(source).toBe(made.folder);
    const elsewhere = project({});
    const ran = await elsewhere.sluice(['run', 'marked'], { env });
    expect(ran).toMatchObject({ code: 0, stdout: 'from: the project\n' });
    rmSync(join(made.folder, 'sluice.ts'));
    const gone = await elsewhere.sluice(['run', 'marked'], { env });
    expect({ ...gone, stderr: gone.stderr.replaceAll(made.folder, '<source>') }).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('error[TASK_UNKNOWN]: `marked` uses tasks of the project'),
    });
    expect(existsSync(join(workflows, 'marked.json'))).toBe(true);
  });
});
