/** The event that a local run stands for: a dispatch, with facts from git. @module */
import { userInfo } from 'node:os';
import type { EventName } from '@sluice/core/plan';
import { didYouMean } from '@sluice/core/plan';
import type { EventFacts } from '@sluice/core/run';
import { Problems } from '../problem.ts';
import { git } from './git.ts';

const EVENTS: readonly EventName[] = [
  'push',
  'pull_request',
  'pull_request_target',
  'schedule',
  'workflow_dispatch',
  'workflow_call',
  'workflow_run',
  'repository_dispatch',
  'issues',
  'issue_comment',
  'release',
  'merge_group',
];

/** The facts of this checkout; without git, sane ones. */
export async function localEvent(cwd: string, asked: string | undefined): Promise<EventFacts> {
  const name = eventName(asked);
  const [sha, branch, tag, actor, remote] = await Promise.all([
    git(cwd, 'rev-parse', 'HEAD'),
    git(cwd, 'symbolic-ref', '--quiet', '--short', 'HEAD'),
    git(cwd, 'describe', '--tags', '--exact-match', 'HEAD'),
    git(cwd, 'config', 'user.name'),
    git(cwd, 'config', '--get', 'remote.origin.url'),
  ]);
  const onTag = branch === '' && tag !== '';
  return {
    name,
    ref: onTag ? `refs/tags/${tag}` : `refs/heads/${branch === '' ? 'main' : branch}`,
    refType: onTag ? 'tag' : 'branch',
    sha: sha === '' ? '0'.repeat(40) : sha,
    actor: actor === '' ? userName() : actor,
    ...repositoryOf(remote),
    runNumber: 1,
    runAttempt: 1,
    payload: {},
  };
}

function eventName(asked: string | undefined): EventName {
  if (asked === undefined) return 'workflow_dispatch';
  const name = asked.replace(/-/g, '_');
  const found = EVENTS.find((each) => each === name);
  if (found !== undefined) return found;
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`${asked}\` is not an event.`,
    hint: didYouMean(name, EVENTS) ?? `Pass --event with one of ${EVENTS.join(', ')}.`,
  });
}

/** `owner/name` and the server, from the address of the remote. */
function repositoryOf(remote: string): { readonly repository: string; readonly serverUrl: string } {
  const [, host, path] =
    /^(?:[a-z+]+:\/\/)?(?:[^@/]+@)?([^/:]+)(?::\d+)?[/:]([^/].*?)(?:\.git)?\/?$/.exec(remote) ?? [];
  if (host === undefined || path === undefined || !host.includes('.')) {
    return { repository: 'local/local', serverUrl: 'https://github.com' };
  }
  return { repository: path.split('/').slice(-2).join('/'), serverUrl: `https://${host}` };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'local';
  }
}
