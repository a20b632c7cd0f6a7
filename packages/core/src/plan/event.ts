/** Words that events, steps and expressions share. @module */

/** How a step or job ended: GitHub's words. */
export type StepResult = 'success' | 'failure' | 'cancelled' | 'skipped';

/** What can have started a run, in GitHub's words. */
export type EventName =
  | 'push'
  | 'pull_request'
  | 'pull_request_target'
  | 'schedule'
  | 'workflow_dispatch'
  | 'workflow_call'
  | 'workflow_run'
  | 'repository_dispatch'
  | 'issues'
  | 'issue_comment'
  | 'release'
  | 'merge_group';
