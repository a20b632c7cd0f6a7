/** Connections to GitHub, from what the environment says. @module */
import { systemClock } from '@sluice/executor';
import type { CliIo } from '../io.ts';
import { createGitHubClient, type GitHubClient } from './client.ts';
import { findRepository, type Repository, repositoryUrl } from './repository.ts';
import { findToken } from './token.ts';

/** A repository and a client for it. */
export interface Connection {
  readonly repository: Repository;
  readonly client: GitHubClient;
}

/** Connects to the repository that was named, or to the one of this folder. */
export async function connectRepository(io: CliIo, named?: string): Promise<Connection> {
  const repository = await findRepository(io, named);
  const token = await findToken(io.env, repository.host);
  const baseUrl = repositoryUrl(repository);
  return { repository, client: createGitHubClient({ baseUrl, token, clock: systemClock }) };
}

/** Connects to the API as such: actions live on github.com, whatever server the repository is on. */
export async function connectGitHub(io: CliIo): Promise<GitHubClient> {
  const baseUrl = (io.env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/+$/, '');
  const token = await findToken(io.env, 'github.com');
  return createGitHubClient({ baseUrl, token, clock: systemClock });
}
