/** What an action's tag stands for, asked from GitHub. @module */
import type { LockedAction } from '@sluice/gha-generator';
import { Problems } from '../problem.ts';
import type { GitHubClient } from './client.ts';

interface GitRef {
  readonly ref: string;
  readonly object: { readonly type: string; readonly sha: string };
}

/**
 * Asks GitHub for a tag or branch of an action. Behind a moving tag (`v7`) it names the full version (`v7.0.1`), where
 * there is one.
 * @param client the API itself, not one repository of it
 * @param uses `owner/name@tag` or `owner/name/folder@tag`
 * @throws Problems `GITHUB_REFUSED` where there is no such action or tag
 */
export async function resolveAction(
  client: GitHubClient,
  uses: string,
): Promise<Omit<LockedAction, 'date'>> {
  const [, owner, name, folder, tag] =
    /^([\w.-]+)\/([\w.-]+)((?:\/[\w.-]+)*)@([\w./-]+)$/.exec(uses) ?? [];
  if (owner === undefined || name === undefined || tag === undefined) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${uses}\` is not an action.`,
      hint: 'An action has an owner, a name and a tag: actions/checkout@v7.',
    });
  }
  const root = `/repos/${owner}/${name}`;
  const repository = (await client.get(root)) as { id: number; owner: { id: number } };
  const refs = (await client.get(`${root}/git/matching-refs/tags/${tag}`)) as readonly GitRef[];
  const tags = new Map<string, string>();
  for (const { ref, object } of refs) {
    const short = ref.replace(/^refs\/tags\//, '');
    if (short === tag || short.startsWith(`${tag}.`)) {
      tags.set(short, await commitOf(client, root, object));
    }
  }
  const sha = tags.get(tag) ?? (await branchCommit(client, root, tag));
  const versions = [...tags].filter(([, commit]) => commit === sha).map(([each]) => each);
  const full = versions.filter((each) => /^v?\d+\.\d+\.\d+$/.test(each)).sort(byVersion);
  return {
    tag: full.at(-1) ?? tag,
    sha,
    ownerId: repository.owner.id,
    repoId: repository.id,
    uses: await usedBy(client, `${root}/contents${folder}`, sha),
  };
}

/** An annotated tag is an object of its own that points to the commit. */
async function commitOf(
  client: GitHubClient,
  root: string,
  object: GitRef['object'],
): Promise<string> {
  if (object.type !== 'tag') return object.sha;
  const tag = (await client.get(`${root}/git/tags/${object.sha}`)) as Pick<GitRef, 'object'>;
  return await commitOf(client, root, tag.object);
}

async function branchCommit(client: GitHubClient, root: string, branch: string): Promise<string> {
  const { object } = (await client.get(`${root}/git/ref/heads/${branch}`)) as GitRef;
  return object.sha;
}

/** What `action.yml` of a composite action names behind `uses`; a path within its own repository is left out. */
async function usedBy(
  client: GitHubClient,
  folder: string,
  sha: string,
): Promise<readonly string[]> {
  const text = await actionFile(client, folder, sha);
  if (text === undefined) return [];
  const { parse } = await import('yaml');
  const { runs } = parse(text) as {
    runs?: { using?: string; steps?: readonly { uses?: string }[] };
  };
  if (runs?.using !== 'composite') return [];
  const names = (runs.steps ?? []).flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
  return [...new Set(names.filter((uses) => /^[\w.-]+\/[\w./-]+@/.test(uses)))].sort();
}

async function actionFile(
  client: GitHubClient,
  folder: string,
  sha: string,
): Promise<string | undefined> {
  for (const name of ['action.yml', 'action.yaml']) {
    const found = await client.find(`${folder}/${name}?ref=${sha}`);
    const content = (found as { content?: unknown } | undefined)?.content;
    if (typeof content === 'string') return Buffer.from(content, 'base64').toString('utf8');
  }
  return undefined;
}

function byVersion(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
