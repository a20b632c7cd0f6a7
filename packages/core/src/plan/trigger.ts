/**
 * Triggers, as they stand in a plan. A list of triggers means "any of these"; there is no other combination.
 * @module
 */

type Names = readonly string[];
/** GitHub refuses a filter and its opposite on one event; a `!pattern` in the first says both. */
type Branches =
  | { readonly branches?: Names; readonly branchesIgnore?: never }
  | { readonly branches?: never; readonly branchesIgnore?: Names };
type Tags =
  | { readonly tags?: Names; readonly tagsIgnore?: never }
  | { readonly tags?: never; readonly tagsIgnore?: Names };
type Paths =
  | { readonly paths?: Names; readonly pathsIgnore?: never }
  | { readonly paths?: never; readonly pathsIgnore?: Names };

type PullRequestActivity =
  | 'opened'
  | 'synchronize'
  | 'reopened'
  | 'closed'
  | 'edited'
  | 'labeled'
  | 'unlabeled'
  | 'assigned'
  | 'unassigned'
  | 'ready_for_review'
  | 'converted_to_draft'
  | 'review_requested'
  | 'enqueued'
  | 'dequeued';
type IssueActivity =
  | 'opened'
  | 'edited'
  | 'closed'
  | 'reopened'
  | 'deleted'
  | 'labeled'
  | 'unlabeled'
  | 'assigned'
  | 'unassigned'
  | 'typed'
  | 'pinned'
  | 'transferred';
type ReleaseActivity =
  | 'published'
  | 'unpublished'
  | 'created'
  | 'edited'
  | 'deleted'
  | 'prereleased'
  | 'released';

/** Filter of a trigger. */
export type PushFilter = Branches & Tags & Paths;
/** Filter of a trigger. */
export type PullRequestFilter = { readonly types?: readonly PullRequestActivity[] } & Branches &
  Paths;
/** Filter of a trigger. */
export type IssueFilter = { readonly types?: readonly IssueActivity[] };
/** `contains`: only comments that hold this text, a `/command` for example. */
/** Filter of a trigger. */
export type CommentFilter = {
  readonly types?: readonly ('created' | 'edited' | 'deleted')[];
  readonly contains?: string;
};
/** Filter of a trigger. */
export type ReleaseFilter = { readonly types?: readonly ReleaseActivity[] };
/** Filter of a trigger. */
export type WorkflowRunFilter = {
  readonly workflows: readonly [string, ...string[]];
  readonly types?: readonly ('requested' | 'in_progress' | 'completed')[];
  readonly branches?: Names;
};

/** What starts a workflow. In a plan, the same object. */
export type Trigger =
  | ({ readonly event: 'push' } & PushFilter)
  | ({ readonly event: 'pull-request' } & PullRequestFilter)
  | ({ readonly event: 'issue' } & IssueFilter)
  | ({ readonly event: 'issue-comment' } & CommentFilter)
  | { readonly event: 'schedule'; readonly cron: string; readonly timezone?: string }
  | { readonly event: 'dispatch' }
  | ({ readonly event: 'release' } & ReleaseFilter)
  | { readonly event: 'workflow-call' }
  | { readonly event: 'repository-dispatch'; readonly types: readonly string[] }
  | { readonly event: 'webhook'; readonly name: string }
  | ({ readonly event: 'pull-request-target'; readonly unsafe: true } & PullRequestFilter)
  | ({ readonly event: 'workflow-run'; readonly unsafe: true } & WorkflowRunFilter);
