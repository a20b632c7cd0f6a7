/** Which repository on GitHub a project is, and where that GitHub answers. @module */
import type { CliIo } from '../io.ts';
import { Problems } from '../problem.ts';
import { git } from '../run/git.ts';
import { parseRemoteUrl } from './remote-url.ts';

/** A repository on GitHub or on a GitHub Enterprise server. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
  /** The host of its pages, such as `github.com`. */
  readonly host: string;
  /** Where its REST API begins, without a slash at the end. */
  readonly apiUrl: string;
}

/** The address of a repository in the REST API. */
export function repositoryUrl({ apiUrl, owner, name }: Repository): string {
  return `${apiUrl}/repos/${owner}/${name}`;
}

/**
 * The repository that was named (`owner/name`), else the one of `GITHUB_REPOSITORY`, else the one that the remote
 * `origin` points to. `GITHUB_API_URL` and `GITHUB_SERVER_URL` say where GitHub is, as they do in a workflow.
 */
export async function findRepository(
  { env, cwd }: Pick<CliIo, 'env' | 'cwd'>,
  named?: string,
): Promise<Repository> {
  const text = named ?? env['GITHUB_REPOSITORY'];
  if (text !== undefined && text !== '') {
    const [, owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(text) ?? [];
    if (owner === undefined || name === undefined) throw notARepository(text);
    return at(hostOf(env['GITHUB_SERVER_URL']) ?? 'github.com', owner, name, env);
  }
  const url = await git(cwd, 'config', '--get', 'remote.origin.url');
  const address = parseRemoteUrl(url);
  if (address === undefined) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message:
        url === ''
          ? 'This folder has no remote `origin`.'
          : `The remote \`origin\` (${url}) is no repository on GitHub.`,
      hint: 'Name the repository: --repo=OWNER/NAME.',
    });
  }
  return at(address.host, address.owner, address.name, env);
}

function at(host: string, owner: string, name: string, env: CliIo['env']): Repository {
  const given = env['GITHUB_API_URL'];
  const usual = host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`;
  return { owner, name, host, apiUrl: (given || usual).replace(/\/+$/, '') };
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined || url === '' ? undefined : new URL(url).host;
}

function notARepository(text: string): Problems {
  return new Problems({
    code: 'USAGE_INVALID',
    message: `\`${text}\` is not the name of a repository.`,
    hint: 'It has an owner and a name: --repo=OWNER/NAME.',
  });
}
