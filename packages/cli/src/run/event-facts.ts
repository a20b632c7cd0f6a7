/** The event that a local run stands for: a dispatch unless said otherwise, with facts from git. @module */
import { userInfo } from 'node:os';
import type { EventFacts } from '@sluice/core/run';
import type { GlobalFlags } from '../argv/flag-table.ts';
import { parseRemoteUrl } from '../github/remote-url.ts';
import type { CliIo } from '../io.ts';
import { Problems } from '../problem.ts';
import { type Checkout, readCheckout } from './checkout.ts';
import { payloadFacts, readEvent } from './event-payload.ts';
import { git } from './git.ts';
import { githubEvent } from './github-event.ts';

/** The facts: what `--ref` says before what the payload says before what this checkout says. Without git, sane ones. In a job of GitHub they are those of its event. */
export async function localEvent(
  { cwd, env }: Pick<CliIo, 'cwd' | 'env'>,
  flags: Pick<GlobalFlags, 'event' | 'ref'>,
): Promise<EventFacts> {
  const github =
    flags.event === undefined && flags.ref === undefined ? githubEvent(env) : undefined;
  if (github !== undefined) return github;
  const asked = readEvent(flags.event, cwd);
  const [checkout, named] = await Promise.all([
    readCheckout(cwd, process.env) ?? askGit(cwd),
    flags.ref === undefined ? {} : namedRef(cwd, flags.ref),
  ]);
  const { sha, branch, tag = '', user, remote }: Checkout & { readonly tag?: string } = checkout;
  const onTag = branch === '' && tag !== '';
  return {
    name: asked.name,
    ref: onTag ? `refs/tags/${tag}` : `refs/heads/${branch === '' ? 'main' : branch}`,
    refType: onTag ? 'tag' : 'branch',
    sha: sha === '' ? '0'.repeat(40) : sha,
    actor: user === '' ? userName() : user,
    ...repositoryOf(remote),
    runNumber: 1,
    runAttempt: 1,
    payload: asked.payload,
    ...payloadFacts(asked),
    ...named,
  };
}

async function askGit(cwd: string): Promise<Checkout & { readonly tag?: string }> {
  const [sha, branch, tag, user, remote] = await Promise.all([
    git(cwd, 'rev-parse', 'HEAD'),
    git(cwd, 'symbolic-ref', '--quiet', '--short', 'HEAD'),
    git(cwd, 'describe', '--tags', '--exact-match', 'HEAD'),
    git(cwd, 'config', 'user.name'),
    git(cwd, 'config', '--get', 'remote.origin.url'),
  ]);
  return { sha, branch, tag, user, remote };
}

/** `main`, `v1.0` or `refs/…`: a tag when there is one of that name and no branch. */
async function namedRef(cwd: string, name: string): Promise<Partial<EventFacts>> {
  if (/[\s~^:?*[\\]|\.\.|^-/.test(name)) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${name}\` is not the name of a branch or a tag.`,
      hint: 'Pass --ref=main, --ref=v1.0.0 or --ref=refs/heads/main.',
    });
  }
  const shaOf = (ref: string): Promise<string> =>
    git(cwd, 'rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
  if (name.startsWith('refs/')) return refFacts(name, await shaOf(name));
  const [head, tag] = await Promise.all([shaOf(`refs/heads/${name}`), shaOf(`refs/tags/${name}`)]);
  return head === '' && tag !== ''
    ? refFacts(`refs/tags/${name}`, tag)
    : refFacts(`refs/heads/${name}`, head);
}

function refFacts(ref: string, sha: string): Partial<EventFacts> {
  const refType = ref.startsWith('refs/tags/') ? 'tag' : 'branch';
  return { ref, refType, ...(sha !== '' && { sha }) };
}

/** `owner/name` and the server, from the address of the remote. */
function repositoryOf(remote: string): { readonly repository: string; readonly serverUrl: string } {
  const address = parseRemoteUrl(remote);
  if (address === undefined) {
    return { repository: 'local/local', serverUrl: 'https://github.com' };
  }
  const { host, owner, name } = address;
  return { repository: `${owner}/${name}`, serverUrl: `https://${host}` };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'local';
  }
}
