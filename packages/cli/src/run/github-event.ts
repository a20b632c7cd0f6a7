/** The event behind a run on GitHub, from the variables of its runner. @module */
import { readFileSync } from 'node:fs';
import type { EventName, JsonObject } from '@sluice/core/plan';
import type { EventFacts } from '@sluice/core/run';
import type { CliIo } from '../io.ts';

/** Whether this process runs in a job of GitHub. */
export function isInJob({ env }: Pick<CliIo, 'env'>): boolean {
  return env['GITHUB_ACTIONS'] === 'true' && (env['GITHUB_EVENT_NAME'] ?? '') !== '';
}

/**
 * The facts of the event; undefined anywhere but in a job of GitHub.
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function githubEvent(env: CliIo['env']): EventFacts | undefined {
  const fact = (name: string): string => env[`GITHUB_${name}`] ?? '';
  if (!isInJob({ env })) return undefined;
  return {
    // GitHub's own name, whichever it is
    name: fact('EVENT_NAME') as EventName,
    ref: fact('REF'),
    refType: fact('REF_TYPE') === 'tag' ? 'tag' : 'branch',
    sha: fact('SHA'),
    actor: fact('ACTOR'),
    repository: fact('REPOSITORY'),
    serverUrl: fact('SERVER_URL'),
    runNumber: Number(fact('RUN_NUMBER')) || 1,
    runAttempt: Number(fact('RUN_ATTEMPT')) || 1,
    ...(fact('BASE_REF') !== '' && { baseRef: fact('BASE_REF') }),
    ...(fact('HEAD_REF') !== '' && { headRef: fact('HEAD_REF') }),
    payload: payload(fact('EVENT_PATH')),
  };
}

function payload(file: string): JsonObject {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
  } catch {
    return {};
  }
}
