/** The names of events, as people write them. @module */
import { didYouMean, type EventName } from '@sluice/core/plan';
import { Problems } from '../problem.ts';

/** Every event, in GitHub's words. */
export const EVENTS: readonly EventName[] = [
  'push',
  'pull_request',
  'pull_request_target',
  'schedule',
  'workflow_dispatch',
  'workflow_call',
  'workflow_run',
  'repository_dispatch',
  'issues',
  'issue_comment',
  'release',
  'merge_group',
];

/** What triggers call some of them. */
const ALIASES: Readonly<Record<string, EventName>> = {
  dispatch: 'workflow_dispatch',
  issue: 'issues',
};

/** The event of this name: `pull-request` is `pull_request`, `dispatch` is `workflow_dispatch`. */
export function findEvent(asked: string): EventName | undefined {
  const name = asked.replace(/-/g, '_');
  return ALIASES[name] ?? EVENTS.find((each) => each === name);
}

/** The problem of a name that no event has. */
export function unknownEvent(asked: string): Problems {
  return new Problems({
    code: 'USAGE_INVALID',
    message: `\`${asked}\` is neither an event nor a file.`,
    hint:
      didYouMean(asked.replace(/-/g, '_'), EVENTS) ??
      `Pass --event with the path of a payload, or one of ${EVENTS.join(', ')}.`,
  });
}

/** Whether inputs come with the event. With any other they are null, as on GitHub. */
export function carriesInputs(event: EventName): boolean {
  return event === 'workflow_dispatch' || event === 'workflow_call';
}
