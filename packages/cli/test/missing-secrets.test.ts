import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CommandOptions, session, shellPlan } from './support/session.ts';

/** A step that declares the secret and shows whether it came. */
const uses = (name: string, more: object = {}) => ({
  command: `test -n "$MINE" && echo used >> ledger`,
  secrets: [name],
  env: { MINE: `\${{ secrets.${name} }}` },
  ...more,
});
const first = 'echo first >> ledger';

/** Runs a plan; says how it ended, and what its steps did. */
async function ran(
  files: Readonly<Record<string, unknown>>,
  args: readonly string[] = [],
  options: CommandOptions = {},
) {
  const made = session(files);
  if (existsSync(join(made.folder, '.home/secrets.toml'))) {
    chmodSync(join(made.folder, '.home/secrets.toml'), 0o600);
  }
  const ended = await made.sluice(['run', 'plan.json', ...args], options);
  const did = existsSync(join(made.folder, 'ledger'))
    ? made.read('ledger').trim().split('\n').sort().join(' ')
    : '';
  return { ...ended, did };
}

/** The words, wherever lines were broken. */
const flat = (text: string): string => text.trim().replace(/\s+/g, ' ');

const plan = shellPlan({
  first,
  publish: uses('NPM_TOKEN', { needs: ['first'] }),
  announce: uses('CHAT_TOKEN', { needs: ['publish'] }),
  also: uses('NPM_TOKEN', { needs: ['publish'] }),
});

test('secrets that nobody has stop a run before its first step: which, for whom, and where they are taken from', async () => {
  const { code, stderr, did } = await ran({ 'plan.json': plan });
  expect(code).toBe(2);
  expect(did).toBe('');
  expect(flat(stderr)).toBe(
    [
      'error[SECRET_MISSING]: The secret `NPM_TOKEN` has no value, and `publish`, `also` need it.',
      'hint: Set the variable NPM_TOKEN, or write NPM_TOKEN = "…" into <folder>/.home/secrets.toml (mode 0600).',
      'error[SECRET_MISSING]: The secret `CHAT_TOKEN` has no value, and `announce` needs it.',
      'hint: Set the variable CHAT_TOKEN, or write CHAT_TOKEN = "…" into <folder>/.home/secrets.toml (mode 0600).',
    ].join(' '),
  );
});

test('they come from the environment and from the file', async () => {
  const { code, did } = await ran(
    { 'plan.json': plan, '.home/secrets.toml': 'CHAT_TOKEN = "chat-chat"\n' },
    [],
    { env: { NPM_TOKEN: 'npm-npm' } },
  );
  expect([code, did]).toEqual([0, 'first used used used']);
});

test('a file of secrets that cannot be used is said at once, too', async () => {
  const { code, stderr, did } = await ran({
    'plan.json': plan,
    '.home/secrets.toml': 'NPM_TOKEN = oops\n',
  });
  expect([code, did]).toEqual([2, '']);
  expect(stderr).toContain('[SECRET_MISSING]');
  expect(stderr).toContain('secrets.toml:1');
});

test.each<[string, string, object]>([
  ['a leg of a matrix', 'use', { use: uses('TOKEN', { matrix: { axes: [['os', ['a', 'b']]] } }) }],
  ['a step after a need that fails no one', 'use', { use: uses('TOKEN', { needs: ['first'] }) }],
  [
    'a step of a nested workflow',
    'call/use',
    {
      call: {
        run: {
          kind: 'workflow',
          plan: { ...shellPlan({ use: uses('TOKEN') }), name: 'inner' },
          inputs: {},
        },
      },
    },
  ],
  [
    'a step of one that is nested by its file',
    'call/use',
    { call: { run: { kind: 'workflow', path: 'inner.json', inputs: {} } } },
  ],
  [
    'a condition that holds',
    'use',
    { use: uses('TOKEN', { when: "inputs.environment == 'dev'" }) },
  ],
])('%s is sure to need it', async (_, who, steps) => {
  const { code, stderr, did } = await ran({
    'plan.json': shellPlan(
      { first, ...steps },
      { inputs: { environment: { schema: { type: 'string' }, default: 'dev' } } },
    ),
    'inner.json': { ...shellPlan({ use: uses('TOKEN') }), name: 'inner' },
  });
  expect([code, did]).toEqual([2, '']);
  expect(stderr).toContain(`The secret \`TOKEN\` has no value, and \`${who}\` needs it.`);
});

test.each<[string, object, number, string]>([
  [
    'a condition that is false',
    { use: uses('TOKEN', { when: "inputs.environment == 'prod'" }) },
    0,
    'first',
  ],
  [
    'a condition over an output',
    { use: uses('TOKEN', { needs: ['first'], when: "steps.first.outputs.go == 'yes'" }) },
    0,
    'first',
  ],
  [
    'a step for failures',
    { use: uses('TOKEN', { needs: ['first'], when: 'failure()' }) },
    0,
    'first',
  ],
  [
    'an iteration without items',
    {
      many: {
        run: {
          kind: 'each',
          loop: 'one',
          over: "${{ fromJSON('[]') }}",
          steps: [{ id: 'use', run: { kind: 'shell', command: 'true' }, secrets: ['TOKEN'] }],
          outputs: {},
        },
      },
    },
    0,
    'first',
  ],
  [
    'an iteration with items',
    {
      many: {
        needs: ['first'],
        run: {
          kind: 'each',
          loop: 'one',
          over: "${{ fromJSON('[1]') }}",
          steps: [{ id: 'use', run: { kind: 'shell', command: 'true' }, secrets: ['TOKEN'] }],
          outputs: {},
        },
      },
    },
    1,
    'first',
  ],
  [
    'a step after a matrix without legs',
    {
      legs: { command: 'true', matrix: { axes: [['os', ['a']]], exclude: [{ os: 'a' }] } },
      use: uses('TOKEN', { needs: ['legs'] }),
    },
    0,
    'first',
  ],
  ['a tolerated step', { use: uses('TOKEN', { continueOnError: true }) }, 0, 'first'],
])('%s may do without: the run begins', async (_, steps, code, did) => {
  const ended = await ran({
    'plan.json': shellPlan(
      { first: { command: first, outputs: { go: { type: 'string' } } }, ...steps },
      { inputs: { environment: { schema: { type: 'string' }, default: 'dev' } } },
    ),
  });
  expect([ended.code, ended.did], ended.stderr).toEqual([code, did]);
});

test('validate is about the plan, not about the machine; a dry run says what would stop it', async () => {
  const made = session({ 'plan.json': plan });
  expect((await made.sluice(['validate', 'plan.json'])).code).toBe(0);
  const dry = await made.sluice(['run', 'plan.json', '--dry-run']);
  expect(dry.code).toBe(0);
  expect(flat(dry.stderr)).toContain(
    'warning[SECRET_MISSING]: The secret `NPM_TOKEN` has no value',
  );
  expect(dry.stdout).toContain('4 would run');
});

test('a gate that leaves out what is behind it may be rejected; one that fails the run is passed', async () => {
  const gated = (onReject: string) =>
    shellPlan({
      first,
      review: {
        needs: ['first'],
        run: { kind: 'gate', review: 'it', acceptors: ['role:editor'], onReject },
      },
      use: uses('TOKEN', { needs: ['review'] }),
    });
  const at = (onReject: string) =>
    ran({ 'plan.json': gated(onReject) }, ['--log-order=stream'], {
      terminal: true,
      onStderr(text, act) {
        if (text.endsWith('[y/n] ')) act.type('n no\n');
      },
    });
  expect(await at('fail')).toMatchObject({ code: 2, did: '' });
  expect(await at('skip')).toMatchObject({ code: 0, did: 'first' });
});

test('what is set up is run later, by somebody who may have the secret', async () => {
  const made = session({ 'plan.json': plan });
  const step = (name: string, env: Record<string, string> = {}) =>
    made.sluice(['run', 'plan.json', `--step=${name}`, '--workspace=ws'], { env });
  expect((await made.sluice(['run', 'plan.json', '--setup', '--workspace=ws'])).code).toBe(0);
  expect((await step('1')).code).toBe(0);
  expect((await step('2', { NPM_TOKEN: 'npm-npm' })).code).toBe(0);
  const third = await step('3');
  expect(third.code).toBe(1);
  expect(third.stderr).toContain('CHAT_TOKEN');
});
