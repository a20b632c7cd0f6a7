/** The payload of an event, from a file as GitHub writes it, and the facts in it. @module */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EventName, Json, JsonObject } from '@sluice/core/plan';
import type { EventFacts } from '@sluice/core/run';
import { Problems } from '../problem.ts';
import { findEvent, unknownEvent } from './event-name.ts';

/** What `--event` says. */
export interface AskedEvent {
  readonly name: EventName;
  readonly payload: JsonObject;
}

/** Reads `NAME`, `FILE` or `NAME:FILE`. The event of a file alone is told by its keys. */
export function readEvent(asked: string | undefined, cwd: string): AskedEvent {
  if (asked === undefined) return { name: 'workflow_dispatch', payload: {} };
  const name = findEvent(asked);
  if (name !== undefined) return { name, payload: {} };
  const [, said, path] = /^([a-z_-]+):(.+)$/s.exec(asked) ?? [];
  const given = said === undefined ? undefined : findEvent(said);
  const file = given === undefined || path === undefined ? asked : path;
  if (!existsSync(resolve(cwd, file))) {
    if (!/[./\\]/.test(file)) throw unknownEvent(asked);
    throw invalid(`There is no file \`${file}\`.`, 'Pass --event with the path of a payload.');
  }
  const payload = readPayload(file, cwd);
  const found = given ?? eventOf(payload);
  if (found !== undefined) return { name: found, payload };
  throw invalid(
    `\`${file}\` does not tell which event it belongs to.`,
    `Say it: --event=push:${file}.`,
  );
}

function readPayload(file: string, cwd: string): JsonObject {
  const hint = 'A payload is a JSON object, as GitHub writes it to GITHUB_EVENT_PATH.';
  let value: Json;
  try {
    value = JSON.parse(readFileSync(resolve(cwd, file), 'utf8')) as Json;
  } catch (error) {
    throw invalid(`\`${file}\` cannot be read: ${(error as Error).message}.`, hint);
  }
  const object = objectAt(value);
  if (object === undefined) throw invalid(`\`${file}\` holds no JSON object.`, hint);
  return object;
}

/** Keys that only one event has, the more telling first (GitHub, "Webhook events and payloads"). */
const TELLING: readonly (readonly [key: string, event: EventName])[] = [
  ['comment', 'issue_comment'],
  ['issue', 'issues'],
  ['pull_request', 'pull_request'],
  ['release', 'release'],
  ['workflow_run', 'workflow_run'],
  ['merge_group', 'merge_group'],
  ['client_payload', 'repository_dispatch'],
  ['schedule', 'schedule'],
  ['inputs', 'workflow_dispatch'],
  ['commits', 'push'],
  ['head_commit', 'push'],
  ['pusher', 'push'],
];

function eventOf(payload: JsonObject): EventName | undefined {
  return TELLING.find(([key]) => Object.hasOwn(payload, key))?.[1];
}

/** The facts that a payload says, as GitHub's runner takes them from it. */
export function payloadFacts({ name, payload }: AskedEvent): Partial<EventFacts> {
  const text = (...path: readonly string[]): string | undefined => {
    let value: Json | undefined = payload;
    for (const key of path) value = objectAt(value)?.[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const repository = text('repository', 'full_name');
  const server = /^https?:\/\/[^/]+/.exec(text('repository', 'html_url') ?? '')?.[0];
  const actor = text('sender', 'login');
  return {
    ...placeOf(name, payload, text),
    ...(actor !== undefined && { actor }),
    ...(repository !== undefined && { repository }),
    ...(server !== undefined && { serverUrl: server }),
  };
}

function placeOf(
  name: EventName,
  payload: JsonObject,
  text: (...path: readonly string[]) => string | undefined,
): Partial<EventFacts> {
  switch (name) {
    case 'pull_request':
    case 'pull_request_target': {
      const headRef = text('pull_request', 'head', 'ref');
      const baseRef = text('pull_request', 'base', 'ref');
      const number = payload['number'] ?? objectAt(payload['pull_request'])?.['number'];
      const onBase = name === 'pull_request_target';
      const ref = onBase ? baseRef && `refs/heads/${baseRef}` : `refs/pull/${number ?? 0}/merge`;
      const sha = onBase
        ? text('pull_request', 'base', 'sha')
        : (text('pull_request', 'merge_commit_sha') ?? text('pull_request', 'head', 'sha'));
      return {
        ...(number !== undefined && ref !== undefined && place(ref, sha)),
        ...(headRef !== undefined && { headRef }),
        ...(baseRef !== undefined && { baseRef }),
      };
    }
    case 'release': {
      const tag = text('release', 'tag_name');
      return tag === undefined ? {} : place(`refs/tags/${tag}`, undefined);
    }
    case 'merge_group':
      return place(text('merge_group', 'head_ref'), text('merge_group', 'head_sha'));
    case 'push':
      return place(text('ref'), text('after'));
    default: {
      const ref = text('ref');
      return place(ref?.startsWith('refs/') === true ? ref : undefined, undefined);
    }
  }
}

function place(ref: string | undefined, sha: string | undefined): Partial<EventFacts> {
  return {
    ...(ref !== undefined && {
      ref,
      refType: ref.startsWith('refs/tags/') ? ('tag' as const) : ('branch' as const),
    }),
    ...(sha !== undefined && { sha }),
  };
}

function objectAt(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

function invalid(message: string, hint: string): Problems {
  return new Problems({ code: 'USAGE_INVALID', message, hint });
}
