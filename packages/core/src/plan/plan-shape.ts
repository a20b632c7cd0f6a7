/** The shape of a plan: its keys in canonical order, what is required, which values are defaults. @module */
import { concurrencyAt, PLACEMENT } from './placement-shape.ts';
import type { KeyShape, ObjectShape, Shape, TaggedShape } from './shape.ts';
import {
  anyText,
  flag,
  flagAt,
  json,
  mapValues,
  natural,
  positive,
  record,
  template,
  text,
  word,
} from './shape-words.ts';
import { TRIGGER } from './trigger-shape.ts';

const env = record(template('env'));
const inputs: KeyShape = {
  shape: record({ is: 'json', site: 'input' }),
  required: true,
  fill: {},
};
const later = (shape: () => Shape): Shape => ({ is: 'later', shape });

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
      shape: flagAt('continueOnError'),
      default: false,
    },
    env: { shape: env, default: {} },
    placement: { shape: PLACEMENT },
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
