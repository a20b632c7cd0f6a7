/** Makers of triggers. @module */
import type { Kebab } from '../plan/names.ts';
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
export declare const on: {
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
};

/** Triggers that give code or text of strangers a token that can write. Read GitHub's warnings first. */
export declare const unsafe: {
  pullRequestTarget(filter?: PullRequestFilter): Trigger;
  workflowRun(filter: WorkflowRunFilter): Trigger;
};
