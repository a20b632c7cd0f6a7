import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { appFile, project } from './project.ts';

vi.setConfig({ testTimeout: 60_000 });

const parts = appFile(
  `const make = task({ name: 'make', inputs: z.object({ text: z.string().default('x') }),
  outputs: { text: z.string(), count: z.number(), list: z.array(z.string()), mode: z.enum(['on', 'off']) }, artifacts: ['note', 'folder'],
  async run({ inputs, exec, saveArtifact }) {
    await exec('sh', ['-c', 'mkdir -p out/d && echo hi > "out/a note.txt" && echo 1 > out/d/one']);
    await saveArtifact('note', 'out/a note.txt');
    await saveArtifact('folder', 'out/d');
    return { text: inputs.text, count: 3, list: ['a', 'b c'], mode: 'on' };
  } });
const flaky = task({ name: 'flaky', async run({ exec }) { await exec('sh', ['-c', 'echo try >> tries; test $(wc -l < tries) -ge 3']); } });
const slow = task({ name: 'slow', async run({ exec }) { await exec('sleep', ['30']); } });
const all = automation({ name: 'all', jobs({ job }) { job(make); job(flaky); } });`,
  'slow',
  'all',
);

/** What a runner reads from the file. */
function outputsIn(file: string): Record<string, string> {
  const entries = readFileSync(file, 'utf8').matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2\n/gm);
  return Object.fromEntries([...entries].map(([, name, , value]) => [name, value]));
}

test('outputs and artifacts of a task that only automations use arrive in GITHUB_OUTPUT', async () => {
  const made = project({ 'sluice.ts': parts, 'github-output': '' });
  const file = join(made.folder, 'github-output');
  const text = 'a b\'; $(touch X) "\n line2';
  const ended = await made.sluice(['make', `--text=${text}`], { env: { GITHUB_OUTPUT: file } });
  expect(ended).toMatchObject({ code: 0 });
  const { 'artifact-note-path': note, 'artifact-folder-path': folder, ...rest } = outputsIn(file);
  expect(rest).toEqual({
    text,
    count: '3',
    list: '["a","b c"]',
    mode: 'on',
    'artifact-note-name': 'a note.txt',
    'artifact-folder-name': '.',
  });
  expect(readFileSync(note!, 'utf8')).toBe('hi\n');
  expect(readFileSync(join(folder!, 'one'), 'utf8')).toBe('1\n');
  expect(existsSync(join(made.folder, 'X'))).toBe(false);
});

test('a task that only automations use is a command, and not listed', async () => {
  const made = project({ 'sluice.ts': parts });
  expect((await made.sluice(['list'])).stdout).toBe(
    'Work\n  slow  task\n\nAutomations\n  all  automation\n',
  );
});

test('--retry tries a task again, and --timeout ends a try', async () => {
  const made = project({ 'sluice.ts': parts });
  expect(await made.sluice(['--retry=2', 'flaky'])).toMatchObject({ code: 1 });
  writeFileSync(join(made.folder, 'tries'), '');
  expect(await made.sluice(['--retry=3', '--backoff=1ms', 'flaky'])).toMatchObject({ code: 0 });
  expect(readFileSync(join(made.folder, 'tries'), 'utf8')).toBe('try\ntry\ntry\n');

  const slow = await made.sluice(['--timeout=200ms', 'slow']);
  expect(slow).toMatchObject({ code: 1 });
  expect(slow.stderr).toContain('STEP_TIMED_OUT');
});

test('what is about one task is refused for several, and so is a length that is none', async () => {
  const made = project({ 'sluice.ts': parts });
  expect((await made.sluice(['--retry=2', 'all'])).stderr).toMatchInlineSnapshot(`
    "error[USAGE_INVALID]: \`--retry\` and \`--backoff\` are for one task, and \`all\` has
      2 steps.
      hint: Say \`retry\` where the steps are described.
    "
  `);
  expect((await made.sluice(['--timeout=soon', 'slow'])).stderr).toMatchInlineSnapshot(`
    "error[USAGE_INVALID]: \`soon\` is not a value of \`--timeout\`, which is a length of
      time.
      hint: Pass --timeout=5s, for example, or 500ms, 10m, 2h.
    "
  `);
});

test('in a job of GitHub the event is the one that started it', async () => {
  const seen = appFile(
    "import { github } from '@sluice/core';\n" +
      "const show = task({ name: 'show', inputs: z.object({ title: z.string(), ref: z.string() }), outputs: ['seen'], run: ({ inputs }) => ({ seen: inputs.title + ' ' + inputs.ref }) });\n" +
      "const triage = automation({ name: 'triage', jobs({ job }) { const shown = job(show, { inputs: { title: github.issue.title, ref: github.refName } }); return { seen: shown.output('seen') }; } });",
    '',
    'triage',
  );
  const made = project({
    'sluice.ts': seen,
    'event.json': JSON.stringify({ issue: { title: 'It broke' } }),
  });
  const ended = await made.sluice(['triage'], {
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'issues',
      GITHUB_EVENT_PATH: join(made.folder, 'event.json'),
      GITHUB_REF: 'refs/heads/trunk',
    },
  });
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('It broke trunk') });
});

test('a step of a flow hands on what it gave, under the same names', async () => {
  const made = project({
    'sluice.ts': [
      "import { app, flow } from '@sluice/core';",
      "import { z } from 'zod';",
      "const count = flow({ name: 'count', steps({ shell }) {",
      '  const made = shell(\'made\', \'echo total=7 >> "$GITHUB_OUTPUT"; echo word=7 >> "$GITHUB_OUTPUT"\', { outputs: { total: z.number(), word: z.string() } });',
      "  return { total: made.output('total') };",
      '} });',
      "export default app({ entryPoint: 'sluice', commands: { Work: [count] } });",
    ].join('\n'),
    out: '',
  });
  const file = join(made.folder, 'out');
  const inFolder = ['count', '--workspace=.sluice/workspaces/count'];
  expect(await made.sluice([...inFolder, '--setup'])).toMatchObject({ code: 0 });
  const ended = await made.sluice([...inFolder, '--step=1_made'], { env: { GITHUB_OUTPUT: file } });
  expect(ended).toMatchObject({ code: 0 });
  expect(outputsIn(file)).toMatchObject({ total: '7', word: '7', stdout: '', exitCode: '0' });
});
