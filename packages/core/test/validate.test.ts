import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Known } from '../src/plan/known.ts';
import type { Json } from '../src/plan/names.ts';
import { readPlan } from '../src/plan/read.ts';
import { validate } from '../src/plan/validate/validate.ts';
import { byHand, deploy, planOf } from './plan-samples.ts';

describe('good plans', () => {
  test('the example of the design has no findings', () => {
    expect(validate(deploy, { tasks: ['build-wheel', 'test-wheel', 'publish-wheel'] })).toEqual([]);
  });
  test('the plan by hand has no findings', () => {
    expect(validate(byHand)).toEqual([]);
    expect(validate(byHand, { kinds: ['mail'] })).toEqual([]);
  });
  test('a matrix step has `results` beside what it declares', () => {
    const found = validate(
      planOf([
        {
          id: 'legs',
          run: { kind: 'task', task: 'build-wheel', inputs: {} },
          outputs: { version: true },
          matrix: { axes: [['os', ['a', 'b']]] },
        },
        {
          id: 'say',
          needs: ['legs'],
          run: {
            kind: 'shell',
            command: 'echo',
            env: { R: '${{ join(steps.legs.outputs.results) }}' },
          },
        },
      ]),
    );
    expect(found).toEqual([]);
  });
  test('a fenced text of a stranger may stand in a prompt, and so may its number', () => {
    const prompt =
      "${{ format('<untrusted>{0}</untrusted>', toJSON(github.event.issue.title)) }} ${{ github.event.issue.number }}";
    expect(validate(planOf([{ id: 'fix', run: { kind: 'llm', prompt } }]))).toEqual([]);
  });
});

const sh: Json = { kind: 'shell', command: 'true' };
const known: Known = {
  tasks: ['build-wheel'],
  prompts: ['fix'],
  workflows: ['release'],
  taskShapes: {
    'build-wheel': {
      inputs: { type: 'object', properties: { release: {} }, required: ['release'] },
    },
  },
};

interface Bad {
  readonly what: string;
  readonly plan: Json;
  readonly found: readonly string[];
}

const bad: readonly Bad[] = [
  {
    what: 'retries that never happen',
    plan: planOf([
      { id: 'shell', run: sh, retry: { attempts: 2, backoffMs: 0 } },
      {
        id: 'nested',
        run: { kind: 'workflow', name: 'release', inputs: {} },
        retry: { attempts: 2, backoffMs: 0 },
      },
      {
        id: 'loop',
        run: { kind: 'each', loop: 'x', over: '${{ fromJSON(vars.X) }}', steps: [], outputs: {} },
        retry: { attempts: 1, backoffMs: 0 },
      },
      {
        id: 'g',
        run: { kind: 'gate', acceptors: ['ana'], onReject: 'fail' },
        retry: { attempts: 3, backoffMs: 0 },
      },
    ]),
    found: [
      'WORKFLOW_INVALID /steps/1/retry Move it to the steps in it.',
      'WORKFLOW_INVALID /steps/3/retry Remove it, or let a rejection ask for `rework`.',
    ],
  },
  {
    what: 'documents read before they are reviewed',
    plan: planOf([
      { id: 'w', run: sh, produces: { document: 'd', output: 'stdout' } },
      {
        id: 'r',
        needs: ['w'],
        run: { kind: 'shell', command: 'echo', env: { D: '${{ documents.d }}' } },
      },
      {
        id: 'g',
        needs: ['w'],
        run: {
          kind: 'gate',
          acceptors: ['ana'],
          onReject: 'fail',
          review: '${{ steps.w.outputs.stdout }}',
        },
      },
    ]),
    found: ['GRAPH_UNKNOWN_NEED /steps/1/run/env/D Add `g` to the `needs` of `r`.'],
  },
  {
    what: 'steps that see a round before it is accepted',
    plan: planOf([
      { id: 'before', run: sh },
      { id: 'w', needs: ['before'], run: sh },
      { id: 'check', needs: ['w'], run: sh },
      { id: 'peek', needs: ['check'], run: sh },
      { id: 'aside', needs: ['before'], run: sh },
      {
        id: 'g',
        needs: ['check'],
        run: { kind: 'gate', acceptors: ['ana'], onReject: { rework: ['w'], max: 1 } },
      },
      { id: 'late', needs: ['w', 'aside'], run: sh },
      { id: 'ship', needs: ['w', 'g'], run: sh },
      { id: 'next', needs: ['ship', 'check'], run: sh },
    ]),
    found: [
      'GRAPH_UNKNOWN_NEED /steps/3/needs Add `g` to the `needs` of `peek`.',
      'GRAPH_UNKNOWN_NEED /steps/6/needs Add `g` to the `needs` of `late`.',
    ],
  },
  {
    what: 'texts that stand for another value',
    plan: {
      ...(planOf([
        { id: 'a', run: sh, continueOnError: 'yes please' },
        { id: 'b', run: sh, continueOnError: 'true' },
        { id: 'c', run: sh, continueOnError: 'so ${{ true }}' },
        { id: 'd', run: sh, continueOnError: '${{ true' },
        { id: 'e', run: sh, continueOnError: '${{ true }}' },
        { id: 'f', run: sh, matrix: { axes: [['os', 'linux']] } },
        { id: 'g', run: sh, matrix: { axes: [['os', '${{ fromJSON(vars.X) }}']] } },
        { id: 'h', run: sh, placement: { concurrency: { group: 'x', cancelInProgress: '' } } },
      ]) as object),
      concurrency: { group: 'x', cancelInProgress: 'maybe' },
    } as Json,
    found: [
      ...[
        '/concurrency/cancelInProgress',
        ...[0, 1, 2].map((at) => `/steps/${at}/continueOnError`),
      ].map(
        (place) =>
          `WORKFLOW_INVALID ${place} Write \`true\` or \`false\` without quotes, or one expression, \`\${{ … }}\`, and nothing around it.`,
      ),
      'MATRIX_INVALID /steps/5/matrix/axes/0/1 Write a list without quotes, or one expression, `${{ … }}`, and nothing around it.',
      'WORKFLOW_INVALID /steps/7/placement/concurrency/cancelInProgress Write `true` or `false` without quotes, or one expression, `${{ … }}`, and nothing around it.',
      "EXPR_INVALID /steps/3/continueOnError Close it with `}}`, or write the signs themselves as `${{ '${{' }}`.",
    ],
  },
  { what: 'a text', plan: 'text', found: ['WORKFLOW_INVALID / Write an object.'] },
  { what: 'null', plan: null, found: ['WORKFLOW_INVALID / Write an object.'] },
  {
    what: 'structure, ids, needs and cycles',
    plan: planOf([
      { id: 'a', need: ['b'], run: sh },
      { id: 'A', run: sh, outputs: { x: true, X: true } },
      { id: 'b', needs: ['zz', 'c', 'c'], run: sh },
      { id: 'c', needs: ['b'], run: sh },
      { id: 'c', run: sh },
      7,
    ]),
    found: [
      'WORKFLOW_INVALID /steps/0/need Did you mean `needs`?',
      'NAME_INVALID /steps/1/id Did you mean `a`?',
      'WORKFLOW_INVALID /steps/2/needs/2 Remove one of them.',
      'WORKFLOW_INVALID /steps/5 Write an object.',
      'GRAPH_DUPLICATE_ID /steps/1/id Give each step an id of its own.',
      'GRAPH_DUPLICATE_ID /steps/4/id Give each step an id of its own.',
      'GRAPH_UNKNOWN_NEED /steps/2/needs/0 Known: `a`, `A`, `b`, `c`.',
      'GRAPH_CYCLE /steps/2/needs Remove one of these needs.',
      'GRAPH_DUPLICATE_ID /steps/1/outputs/X Rename one of them.',
    ],
  },
  {
    what: 'expressions and what they mention',
    plan: planOf(
      [
        { id: 'build', run: sh, outputs: { version: true } },
        {
          id: 'say',
          needs: ['build'],
          run: {
            kind: 'shell',
            command:
              '${{ steps.build.outputs.versoin }} ${{ steps.biuld.result }} ${{ inputs.enviroment }}',
          },
          when: "secrets.X == 'a' && hashFiles('x')",
        },
        {
          id: 'far',
          run: {
            kind: 'shell',
            command: '${{ steps.say.result }} ${{ matrix.os }} ${{ each.x.item }}',
          },
          when: 'foo(',
        },
        {
          id: 'leak',
          run: sh,
          env: {
            A: '${{ secrets.TOKEN }}',
            B: 'x ${{ github.sha',
            C: '${{ documents.epics }}',
            D: '${{ steps.far.artifacts.wheel }}',
          },
        },
      ],
      {
        inputs: {
          environment: { schema: { type: 'strin' }, required: false },
          flag: { schema: { type: 'boolean' }, required: false, default: 'x' },
        },
        outputs: { v: '${{ steps.nope.result }}' },
      },
    ),
    found: [
      'SCHEMA_NOT_PORTABLE /inputs/environment/schema/type Did you mean `string`?',
      'INPUT_INVALID /inputs/flag/default Change the default or the schema.',
      'GRAPH_UNKNOWN_NEED /outputs/v Known: `build`, `say`, `far`, `leak`.',
      'OUTPUT_UNDECLARED /steps/1/run/command Did you mean `version`?',
      'GRAPH_UNKNOWN_NEED /steps/1/run/command Did you mean `build`?',
      'INPUT_INVALID /steps/1/run/command Did you mean `environment`?',
      'CONTEXT_UNAVAILABLE /steps/1/when Compute it in a step before, and use its output.',
      "CONTEXT_UNAVAILABLE /steps/1/when Put the secret into the step's `env` and use that variable.",
      'CONTEXT_UNAVAILABLE /steps/2/run/command Give it a `matrix`, or remove this expression.',
      'CONTEXT_UNAVAILABLE /steps/2/run/command Move it into the body of the iteration.',
      'EXPR_INVALID /steps/2/when Write a value there.',
      'SECRET_UNDECLARED /steps/3/env/A Add `TOKEN` to the `secrets` of the step.',
      "EXPR_INVALID /steps/3/env/B Close it with `}}`, or write the signs themselves as `${{ '${{' }}`.",
      'DOCUMENT_NOT_FOUND /steps/3/env/C Add `produces` to the step that makes `epics`.',
      'ARTIFACT_UNDECLARED /steps/3/env/D Add `wheel` to its `artifacts`.',
      'GRAPH_UNKNOWN_NEED /steps/2/run/command Add `say` to the `needs` of `far`.',
      'GRAPH_UNKNOWN_NEED /steps/3/env/D Add `far` to the `needs` of `leak`.',
    ],
  },
  {
    what: 'triggers, and names that nobody knows',
    plan: planOf(
      [
        { id: 'b', run: { kind: 'task', task: 'build-weel', inputs: {} } },
        { id: 'l', run: { kind: 'llm', prompt: '${{ github.event.issue.title }}' } },
        { id: 'n', run: { kind: 'workflow', name: 'relase', path: 'x', inputs: {} } },
        { id: 'p', run: { kind: 'llm', prompt: { name: 'fxi', values: {} } } },
        { id: 'k', run: { kind: 'shel', command: 'x' } },
        { id: 't', run: { kind: 'task', task: 'build-wheel', inputs: { relase: true } } },
      ],
      {
        on: [
          { event: 'schedule', cron: '60 25 * FOO 7' },
          { event: 'schedule', cron: '@daily', timezone: 'Mars/Phobos' },
          { event: 'push', branches: ['a'], branchesIgnore: ['b'] },
          { event: 'pus' },
          { event: 'pull-request-target', types: ['opend'] },
        ],
      },
    ),
    found: [
      'TRIGGER_INVALID /on/2 Keep `branches` and write the others as `!pattern` in it.',
      'TRIGGER_INVALID /on/3/event Did you mean `push`?',
      'TRIGGER_INVALID /on/4 Add `unsafe`.',
      'TRIGGER_INVALID /on/4/types/0 Did you mean `opened`?',
      'WORKFLOW_INVALID /steps/2/run Give exactly one of `name`, `path`, `plan`.',
      'CRON_INVALID /on/0/cron Use 0 to 59, ranges, steps and lists.',
      'CRON_INVALID /on/0/cron Use 0 to 23, ranges, steps and lists.',
      'CRON_INVALID /on/0/cron Use 1 to 12, JAN to DEC, ranges, steps and lists.',
      'CRON_INVALID /on/0/cron Use 0 to 6, SUN to SAT, ranges, steps and lists.',
      'CRON_INVALID /on/1/cron Write `0 0 * * *`.',
      'CRON_INVALID /on/1/timezone Use an IANA name, for example `Europe/Berlin`.',
      'TASK_UNKNOWN /steps/0/run/task Did you mean `build-wheel`?',
      'WORKFLOW_NOT_FOUND /steps/2/run/name Did you mean `release`?',
      'PROMPT_UNKNOWN /steps/3/run/prompt/name Did you mean `fix`?',
      'WORKFLOW_INVALID /steps/4/run/kind Did you mean `shell`?',
      'INPUT_INVALID /steps/5/run/inputs/relase Did you mean `release`?',
      'INPUT_INVALID /steps/5/run/inputs Give `release`.',
      'UNTRUSTED_TEXT /steps/1/run/prompt Pass it to a step as an environment variable, or fence it.',
    ],
  },
  {
    what: 'gates, iterations and nested plans',
    plan: planOf([
      { id: 'm', run: sh },
      {
        id: 'g',
        run: { kind: 'gate', acceptors: [], onReject: { rework: ['m', 'nope'], max: 0 } },
      },
      {
        id: 'e',
        when: 'true',
        run: {
          kind: 'each',
          loop: 'item',
          over: '${{ steps.m.outputs.list }}',
          outputs: { results: '${{ steps.in.result }}' },
          steps: [
            { id: 'in', needs: ['m'], run: sh },
            { id: 'g', run: sh },
          ],
        },
      },
      {
        id: 'w',
        needs: ['e'],
        when: 'true',
        run: {
          kind: 'workflow',
          inputs: { y: 1 },
          plan: planOf([{ id: 'x', run: { kind: 'shell', command: '${{ steps.m.result }}' } }]),
        },
      },
    ]),
    found: [
      'WORKFLOW_INVALID /steps/1/run/acceptors List at least one.',
      'WORKFLOW_INVALID /steps/1/run/onReject/max Use a whole number from 1.',
      'ITERATION_INVALID /steps/2/run/outputs/results Choose another name.',
      'INPUT_INVALID /steps/3/run/inputs/y Remove it.',
      'WHEN_SKIPPED_NEED /steps/3/when Write `!failure() && !cancelled() && (true)` if it should run all the same.',
      'GRAPH_UNKNOWN_NEED /steps/1/run/onReject/rework/1 Known: `m`, `g`, `e`, `w`.',
      'GRAPH_UNKNOWN_NEED /steps/1/run/onReject/rework/0 Add `m` to the `needs` of `g`.',
      'GRAPH_UNKNOWN_NEED /steps/2/run/over Add `m` to the `needs` of `e`.',
      'GRAPH_DUPLICATE_ID /steps/2/run/steps/1/id Give it an id of its own.',
      'GRAPH_UNKNOWN_NEED /steps/2/run/steps/0/needs/0 Let `e` need `m`.',
      'GRAPH_UNKNOWN_NEED /steps/3/run/plan/steps/0/run/command Did you mean `x`?',
    ],
  },
  {
    what: 'matrices',
    plan: planOf([
      {
        id: 'm',
        run: sh,
        matrix: {
          axes: [['a', [1, 2]], ['a', [1]], ['e', []], ['bad']],
          exclude: [{ b: 1, a: 99 }],
        },
      },
      {
        id: 'n',
        run: sh,
        matrix: {
          axes: [
            ['x', range(20)],
            ['y', range(20)],
          ],
        },
      },
    ]),
    found: [
      'MATRIX_INVALID /steps/0/matrix/axes/3 Write `["os", ["ubuntu-latest", "macos-latest"]]`.',
      'MATRIX_INVALID /steps/0/matrix/axes/1/0 Rename one of them.',
      'MATRIX_INVALID /steps/0/matrix/axes/2/1 List at least one.',
      'MATRIX_INVALID /steps/0/matrix/exclude/0/b Did you mean `a`?',
      'MATRIX_INVALID /steps/0/matrix/exclude/0/a Known: `1`.',
      'MATRIX_INVALID /steps/1/matrix/axes Use at most 256.',
    ],
  },
];

test.each(bad)('every finding at once: $what', ({ plan, found }) => {
  expect(lines(plan)).toEqual(found);
});

describe('any JSON', () => {
  test('gives findings, never an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(validate(json as Json).length).toBeGreaterThan(0);
        expect(() => readPlan(json as Json)).toThrow(/workflow/);
      }),
    );
  });

  test('in the place of any value of a plan as well', () => {
    const places = pointers(byHand);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, json) => {
        expect(Array.isArray(validate(replaced(byHand, place, json as Json)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('however deep, cyclic or foreign', () => {
    let deep: Json = [];
    for (let at = 0; at < 50_000; at++) deep = [deep];
    expect(validate(deep)[0]?.message).toContain('levels deep');
    const self: { [key: string]: unknown } = {};
    self['self'] = self;
    expect(validate(self as never)[0]?.message).toBe('This value contains itself.');
    expect(validate({ a: () => 1, b: Number.NaN, c: new Date() } as never)).toHaveLength(3);
  });
});

/** A finding on one line: code, pointer, hint. */
function lines(plan: Json): readonly string[] {
  return validate(plan, known).map(
    ({ code, path, hint }) => `${code} /${(path ?? []).join('/')} ${hint ?? '-'}`,
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function pointers(json: Json, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof json !== 'object' || json === null) return [at];
  return [at, ...Object.entries(json).flatMap(([key, child]) => pointers(child, [...at, key]))];
}

function replaced(json: Json, [key, ...rest]: readonly string[], by: Json): Json {
  if (key === undefined) return by;
  const copy = (Array.isArray(json) ? [...json] : { ...(json as object) }) as Record<string, Json>;
  copy[key] = replaced(copy[key]!, rest, by);
  return copy;
}
