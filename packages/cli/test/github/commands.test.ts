import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type Session, session } from '../support/session.ts';
import { type GitHubServer, job, run, startGitHub, TOKEN } from './server.ts';

function clone(remote = 'git@github.com:octo/sample.git'): Session {
  const made = session({ 'plan.json': '' });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: made.folder });
  git('init', '--quiet', '--initial-branch=trunk');
  git('remote', 'add', 'origin', remote);
  return made;
}

function at(server: GitHubServer): { readonly env: Record<string, string> } {
  return { env: { GITHUB_API_URL: server.url, GH_TOKEN: TOKEN } };
}

test('a dispatch sends its inputs as they are, on the branch of the checkout, and prints the address', async () => {
  await using server = await startGitHub();
  const nasty = `name=a b'; $(touch X) "\n line2`;
  const ended = await clone().sluice(
    ['gha', 'dispatch', 'release.yml', '-i', nasty, 'dry=true'],
    at(server),
  );
  expect(ended).toEqual({
    code: 0,
    stdout: 'https://github.com/octo/sample/actions/runs/100\n',
    stderr: '',
  });
  const sent = server.seen.find(({ method }) => method === 'POST');
  expect(sent?.body).toMatchObject({
    ref: 'trunk',
    inputs: { name: `a b'; $(touch X) "\n line2`, dry: 'true' },
  });
});

test('a dispatch that is watched tells what its jobs do, brings artifacts back and ends as the run did', async () => {
  await using server = await startGitHub();
  server.state.artifacts = [
    { id: 5, name: 'build.wheel', size_in_bytes: 3, expired: false, archive_download_url: '' },
    { id: 6, name: 'build.old', size_in_bytes: 3, expired: true, archive_download_url: '' },
  ];
  server.state.archives.set(5, zipSync({ 'sample 1.whl': strToU8('wheel') }));
  // The run is over when somebody looks: what there is to wait for is tested with a clock.
  server.state.before = ({ method, path }) => {
    if (method === 'GET' && path.endsWith('/jobs?per_page=100')) {
      server.state.jobs = [job(1, 'build', 'success'), job(2, 'publish', 'failure')];
    }
    if (method === 'GET' && path.endsWith('/actions/runs/100')) {
      server.state.runs = [run(100, 'completed', 'failure')];
    }
    return false;
  };
  const made = clone();
  made.write('sluice.ts', '');
  const ended = await made.sluice(
    ['--json', 'gha', 'dispatch', 'release.yml', '--watch'],
    at(server),
  );
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('✓ build  3.0s\n✗ publish  3.0s\n  ✗ Run it\n');
  expect(ended.stderr).toContain('build.old has expired on GitHub.\n');
  const { runId, artifacts } = JSON.parse(ended.stdout.replaceAll('<folder>', made.folder));
  expect(runId).toBe('github-100');
  expect(artifacts).toMatchObject([{ step: 'build', name: 'wheel' }]);
  expect(artifacts[0].path).toMatch(/\/\.sluice\/artifacts\/.*\/sample 1\.whl$/);
  expect(readFileSync(artifacts[0].path, 'utf8')).toBe('wheel');
});

describe('the outputs of a run', () => {
  const outputs = {
    said: `a b'; $(touch X) "\n line2`,
    count: 3,
    none: null,
    list: ['x', { y: true }],
  };
  const kept = (text: string) => ({
    artifact: {
      id: 9,
      name: 'sluice--outputs',
      size_in_bytes: 3,
      expired: false,
      archive_download_url: '',
    },
    archive: zipSync({ 'outputs.json': strToU8(text) }),
  });
  const fetched = async (text: string, ...args: string[]) => {
    await using server = await startGitHub();
    const { artifact, archive } = kept(text);
    server.state.runs = [run(7, 'completed', 'success')];
    server.state.jobs = [job(1, 'build', 'success')];
    server.state.artifacts = [artifact];
    server.state.archives.set(9, archive);
    const made = clone();
    made.write('sluice.ts', '');
    return await made.sluice(['gha', 'status', '7', '--fetch', ...args], at(server));
  };

  test('are printed as those of a local run, and kept', async () => {
    const ended = await fetched(JSON.stringify(outputs));
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout.split('✓ build  3.0s\n')[1]).toBe(
      `said: a b'; $(touch X) "\n line2\ncount: 3\nlist: ["x",{"y":true}]\n`,
    );
    const asJson = await fetched(JSON.stringify(outputs), '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ outputs, artifacts: [] });
  });

  test.each(['[]', 'null', '{"a":', '"x"'])('that are none are a problem: %s', async (text) => {
    const ended = await fetched(text);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(
      'error[OUTPUT_INVALID]: The outputs of the run are no JSON object.',
    );
  });
});

test('the status of a workflow is a table, of a run its jobs', async () => {
  await using server = await startGitHub();
  server.state.runs = [run(8, 'in_progress', null), run(7, 'completed', 'success')];
  server.state.jobs = [job(1, 'build', 'success')];
  const made = clone('https://github.com/octo/sample');
  expect(await made.sluice(['gha', 'status', 'release.yml'], at(server))).toEqual({
    code: 0,
    stderr: '',
    stdout: `RUN  RESULT       BRANCH  STARTED
8    in progress  main    2026-11-20 10:00 UTC
7    success      main    2026-11-20 10:00 UTC
`,
  });
  expect((await made.sluice(['gha', 'status', '7'], at(server))).stdout).toBe(
    'Release  success  https://github.com/octo/sample/actions/runs/7\n✓ build  3.0s\n',
  );
});

test.each([
  [
    'no token',
    ['gha', 'status', '7'],
    { PATH: '' },
    'error[GITHUB_REFUSED]: There is no token for github.com.',
  ],
  [
    'a name that is none',
    ['gha', 'status', '7', '--repo=sample'],
    {},
    '`sample` is not the name of a repository.',
  ],
  ['nothing named', ['gha', 'dispatch'], {}, '`gha dispatch` needs a workflow.'],
  ['a misspelt command', ['gha', 'genrate'], {}, 'Did you mean `generate`?'],
  ['a misspelt flag', ['gha', 'status', '7', '--fech'], {}, 'Did you mean `--fetch`?'],
])('%s is a problem with a hint', async (_, args, env, words) => {
  const ended = await clone().sluice(args, { env });
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(words);
  expect(ended.stderr).toContain('hint:');
});

test('a folder that is no clone has no repository, unless it is named', async () => {
  await using server = await startGitHub();
  server.state.runs = [run(7, 'completed', 'failure')];
  const made = session();
  const ended = await made.sluice(['gha', 'status', '7'], at(server));
  expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('no remote `origin`')]);
  expect((await made.sluice(['gha', 'status', '7', '--repo=octo/sample'], at(server))).code).toBe(
    1,
  );
});

test("verify shows what GitHub's own parser and language service find, with places", async () => {
  const made = session({
    '.github/workflows/good.yml':
      'on: push\njobs: { a: { runs-on: u, steps: [{ run: "true" }] } }\n',
    '.github/workflows/bad.yml': 'on: push\njobs:\n  a:\n    runs-on: u\n    stepz: []\n',
    '.github/workflows/deep.yml':
      'on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: echo ${{ steps.x.outputs.y }}\n',
  });
  const all = await made.sluice(['gha', 'verify']);
  expect(all.code).toBe(1);
  expect(all.stderr).toContain("Unexpected value 'stepz'\n  at .github/workflows/bad.yml:5:5");
  expect(all.stderr).toContain(
    'Context access might be invalid: x\n  at .github/workflows/deep.yml:6:19',
  );
  expect(all.stderr).toContain('2 found in 3 files.');
  expect(await made.sluice(['gha', 'verify', '.github/workflows/good.yml'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'GitHub accepts 1 file.\n',
  });
  expect((await made.sluice(['gha', 'verify', 'none.yml'])).code).toBe(2);
});
