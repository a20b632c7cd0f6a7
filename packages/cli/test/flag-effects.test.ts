import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FLAG_RULES } from '../src/argv/flag-effects.ts';
import { GLOBAL_FLAGS, isForEvery } from '../src/argv/flag-table.ts';
import { BUILT_INS } from '../src/commands/built-ins.ts';
import { COMPLETE } from '../src/completion/scripts.ts';
import { type Session, session, shellPlan } from './support/session.ts';

const SAMPLES: Readonly<Record<string, string>> = {
  concurrency: '2',
  continue: 'always',
  retry: '2',
  backoff: '5s',
  timeout: '1m',
  event: 'push',
  ref: 'main',
  workspace: 'ws',
  step: '1',
  'output-logs': 'none',
  'log-order': 'grouped',
  'summary-file': 'summary.json',
  profile: 'profile.json',
  library: 'library',
  file: 'sluice.ts',
};
const word = (name: string): string =>
  SAMPLES[name] === undefined ? `--${name}` : `--${name}=${SAMPLES[name]}`;

const made = (): Session => session({ 'plan.json': shellPlan({ work: 'echo worked >> ledger' }) });
/** Nothing ran and nothing was written. */
const isUntouched = ({ folder }: Session): boolean =>
  readdirSync(folder)
    .filter((name) => name !== '.home')
    .join() === 'plan.json';

const pairs = FLAG_RULES.flatMap(({ flag, others, unless, why, hint }) =>
  others.map((other) => ({ flag, other, unless, why, hint })),
);

test.each(pairs)(
  '--$flag with --$other is refused before anything runs, with a hint',
  async (rule) => {
    const here = made();
    const more = rule.flag === 'setup' || rule.flag === 'step' ? ['--workspace=ws'] : [];
    const ended = await here.sluice([
      'run',
      'plan.json',
      word(rule.other),
      word(rule.flag),
      ...more,
    ]);
    expect(ended.code).toBe(2);
    const said = ended.stderr.replace(/\s+/g, ' ');
    expect(said).toContain(`\`--${rule.flag}\` and \`--${rule.other}\` do not go together`);
    expect(said).toContain(rule.why);
    expect(said).toContain(`hint: ${rule.hint}`);
    expect(isUntouched(here)).toBe(true);
  },
);

test('the rules name flags that there are, and each pair once', () => {
  const names = GLOBAL_FLAGS.map(({ name }) => name);
  for (const { flag, other, unless } of pairs) {
    expect(names).toEqual(expect.arrayContaining([flag, other, unless ?? flag]));
  }
  const keys = pairs.map(({ flag, other }) => [flag, other].sort().join());
  expect(new Set(keys).size).toBe(keys.length);
});

test('a variable is a default: it may do nothing; nor does a flag count that turns something off', async () => {
  const here = made();
  const set = ['run', 'plan.json', '--setup', '--workspace=ws'];
  const ended = await here.sluice([...set, '--no-json', '--continue=dependencies-successful'], {
    env: { SLUICE_RETRY: '3', SLUICE_LOG_ORDER: 'grouped', SLUICE_PROFILE: 'profile.json' },
  });
  expect(ended.code, ended.stderr).toBe(0);
  expect(existsSync(join(here.folder, 'ws'))).toBe(true);
});

test('every rule that is broken is told at once', async () => {
  const ended = await made().sluice([
    ...['run', 'plan.json', '--setup', '--workspace=ws', '--retry=2', '--profile=p.json'],
  ]);
  expect(ended.stderr.match(/do not go together/g)).toHaveLength(2);
});

test.each([
  ['--backoff without --retry', ['--backoff=5s'], 'there is one try'],
  ['one file for two reports', ['--profile=a.json', '--summary-file=./a.json'], 'name one file'],
])('%s is refused', async (_, words, said) => {
  const here = made();
  const ended = await here.sluice(['run', 'plan.json', ...words]);
  expect(ended.code).toBe(2);
  expect(ended.stderr.replace(/\s+/g, ' ')).toContain(said);
  expect(isUntouched(here)).toBe(true);
});

test('what reads standard input once does not watch', async () => {
  const input = JSON.stringify(shellPlan({ work: 'true' }));
  const ended = await made().sluice(['run', '-', '--watch'], { input });
  expect(ended.code).toBe(2);
  expect(ended.stderr.replace(/\s+/g, ' ')).toContain('standard input is read once');
});

const partial = BUILT_INS.filter(({ takes }) => takes !== 'all');
test.each(partial)('sluice $name refuses every flag that would do nothing', async (builtIn) => {
  const { name, takes = [], ownFlags = [] } = builtIn;
  const here = made();
  const offered = (await here.sluice([COMPLETE, 'bash', name, '--'])).stdout.split('\n');
  for (const each of GLOBAL_FLAGS) {
    const flag = each.name;
    if (takes.includes(flag) || ownFlags.includes(flag) || isForEvery(each)) continue;
    expect(offered).not.toContain(word(flag).replace(/=.*/, '='));
    const ended = await here.sluice([name, word(flag)]);
    expect(ended.code, flag).toBe(2);
    expect(ended.stderr).toContain(`\`--${flag}\` has no effect on \`${name}\`.`);
  }
  expect(isUntouched(here)).toBe(true);
});

test('a text that --json or --step has anyway is no mistake', async () => {
  const { code } = await made().sluice(['run', 'plan.json', '--json', '--log-order=stream']);
  expect(code).toBe(0);
});
