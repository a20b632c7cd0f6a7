/** The shape of a plan: its keys in canonical order, what is required, which values are defaults. @module */
import type { KeyShape, ObjectShape, RecordShape, Shape, TaggedShape, TextShape } from './shape.ts';

const text: TextShape = { is: 'text' };
const anyText: TextShape = { is: 'text', empty: true };
const flag: Shape = { is: 'flag' };
const texts: Shape = { is: 'list', of: text };
const json: Shape = { is: 'json' };
const positive: Shape = { is: 'number', min: 1, max: Number.MAX_SAFE_INTEGER };
const natural: Shape = { is: 'number', min: 0, max: Number.MAX_SAFE_INTEGER };
const template = (site: NonNullable<TextShape['site']>): TextShape => ({
  is: 'text',
  site,
  empty: true,
});
const record = (of: Shape): RecordShape => ({ is: 'record', of });
const word = (...oneOf: string[]): TextShape => ({ is: 'text', oneOf });
const env = record(template('env'));
const inputs: KeyShape = {
  shape: record({ is: 'json', site: 'input' }),
  required: true,
  fill: {},
};
const later = (shape: () => Shape): Shape => ({ is: 'later', shape });

// #region triggers
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
const TRIGGER: TaggedShape = {
  is: 'tagged',
  what: 'trigger',
  tag: 'event',
  code: 'TRIGGER_INVALID',
  cases: mapValues(triggers, (keys, event) => trigger(event, keys)),
};
// #endregion

// #region placement
const concurrencyAt = (site: 'concurrency' | 'workflowConcurrency'): ObjectShape => ({
  is: 'object',
  what: 'concurrency',
  keys: {
    group: { shape: { is: 'text', site }, required: true },
    cancelInProgress: {
      shape: { is: 'either', of: [flag, template(site)] },
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
const placement: ObjectShape = {
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
// #endregion

// #region what a step runs
const steps: KeyShape = {
  shape: { is: 'list', of: later(() => STEP) },
  required: true,
};
const runKeys: Record<string, Omit<ObjectShape, 'is' | 'what'>> = {
  task: { keys: { task: { shape: text, required: true }, inputs } },
  shell: {
    keys: {
      command: { shape: { is: 'text', site: 'command' }, required: true },
      shell: { shape: text },
      env: { shape: env, default: {} },
      cwd: { shape: { is: 'text', site: 'command' } },
    },
  },
  script: {
    keys: {
      language: { shape: word('node', 'python'), required: true },
      source: { shape: anyText },
      file: { shape: text },
      args: { shape: { is: 'list', of: template('input') }, default: [] },
    },
    exactlyOne: ['source', 'file'],
  },
  llm: {
    keys: {
      prompt: {
        shape: {
          is: 'either',
          of: [
            { is: 'text', site: 'prompt' },
            {
              is: 'object',
              what: 'prompt',
              keys: {
                name: { shape: text, required: true },
                values: {
                  shape: record({ is: 'json', site: 'prompt' }),
                  required: true,
                  fill: {},
                },
              },
            },
          ],
        },
        required: true,
      },
      model: { shape: text },
      tools: { shape: { is: 'list', of: text, unique: true }, default: [] },
      answer: { shape: { is: 'schema' } },
      maxTurns: { shape: positive },
    },
  },
  workflow: {
    keys: {
      name: { shape: text },
      path: { shape: text },
      plan: { shape: later(() => PLAN) },
      inputs,
    },
    exactlyOne: ['name', 'path', 'plan'],
  },
  gate: {
    keys: {
      review: { shape: template('review') },
      acceptors: { shape: { is: 'list', of: text, min: 1, unique: true }, required: true },
      onReject: {
        shape: {
          is: 'either',
          of: [
            word('fail', 'skip', 'continue'),
            {
              is: 'object',
              what: 'rework',
              keys: {
                rework: { shape: { is: 'list', of: text, min: 1, unique: true }, required: true },
                max: { shape: positive, required: true, fill: 3 },
              },
            },
          ],
        },
        required: true,
        fill: 'fail',
      },
      deadline: {
        shape: {
          is: 'object',
          what: 'deadline',
          keys: {
            afterMs: { shape: positive, required: true },
            decision: { shape: word('accept', 'reject'), required: true, fill: 'reject' },
          },
        },
      },
    },
  },
  each: {
    keys: {
      loop: { shape: { is: 'text', name: 'loop' }, required: true },
      over: { shape: { is: 'text', site: 'over' }, required: true },
      key: { shape: text },
      scope: { shape: text },
      maxParallel: { shape: positive },
      failFast: { shape: flag, default: true },
      steps,
      outputs: { shape: record(template('output')), required: true, fill: {} },
    },
  },
};
/** What a step runs. */
export const RUN: TaggedShape = {
  is: 'tagged',
  what: 'kind of step',
  tag: 'kind',
  open: true,
  cases: mapValues(runKeys, ({ keys, ...rest }, kind) => ({
    is: 'object',
    what: `\`${kind}\` step`,
    keys: { kind: { shape: text, required: true }, ...keys },
    ...rest,
  })),
};
/** The kinds of step that need no registration. */
export const BUILT_IN_KINDS: readonly string[] = Object.keys(runKeys);
// #endregion

const matrix: ObjectShape = {
  is: 'object',
  what: 'matrix',
  code: 'MATRIX_INVALID',
  keys: {
    axes: { shape: { is: 'list', of: { is: 'axis' } }, required: true, fill: [] },
    include: { shape: { is: 'list', of: record({ is: 'json', site: 'matrix' }) }, default: [] },
    exclude: { shape: { is: 'list', of: record({ is: 'json', site: 'matrix' }) }, default: [] },
    failFast: { shape: flag, default: true },
    maxParallel: { shape: positive },
  },
};

/** A vertex. */
export const STEP: ObjectShape = {
  is: 'object',
  what: 'step',
  keys: {
    id: { shape: { is: 'text', name: 'step' }, required: true },
    name: { shape: text },
    needs: { shape: { is: 'list', of: text, unique: true }, default: [] },
    when: { shape: { is: 'text', site: 'when', bare: true, empty: true }, default: '' },
    run: { shape: RUN, required: true },
    outputs: { shape: record({ is: 'schema' }) },
    artifacts: { shape: { is: 'list', of: text, unique: true }, default: [] },
    secrets: { shape: { is: 'list', of: text, unique: true }, default: [] },
    produces: {
      shape: {
        is: 'object',
        what: 'document',
        keys: {
          document: { shape: text, required: true },
          output: { shape: text, required: true },
        },
      },
    },
    matrix: { shape: matrix },
    retry: {
      shape: {
        is: 'object',
        what: 'retry',
        keys: {
          attempts: { shape: positive, required: true },
          backoffMs: { shape: natural, required: true, fill: 0 },
        },
      },
    },
    timeoutMs: { shape: positive },
    continueOnError: {
      shape: { is: 'either', of: [flag, template('continueOnError')] },
      default: false,
    },
    env: { shape: env, default: {} },
    placement: { shape: placement },
  },
};

/** An input of a workflow. */
const INPUT: ObjectShape = {
  is: 'object',
  what: 'input',
  keys: {
    schema: { shape: { is: 'schema' }, required: true },
    required: { shape: flag, required: true },
    default: { shape: json },
    description: { shape: anyText },
  },
};

/** A whole plan. */
export const PLAN: ObjectShape = {
  is: 'object',
  what: 'plan',
  keys: {
    irVersion: { shape: { is: 'constant', value: 1 }, required: true, fill: 1 },
    kind: { shape: word('flow', 'automation'), required: true, fill: 'flow' },
    name: { shape: { is: 'text', name: 'workflow' }, required: true },
    description: { shape: anyText },
    inputs: { shape: record(INPUT), required: true, fill: {} },
    outputs: { shape: record(template('output')), required: true, fill: {} },
    on: { shape: { is: 'list', of: TRIGGER }, required: true, fill: [] },
    env: { shape: record(template('workflowEnv')), default: {} },
    concurrency: { shape: concurrencyAt('workflowConcurrency') },
    parallelism: { shape: positive },
    steps,
  },
};

function mapValues<T, R>(
  values: Readonly<Record<string, T>>,
  map: (value: T, key: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
}
