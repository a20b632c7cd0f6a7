import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { appFile, type Project, project } from './project.ts';

const bin = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src', 'bin.ts');
const shop = appFile(
  `console.log('the project ran');
const build = task({ name: 'build', description: 'Build it', run: () => undefined });
const deploy = automation({ name: 'deploy', inputs: z.object({ environment: z.enum(['dev', 'prod', 'pre prod']), skipTests: z.boolean().default(false) }),
  jobs({ job }) { job(build); } });`,
  'build',
  'deploy',
);

/** A project that was loaded once, with a \`sluice\` on its PATH. */
async function loaded(): Promise<Project> {
  const made = project({ 'sluice.ts': shop });
  await made.sluice(['list']);
  const command = join(made.folder, 'sluice');
  const node = `'${process.execPath}' --conditions=@sluice/source '${bin}'`;
  writeFileSync(command, `#!/bin/sh\nexec ${node} "$@"\n`);
  chmodSync(command, 0o755);
  return made;
}

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

function inShell(shell: string, made: Project, script: string): string {
  const env = { PATH: `${made.folder}:${process.env['PATH']}`, HOME: made.folder };
  const done = spawnSync(shell, ['-c', script], { cwd: made.folder, env, encoding: 'utf8' });
  expect(done.stderr).toBe('');
  return done.stdout;
}

test('bash completes commands, flags and values, and runs nothing of the project', async () => {
  const made = await loaded();
  const ask = (...words: string[]) =>
    `COMP_WORDS=(sluice ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _sluice; printf '%s ' "\${COMPREPLY[@]}"; echo`;
  const lines = inShell(
    'bash',
    made,
    [
      'source <(sluice completion bash)',
      'complete -p sluice',
      ask('dep'),
      ask('deploy', '--'),
      ask('deploy', '--environment', '=', ''),
      ask('deploy', '--environment', ''),
      ask('--log-order', '=', 'g'),
      ask('plan', 'b'),
      ask('help', 'comp'),
      ask('completion', ''),
      ask('gha', 'gen'),
      ask('build', 'what-is-a-file'),
    ].join('\n'),
  ).split('\n');
  expect(lines.slice(0, 2)).toEqual(['complete -o default -F _sluice sluice', 'deploy ']);
  expect(lines[2]).toMatch(/^--environment= --skip-tests --no-skip-tests .*--log-order= /);
  expect(lines.slice(3)).toEqual([
    'dev prod pre\\ prod ',
    'dev prod pre\\ prod ',
    'grouped ',
    'build ',
    'completion ',
    'bash zsh fish ',
    'generate ',
    ' ',
    '',
  ]);
});

test.skipIf(!has('zsh'))('zsh (where it is installed)', async () => {
  const made = await loaded();
  const script =
    'autoload -U compinit; compinit -u; source <(sluice completion zsh); which _sluice';
  expect(inShell('zsh', made, script)).toContain('__complete zsh');
});

test.skipIf(!has('fish'))('fish (where it is installed)', async () => {
  const made = await loaded();
  const script = 'sluice completion fish | source; complete -C "sluice dep"';
  expect(inShell('fish', made, script)).toMatch(/^deploy\b/);
});

test('help and lists know the commands without running the project, until it changes', async () => {
  const made = await loaded();
  const help = await made.sluice([]);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toMatch(/\nWork\n {2}build +Build it\n/);
  const listed = await made.sluice(['list']);
  expect(listed).toEqual({
    code: 0,
    stderr: '',
    stdout: 'Work\n  build  Build it\n\nAutomations\n  deploy  automation\n',
  });
  writeFileSync(join(made.folder, 'sluice.ts'), shop.replace('Build it', 'Build all'));
  const changed = await made.sluice(['--help']);
  expect(changed.stderr).toBe('');
  expect(changed.stdout).toContain(
    '\nsluice.ts has changed: its commands are as they were before.\n\nWork\n  build                 Build it\n',
  );
  expect(await made.sluice(['list'])).toMatchObject({
    stdout: 'Work\n  build  Build all\n\nAutomations\n  deploy  automation\n',
    stderr: 'the project ran\n',
  });
});

test('help says when it cannot know the commands', async () => {
  const help = await project({ 'sluice.ts': shop }).sluice(['--help']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain(
    '\nsluice.ts was not loaded yet: its commands are not among these.\n',
  );
});

test('an unknown shell', async () => {
  const ended = await project({}).sluice(['completion', 'bsh']);
  expect(ended).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error[USAGE_INVALID]: `bsh` is not a shell that can be completed.\n  hint: Did you mean `bash`?\n',
  });
});
