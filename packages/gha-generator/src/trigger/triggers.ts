/** What starts a workflow: triggers of a plan as GitHub's `on`. Several of a kind become one. @module */
import type { Plan, Trigger } from '@sluice/core/plan';
import type { WorkflowFindings } from '../findings.ts';
import { callInputs, dispatchInputs } from '../inputs.ts';
import type { CallTrigger, EventFilter, Schedule, Triggers } from '../model/workflow.ts';
import { mergeFilters } from './merge-filters.ts';

/** What GitHub calls an event that has filters. */
const EVENTS = {
  push: 'push',
  'pull-request': 'pull_request',
  'pull-request-target': 'pull_request_target',
  issue: 'issues',
  'issue-comment': 'issue_comment',
  release: 'release',
  'repository-dispatch': 'repository_dispatch',
  'workflow-run': 'workflow_run',
} as const;
type FilteredEvent = keyof typeof EVENTS;

/** Where the file of a workflow stands among others. */
export interface TriggerContext {
  /** Other workflows call it. */
  readonly callable: boolean;
  /** Only other workflows start it. */
  readonly callOnly: boolean;
  readonly findings: WorkflowFindings;
  /** What a call brings and gives back besides the inputs. */
  readonly call: Pick<CallTrigger, 'secrets' | 'outputs'>;
}

/** The name of the input by which a caller tells a called workflow which of its calls this is. */
export const CALLER_INPUT = 'sluice-caller';

/** The `on` of a workflow. Without triggers it is started by hand; inputs bring a form. */
export function triggersOf(plan: Plan, context: TriggerContext): Triggers {
  const { findings } = context;
  const on: { -readonly [Key in keyof Triggers]: Triggers[Key] } = {};
  const schedules: Schedule[] = [];
  let dispatch = false;
  let call = context.callable;
  for (const [at, trigger] of plan.on.entries()) {
    const path = ['on', at];
    switch (trigger.event) {
      case 'schedule': {
        const { cron, timezone } = trigger;
        const line = { cron, ...(timezone !== undefined && { timezone }) };
        const known = schedules.some((each) => each.cron === cron && each.timezone === timezone);
        if (!known) schedules.push(line);
        break;
      }
      case 'dispatch':
        dispatch = true;
        break;
      case 'workflow-call':
        call = true;
        break;
      case 'webhook':
        findings.warn(
          `GitHub does not receive the webhook \`${trigger.name}\`: the file leaves it out.`,
          path,
          `Let a server host it, or add \`on.repositoryDispatch(['${trigger.name}'])\`.`,
        );
        break;
      default: {
        const event = EVENTS[trigger.event];
        const filter = filterOf(trigger);
        const before = on[event];
        const merged = before === undefined ? filter : mergeFilters(trigger.event, before, filter);
        if (merged === undefined) {
          findings.refuse(
            `Two \`${trigger.event}\` triggers filter by different things, which one trigger of GitHub cannot say.`,
            path,
            'Let them differ in one of branches and tags, paths, and types only, or make two automations.',
          );
        } else on[event] = merged;
      }
    }
  }
  if (schedules.length > 0) on.schedule = schedules;
  const nothing = Object.keys(on).length === 0 && !call;
  const hasInputs = Object.keys(plan.inputs).length > 0;
  if (!context.callOnly && (dispatch || nothing || (hasInputs && !isCallOnly(plan)))) {
    on.workflow_dispatch = hasInputs ? { inputs: dispatchInputs(plan, findings) } : {};
  }
  if (call) on.workflow_call = callTrigger(plan, context);
  return on;
}

/** Whether events start the workflow that bring no inputs. */
export function hasOtherEvents(plan: Plan): boolean {
  return plan.on.some(
    ({ event }) => event !== 'dispatch' && event !== 'workflow-call' && event !== 'webhook',
  );
}

function isCallOnly(plan: Plan): boolean {
  return plan.on.length > 0 && plan.on.every(({ event }) => event === 'workflow-call');
}

function callTrigger(plan: Plan, { call }: TriggerContext): CallTrigger {
  return {
    inputs: {
      ...callInputs(plan),
      [CALLER_INPUT]: {
        description: 'Which call this is, so that two calls of one run do not meet',
        type: 'string',
        required: false,
      },
    },
    ...call,
  };
}

function filterOf(trigger: Extract<Trigger, { event: FilteredEvent }>): EventFilter {
  // what else a trigger holds is not asked for
  const from = trigger as unknown as Readonly<Record<string, readonly string[] | undefined>>;
  const take = (key: string, as: string): Readonly<Record<string, readonly string[]>> =>
    from[key] === undefined ? {} : { [as]: from[key] };
  return {
    ...take('workflows', 'workflows'),
    ...take('types', 'types'),
    ...take('branches', 'branches'),
    ...take('branchesIgnore', 'branches-ignore'),
    ...take('tags', 'tags'),
    ...take('tagsIgnore', 'tags-ignore'),
    ...take('paths', 'paths'),
    ...take('pathsIgnore', 'paths-ignore'),
  };
}
