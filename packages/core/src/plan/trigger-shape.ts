/** The shape of triggers, by event: what GitHub's filters are called, and which exclude each other. @module */
import type { KeyShape, ObjectShape, TaggedShape } from './shape.ts';
import { anyText, mapValues, text, texts, word } from './shape-words.ts';

const branches: Record<string, KeyShape> = {
  branches: { shape: texts },
  branchesIgnore: { shape: texts },
};
const tags: Record<string, KeyShape> = { tags: { shape: texts }, tagsIgnore: { shape: texts } };
const paths: Record<string, KeyShape> = { paths: { shape: texts }, pathsIgnore: { shape: texts } };
const types = (...names: string[]): Record<string, KeyShape> => ({
  types: { shape: { is: 'list', of: word(...names), min: 1, unique: true } },
});
const unsafe: Record<string, KeyShape> = {
  unsafe: { shape: { is: 'constant', value: true }, required: true },
};
const opposites = [
  ['branches', 'branchesIgnore'],
  ['tags', 'tagsIgnore'],
  ['paths', 'pathsIgnore'],
] as const;
const pullRequestTypes = types(
  ...['opened', 'synchronize', 'reopened', 'closed', 'edited', 'labeled', 'unlabeled', 'assigned'],
  ...['unassigned', 'ready_for_review', 'converted_to_draft', 'review_requested'],
  ...['enqueued', 'dequeued'],
);
const trigger = (event: string, keys: Record<string, KeyShape>): ObjectShape => ({
  is: 'object',
  what: `trigger \`${event}\``,
  code: 'TRIGGER_INVALID',
  exclusive: opposites,
  keys: { event: { shape: text, required: true }, ...keys },
});
const triggers: Record<string, Record<string, KeyShape>> = {
  push: { ...branches, ...tags, ...paths },
  'pull-request': { ...pullRequestTypes, ...branches, ...paths },
  issue: types(
    ...['opened', 'edited', 'closed', 'reopened', 'deleted', 'labeled', 'unlabeled', 'assigned'],
    ...['unassigned', 'typed', 'pinned', 'transferred'],
  ),
  'issue-comment': { ...types('created', 'edited', 'deleted'), contains: { shape: text } },
  schedule: { cron: { shape: anyText, required: true }, timezone: { shape: anyText } },
  dispatch: {},
  release: types(
    ...['published', 'unpublished', 'created', 'edited', 'deleted', 'prereleased', 'released'],
  ),
  'workflow-call': {},
  'repository-dispatch': { types: { shape: { is: 'list', of: text, min: 1 }, required: true } },
  webhook: { name: { shape: text, required: true } },
  'pull-request-target': { ...unsafe, ...pullRequestTypes, ...branches, ...paths },
  'workflow-run': {
    ...unsafe,
    workflows: { shape: { is: 'list', of: text, min: 1 }, required: true },
    ...types('requested', 'in_progress', 'completed'),
    branches: { shape: texts },
  },
};
/** What starts a workflow. */
export const TRIGGER: TaggedShape = {
  is: 'tagged',
  what: 'trigger',
  tag: 'event',
  code: 'TRIGGER_INVALID',
  cases: mapValues(triggers, (keys, event) => trigger(event, keys)),
};
