/** Makers of triggers. @module */
import { assertName, type Kebab } from '../plan/names.ts';
import type {
  CommentFilter,
  IssueFilter,
  PullRequestFilter,
  PushFilter,
  ReleaseFilter,
  Trigger,
  WorkflowRunFilter,
} from '../plan/trigger.ts';

/** Five fields; whether each of them is right is checked at run time (`CRON_INVALID`). */
type Cron = `${string} ${string} ${string} ${string} ${string}`;

/** Makers of {@link Trigger}. */
export const on: {
  push(filter?: PushFilter): Trigger;
  pullRequest(filter?: PullRequestFilter): Trigger;
  issue(filter?: IssueFilter): Trigger;
  issueComment(filter?: CommentFilter): Trigger;
  /** Several schedules are several triggers. `timezone` is an IANA name; without it, UTC. */
  schedule(cron: Cron, options?: { readonly timezone?: string }): Trigger;
  /** By hand, with a form made from the inputs. */
  dispatch(): Trigger;
  release(filter?: ReleaseFilter): Trigger;
  /** From another workflow, with the inputs and outputs of this one. */
  workflowCall(): Trigger;
  repositoryDispatch(types: readonly [string, ...string[]]): Trigger;
  /** A request to a server that hosts this project. */
  webhook<const Name extends string>(name: Name & Kebab<Name>): Trigger;
} = Object.freeze({
  push: (filter: PushFilter = {}): Trigger => ({ event: 'push', ...filter }),
  pullRequest: (filter: PullRequestFilter = {}): Trigger => ({ event: 'pull-request', ...filter }),
  issue: (filter: IssueFilter = {}): Trigger => ({ event: 'issue', ...filter }),
  issueComment: (filter: CommentFilter = {}): Trigger => ({ event: 'issue-comment', ...filter }),
  schedule: (cron: Cron, options: { readonly timezone?: string } = {}): Trigger => ({
    event: 'schedule',
    cron,
    ...options,
  }),
  dispatch: (): Trigger => ({ event: 'dispatch' }),
  release: (filter: ReleaseFilter = {}): Trigger => ({ event: 'release', ...filter }),
  workflowCall: (): Trigger => ({ event: 'workflow-call' }),
  repositoryDispatch: (types: readonly [string, ...string[]]): Trigger => ({
    event: 'repository-dispatch',
    types,
  }),
  webhook: <const Name extends string>(name: Name & Kebab<Name>): Trigger => {
    assertName(name, 'webhook');
    return { event: 'webhook', name };
  },
});

/** Triggers that give code or text of strangers a token that can write. Read GitHub's warnings first. */
export const unsafe: {
  pullRequestTarget(filter?: PullRequestFilter): Trigger;
  workflowRun(filter: WorkflowRunFilter): Trigger;
} = Object.freeze({
  pullRequestTarget: (filter: PullRequestFilter = {}): Trigger => ({
    event: 'pull-request-target',
    unsafe: true,
    ...filter,
  }),
  workflowRun: (filter: WorkflowRunFilter): Trigger => ({
    event: 'workflow-run',
    unsafe: true,
    ...filter,
  }),
});
