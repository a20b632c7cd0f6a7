/** The addresses of remotes, as git knows them. @module */

/** Where a remote is on a server like GitHub's. */
export interface RemoteAddress {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
}

/** Reads `git@host:owner/name.git`, `https://host/owner/name` and the like; undefined for anything else. */
export function parseRemoteUrl(url: string): RemoteAddress | undefined {
  const [, host, path] =
    /^(?:[a-z+]+:\/\/)?(?:[^@/]+@)?([^/:]+)(?::\d+)?[/:]([^/].*?)(?:\.git)?\/?$/.exec(url) ?? [];
  const [owner, name] = path?.split('/').slice(-2) ?? [];
  if (!host?.includes('.') || owner === undefined || name === undefined) return undefined;
  return { host, owner, name };
}
