import { expect, test } from 'vitest';
import { createGitHubClient } from '../../src/github/client.ts';
import { resolveAction } from '../../src/github/resolve-action.ts';
import { annotated, content, type GitHubServer, ref, startGitHub, TOKEN } from './server.ts';

const clock = { now: () => 0, sleep: async () => {} };
const connect = (server: GitHubServer) =>
  createGitHubClient({ baseUrl: server.url, token: TOKEN, clock });
const sha = (digit: string) => digit.repeat(40);

function serve(server: GitHubServer, pages: Readonly<Record<string, unknown>>): void {
  server.state.pages = new Map(Object.entries(pages));
}

test('a moving tag is resolved to its commit and the newest full version of it', async () => {
  await using server = await startGitHub();
  serve(server, {
    '/repos/actions/checkout': { id: 1, owner: { id: 2 } },
    '/repos/actions/checkout/git/matching-refs/tags/v7': [
      ref('tags/v7', sha('a')),
      ref('tags/v7.0.0', sha('b')),
      ref('tags/v7.0.9', sha('a')),
      ref('tags/v7.0.10', sha('c'), 'tag'),
      ref('tags/v70', sha('a')),
    ],
    [`/repos/actions/checkout/git/tags/${sha('c')}`]: annotated(sha('a')),
    [`/repos/actions/checkout/contents/action.yml?ref=${sha('a')}`]:
      content('runs: { using: node24 }'),
  });
  expect(await resolveAction(connect(server), 'actions/checkout@v7')).toEqual({
    tag: 'v7.0.10',
    sha: sha('a'),
    repoId: 1,
    ownerId: 2,
    uses: [],
  });
});

test('a composite action names what it uses, also one in a folder', async () => {
  await using server = await startGitHub();
  serve(server, {
    '/repos/octo/tools': { id: 3, owner: { id: 4 } },
    '/repos/octo/tools/git/matching-refs/tags/v1': [ref('tags/v1', sha('d'))],
    [`/repos/octo/tools/contents/rust/action.yaml?ref=${sha('d')}`]: content(
      'runs: { using: composite, steps: [{ uses: octo/cache@v2 }, { uses: ./local }, { run: x }] }',
    ),
  });
  expect(await resolveAction(connect(server), 'octo/tools/rust@v1')).toMatchObject({
    tag: 'v1',
    uses: ['octo/cache@v2'],
  });
});

test('what is no tag may be a branch; what is neither is refused', async () => {
  await using server = await startGitHub();
  serve(server, {
    '/repos/octo/tools': { id: 3, owner: { id: 4 } },
    '/repos/octo/tools/git/matching-refs/tags/main': [],
    '/repos/octo/tools/git/ref/heads/main': ref('heads/main', sha('e')),
    '/repos/octo/tools/git/matching-refs/tags/v9': [ref('tags/v99', sha('a'))],
  });
  const client = connect(server);
  expect(await resolveAction(client, 'octo/tools@main')).toMatchObject({
    tag: 'main',
    sha: sha('e'),
  });
  await expect(resolveAction(client, 'octo/tools@v9')).rejects.toMatchObject({
    problems: [{ code: 'GITHUB_REFUSED' }],
  });
  await expect(resolveAction(client, 'checkout@v7')).rejects.toMatchObject({
    problems: [{ code: 'USAGE_INVALID' }],
  });
});
