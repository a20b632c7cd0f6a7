import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appFile, project } from './project.ts';

const COMMANDS =
  /^(add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|notice|remove-matcher|save-state|set-env|set-output|stop-commands|warning)$/i;

/** What GitHub's runner takes for a command in a line (actions/runner, `ActionCommand.cs`: both of its syntaxes). */
function commandIn(line: string): string | undefined {
  const now = /^\s*::([^: ]*)(?: [^:]*(?::[^:]+)*)?::/.exec(line)?.[1];
  if (now !== undefined && COMMANDS.test(now)) return now;
  const old = /##\[([^\] ]*)[^\]]*\]/.exec(line)?.[1];
  return old !== undefined && COMMANDS.test(old) ? old : undefined;
}

/** The commands among the lines of a text, and the lines between `::group::` and `::endgroup::`. */
function readLog(text: string) {
  const lines = text.split('\n');
  let inGroup = false;
  const grouped: string[] = [];
  const commands: string[] = [];
  for (const line of lines) {
    const command = commandIn(line);
    if (command !== undefined) commands.push(command);
    if (command === 'group') inGroup = true;
    else if (command === 'endgroup') inGroup = false;
    else if (inGroup) grouped.push(line);
  }
  return { commands, grouped, lines };
}

const NASTY = [
  '::error::x',
  '  ::stop-commands::t',
  '##[group]y',
  'z ##[add-path]/evil',
  '::set-output name=a::b',
];

const files = {
  'sluice.ts': appFile(
    `const lines = ${JSON.stringify(NASTY)};
const talk = task({ name: 'talk', outputs: ['said'], run: ({ log }) => {
  for (const line of lines) { log.info(line); console.log(line); }
  return { said: lines.join('\\n') };
} });
const secret = task({ name: 'secret', secrets: ['TOKEN', 'PAIR'], run: ({ secret, log }) => { log.info('it is ' + secret('TOKEN')); } });
const breaks = task({ name: 'breaks', run: ({ log }) => {
  for (const line of lines) log.info(line);
  throw new Error('first\\n::error::second\\n::add-path::/evil'); } });
const all = automation({ name: 'all', jobs({ job }) {
  job(talk); job(secret); job(breaks);
} });`,
    'talk, secret, breaks',
    'all',
  ),
};

test('nothing that a step writes, throws or returns is a command, and failed logs are in no group', async () => {
  const made = project(files);
  writeFileSync(join(made.folder, 'summary.md'), 'There already.\n');
  const env = {
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    TOKEN: 's3cret-value',
    PAIR: 'line one\nline two',
    GITHUB_STEP_SUMMARY: join(made.folder, 'summary.md'),
  };
  const ended = await made.sluice(['all'], { env });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  const { commands, grouped, lines } = readLog(ended.stderr);
  // Masks come before everything else.
  expect(lines.slice(0, 2).toSorted()).toEqual([
    '::add-mask::line one%0Aline two',
    '::add-mask::s3cret-value',
  ]);
  expect(commands.toSorted()).toEqual(
    ['add-mask', 'add-mask', 'group', 'endgroup', 'group', 'endgroup', 'error'].toSorted(),
  );
  expect(ended.stderr.slice(ended.stderr.indexOf('\n> ')).includes('s3cret-value')).toBe(false);
  expect(grouped).toContain('secret | it is ***');
  expect(grouped.some((line) => line.startsWith('breaks |'))).toBe(false);
  const failed = ended.stderr.slice(ended.stderr.indexOf('\nLog of breaks\n'));
  expect(failed).toContain('\\::error::x');
  expect(failed.indexOf('1 failure')).toBeGreaterThan(0);
  expect(failed).toMatch(/\n::error file=sluice\.ts,line=\d+,col=\d+,title=breaks::first%0A/);

  const summary = readFileSync(join(made.folder, 'summary.md'), 'utf8');
  expect(summary).toMatch(/^There already\.\n### all\n\n\| \| step \| result \| time \|\n/);
  expect(summary).toMatch(/\n\| ✅ \| talk \| success \| \S+ \|\n/);
  expect(summary).toMatch(/\n\| ❌ \| breaks \| failure \| \S+ \|\n/);
  expect(summary).toContain('**breaks**: first ::error::second');
});

test('outputs that hold commands are none; one step alone needs no table', async () => {
  const made = project(files);
  const ended = await made.sluice(['talk'], {
    env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(made.folder, 'summary.md') },
  });
  expect(ended.code).toBe(0);
  expect(ended.stdout.startsWith('said: ::error::x\n')).toBe(true);
  expect(readLog(ended.stdout).commands).toEqual([]);
  expect(readLog(ended.stderr).commands).toEqual(['group', 'endgroup']);
  expect(existsSync(join(made.folder, 'summary.md'))).toBe(false);
});

test('--json: masks to standard error, and no line is a command', async () => {
  const ended = await project(files).sluice(['all', '--json'], {
    env: { GITHUB_ACTIONS: 'true', TOKEN: 's3cret-value', PAIR: 'x y z' },
  });
  expect(ended.code).toBe(1);
  expect(readLog(ended.stdout).commands).toEqual([]);
  expect(ended.stdout).not.toContain('s3cret-value');
  expect(readLog(ended.stderr).commands).toEqual(['add-mask', 'add-mask']);
});

test('elsewhere lines stay what they are', async () => {
  const ended = await project(files).sluice(['talk']);
  expect(ended.stdout).toBe(`said: ${NASTY.join('\n')}\n`);
  expect(ended.stderr).not.toContain('::group::');
  for (const line of NASTY) expect(ended.stderr).toContain(`talk | ${line}\n`);
});
