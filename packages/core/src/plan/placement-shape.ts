/** The shape of the machine of a job: labels, setup, permissions, containers. @module */
import type { KeyShape, ObjectShape, TaggedShape } from './shape.ts';
import {
  flagAt,
  json,
  mapValues,
  natural,
  record,
  template,
  text,
  texts,
  word,
} from './shape-words.ts';

/** What may run at the same time; `site` says which expressions may name the group. */
export const concurrencyAt = (site: 'concurrency' | 'workflowConcurrency'): ObjectShape => ({
  is: 'object',
  what: 'concurrency',
  keys: {
    group: { shape: { is: 'text', site }, required: true },
    cancelInProgress: {
      shape: flagAt(site),
      default: false,
    },
    queue: { shape: word('single', 'max'), default: 'single' },
  },
});
const container: ObjectShape = {
  is: 'object',
  what: 'container',
  keys: {
    image: { shape: { is: 'text', site: 'placement' }, required: true },
    env: { shape: record(template('containerEnv')), default: {} },
    ports: { shape: texts, default: [] },
    volumes: { shape: texts, default: [] },
    options: { shape: text },
    credentials: {
      shape: {
        is: 'object',
        what: 'credentials',
        keys: {
          username: { shape: { is: 'text', site: 'placement' }, required: true },
          password: { shape: text, required: true },
        },
      },
    },
  },
};
const setupKeys: Record<string, Record<string, KeyShape>> = {
  checkout: { fetchDepth: { shape: natural } },
  tool: {
    tool: { shape: word('node', 'pnpm', 'python', 'uv', 'rust'), required: true },
    version: { shape: text },
  },
  action: { uses: { shape: text, required: true }, with: { shape: record(json), default: {} } },
  run: { command: { shape: text, required: true } },
  install: {},
  cache: {
    path: { shape: { is: 'either', of: [text, { is: 'list', of: text, min: 1 }] }, required: true },
    key: { shape: { is: 'text', site: 'placement' }, required: true },
  },
};
const setup: TaggedShape = {
  is: 'tagged',
  what: 'setup',
  tag: 'kind',
  code: 'SETUP_INVALID',
  cases: mapValues(setupKeys, (keys, kind) => ({
    is: 'object',
    what: `setup \`${kind}\``,
    code: 'SETUP_INVALID',
    keys: { kind: { shape: text, required: true }, ...keys },
  })),
};
/** The machine of a job. */
export const PLACEMENT: ObjectShape = {
  is: 'object',
  what: 'placement',
  keys: {
    runsOn: {
      shape: {
        is: 'either',
        of: [
          { is: 'text', site: 'placement' },
          { is: 'list', of: { is: 'text', site: 'placement' }, min: 1 },
          {
            is: 'object',
            what: 'group of machines',
            keys: { group: { shape: text, required: true }, labels: { shape: texts, default: [] } },
          },
        ],
      },
    },
    setup: { shape: { is: 'list', of: setup } },
    permissions: { shape: record(word('read', 'write', 'none')) },
    environment: {
      shape: {
        is: 'object',
        what: 'environment',
        keys: {
          name: { shape: { is: 'text', site: 'placement' }, required: true },
          url: { shape: { is: 'text', site: 'environmentUrl' } },
        },
      },
    },
    concurrency: { shape: concurrencyAt('concurrency') },
    container: { shape: container },
    services: { shape: record(container), default: {} },
    raw: { shape: { is: 'json' } },
  },
};
