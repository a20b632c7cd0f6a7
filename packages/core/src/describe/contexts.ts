/** The contexts that are the same in every definition: the event, the run, variables. @module */
import type { EventName } from '../plan/event.ts';
import type { JsonSchema } from '../plan/plan.ts';
import type { Expr, Untrusted } from './expr.ts';
import { contextExpr, createExpr } from './expression.ts';

const TEXT: JsonSchema = { type: 'string' };

/** A fact, by GitHub's name. */
function fact<T>(name: string, schema: JsonSchema = TEXT): Expr<T> {
  return contextExpr<T>(['github', name], [], schema);
}

/** A part of the event's payload. */
function payload<T = Untrusted>(part: string, key: string, schema: JsonSchema = TEXT): Expr<T> {
  const event = fact<unknown>('event', {}).node;
  return createExpr<T>({ op: 'get', of: { op: 'get', of: event, key: part }, key }, [], schema);
}

/** What an issue and a pull request have in common. */
function post(part: string): {
  readonly number: Expr<number>;
  readonly title: Expr<Untrusted>;
  readonly body: Expr<Untrusted>;
} {
  return Object.freeze({
    number: payload<number>(part, 'number', { type: 'number' }),
    title: payload(part, 'title'),
    body: payload(part, 'body'),
  });
}

/** Part of an event's payload. Its shape is the event's own: no name is checked, and every value counts as untrusted. */
export type EventPart = Untrusted & { readonly [key: string]: EventPart };
/** A whole event payload. */
export interface EventPayload {
  readonly [key: string]: EventPart;
}

/** Facts about the triggering event. Evaluated by GitHub, or from git and flags when run locally. */
export const github: {
  readonly eventName: Expr<EventName>;
  /** The whole payload, for what has no name here. */
  readonly event: Expr<EventPayload>;
  readonly workflow: Expr<string>;
  readonly runId: Expr<string>;
  readonly runNumber: Expr<number>;
  readonly runAttempt: Expr<number>;
  readonly ref: Expr<string>;
  readonly refName: Expr<string>;
  readonly refType: Expr<'branch' | 'tag'>;
  readonly sha: Expr<string>;
  readonly actor: Expr<string>;
  readonly repository: Expr<string>;
  readonly repositoryOwner: Expr<string>;
  readonly serverUrl: Expr<string>;
  readonly baseRef: Expr<string>;
  /** The branch of a pull request, named by its author. */
  readonly headRef: Expr<Untrusted>;
  readonly issue: {
    readonly number: Expr<number>;
    readonly title: Expr<Untrusted>;
    readonly body: Expr<Untrusted>;
  };
  readonly pullRequest: {
    readonly number: Expr<number>;
    readonly title: Expr<Untrusted>;
    readonly body: Expr<Untrusted>;
  };
  readonly comment: { readonly body: Expr<Untrusted> };
  readonly headCommit: { readonly id: Expr<string>; readonly message: Expr<Untrusted> };
} = Object.freeze({
  eventName: fact<EventName>('event_name'),
  event: fact<EventPayload>('event', {}),
  workflow: fact<string>('workflow'),
  runId: fact<string>('run_id'),
  runNumber: fact<number>('run_number', { type: 'number' }),
  runAttempt: fact<number>('run_attempt', { type: 'number' }),
  ref: fact<string>('ref'),
  refName: fact<string>('ref_name'),
  refType: fact<'branch' | 'tag'>('ref_type'),
  sha: fact<string>('sha'),
  actor: fact<string>('actor'),
  repository: fact<string>('repository'),
  repositoryOwner: fact<string>('repository_owner'),
  serverUrl: fact<string>('server_url'),
  baseRef: fact<string>('base_ref'),
  headRef: fact<Untrusted>('head_ref'),
  issue: post('issue'),
  pullRequest: post('pull_request'),
  comment: Object.freeze({ body: payload('comment', 'body') }),
  headCommit: Object.freeze({
    id: payload<string>('head_commit', 'id'),
    message: payload('head_commit', 'message'),
  }),
});

/** Facts about the run itself, the same wherever it runs. */
export const run: {
  readonly id: Expr<string>;
  readonly workflow: Expr<string>;
  readonly attempt: Expr<number>;
} = Object.freeze({
  id: contextExpr<string>(['run', 'id'], [], TEXT),
  workflow: contextExpr<string>(['run', 'workflow'], [], TEXT),
  attempt: contextExpr<number>(['run', 'attempt'], [], { type: 'number' }),
});
/** Variables of the repository or the project. A variable nobody set is empty. */
export const vars: { get(name: string): Expr<string> } = Object.freeze({
  get: (name: string) => contextExpr<string>(['vars', name], [], TEXT),
});
/** Environment variables declared by the workflow, the job or the step. */
export const env: { get(name: string): Expr<string> } = Object.freeze({
  get: (name: string) => contextExpr<string>(['env', name], [], TEXT),
});
