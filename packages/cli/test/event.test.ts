import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { session, shellPlan } from './support/session.ts';

/** A step for each condition: which of them run is what an event does. */
const asking = (conditions: Readonly<Record<string, string>>, inputs: object = {}) =>
  shellPlan(
    Object.fromEntries(
      Object.entries(conditions).map(([id, when]) => [
        id,
        { command: `echo ${id} >> ledger`, when },
      ]),
    ),
    { kind: 'automation', inputs },
  );
const onBranches = asking({
  main: "github.ref_name == 'main'",
  other: "github.ref_name == 'other'",
  tagged: "github.ref_type == 'tag' && github.ref == 'refs/tags/v1'",
});

const ran = async (
  plan: object,
  args: readonly string[],
  files: Record<string, unknown> = {},
  prepare: (folder: string) => void = () => undefined,
) => {
  const made = session({ 'plan.json': plan, ...files });
  prepare(made.folder);
  const ended = await made.sluice(['run', 'plan.json', '--concurrency=1', ...args]);
  expect(ended.code, ended.stderr).toBe(0);
  try {
    return made.read('ledger').trim().split('\n').join(' ');
  } catch {
    return '';
  }
};
const withTag = (folder: string) => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  git('init', '-q', '-b', 'work');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'x');
  git('tag', 'v1');
};

describe('--ref', () => {
  test('is the branch or the tag that conditions see', async () => {
    expect(await ran(onBranches, [])).toBe('main');
    expect(await ran(onBranches, ['--ref=other'])).toBe('other');
    expect(await ran(onBranches, ['--ref=refs/heads/other'])).toBe('other');
    expect(await ran(onBranches, ['--ref', 'v1'], {}, withTag)).toBe('tagged');
    expect(await ran(onBranches, [], {}, withTag)).toBe('');
  });

  test('a name that no ref has is refused', async () => {
    const ended = await session({ 'plan.json': onBranches }).sluice([
      'run',
      'plan.json',
      '--ref=a..b',
    ]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('`a..b` is not the name of a branch or a tag.');
  });
});

describe('--event', () => {
  const events = asking(
    {
      pushed: "github.event_name == 'push'",
      dispatched: "github.event_name == 'workflow_dispatch'",
      bot: "github.actor == 'robot'",
      deep: "github.event.pull_request.title == 'Mend'",
      based:
        "github.base_ref == 'main' && github.head_ref == 'fix' && github.ref_name == '7/merge'",
      released: "github.ref == 'refs/tags/v2' && github.event.release.prerelease == false",
      text: "github.event.inputs.count == '3' && inputs.count == 3",
    },
    { count: { schema: { type: 'integer' }, required: false, default: 3 } },
  );

  test.each<[string, string[], string]>([
    ['none is a dispatch, whose payload has its inputs as texts', [], 'dispatched text'],
    ['a name', ['--event=push'], 'pushed'],
    ['a name as triggers write it', ['--event', 'dispatch'], 'dispatched text'],
    ['the payload of a pull request', ['--event=pull.json'], 'bot deep based'],
    ['the payload of a release', ['--event=release.json'], 'released'],
    ['a name and a payload', ['--event=push:pull.json'], 'pushed bot deep'],
  ])('%s', async (_, args, steps) => {
    const files = {
      'pull.json': {
        number: 7,
        sender: { login: 'robot' },
        pull_request: { title: 'Mend', head: { ref: 'fix' }, base: { ref: 'main' } },
      },
      'release.json': { release: { tag_name: 'v2', prerelease: false } },
    };
    expect(await ran(events, args, files)).toBe(steps);
  });

  test.each([
    ['--event=psh', '`psh` is neither an event nor a file.', 'Did you mean `push`?'],
    ['--event=gone.json', 'There is no file `gone.json`.', ''],
    ['--event=list.json', '`list.json` holds no JSON object.', ''],
    [
      '--event=odd.json',
      '`odd.json` does not tell which event it belongs to.',
      '--event=push:odd.json',
    ],
  ])('%s is refused', async (flag, message, hint) => {
    const made = session({ 'plan.json': onBranches, 'list.json': [], 'odd.json': { a: 1 } });
    const ended = await made.sluice(['run', 'plan.json', flag]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).toContain(hint);
  });
});

describe('inputs on an event that carries none', () => {
  const skipping = asking(
    { unless: 'inputs.skip != true', chosen: "inputs.color == 'red'" },
    {
      skip: { schema: { type: 'boolean' }, required: true },
      color: { schema: { type: 'string' }, required: false, default: 'red' },
    },
  );

  test('are null, or their default; a condition that this changes has a warning', async () => {
    expect(await ran(skipping, ['--event=push'])).toBe('unless chosen');
    const ended = await session({ 'plan.json': skipping }).sluice([
      'plan',
      'plan.json',
      '--event=push',
    ]);
    expect(ended).toMatchObject({ code: 0 });
    expect(
      ended.stderr,
    ).toBe(`warning[INPUT_NULL]: \`unless\` asks for \`inputs.skip\`, which is null on \`push\`.
  at /steps/0/when
  hint: Give the input a default, or ask for github.event_name, too.
`);
    expect(ended.stdout).toContain('2 would run.');
  });

  test('cannot be given', async () => {
    const ended = await session({ 'plan.json': skipping }).sluice([
      'run',
      'plan.json',
      'skip=true',
      '--event=push',
    ]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('`push` carries no inputs, and `skip` was given.');
  });

  test('a dispatch still asks for them', async () => {
    const ended = await session({ 'plan.json': skipping }).sluice(['run', 'plan.json']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('needs an input that was not given');
  });
});
