/** What GitHub would refuse, or understand otherwise, is refused where it is generated: with code, place and hint. */
import { app, automation, flow, matrix, on, task } from '@sluice/core';
import { readPlan } from '@sluice/core/plan';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { generate } from '../src/index.ts';
import { build, lint, say } from './features/tasks.ts';

type What = Parameters<typeof generate>[0];

/** The errors of a definition; each has a place and a hint. */
function errorsOf(what: What): readonly string[] {
  const { files, diagnostics } = generate(what);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  for (const each of errors) {
    expect(each.hint).toBeTruthy();
    expect(each.path ?? []).not.toEqual([]);
  }
  if (errors.length > 0) expect(files).toEqual([]);
  return errors.map(({ code, message, path }) => `${code} ${path?.join('/')} ${message}`);
}

const inputs = (count: number) =>
  z.object(Object.fromEntries(Array.from({ length: count }, (_, at) => [`i${at}`, z.string()])));

describe('limits', () => {
  test('26 inputs', () => {
    const made = (count: number) =>
      automation({ name: 'form', inputs: inputs(count), jobs: ({ job }) => void job(lint) });
    expect(errorsOf(made(25))).toEqual([]);
    expect(errorsOf(made(26))).toEqual([
      'GHA_UNSUPPORTED inputs `form`: A dispatch form has at most 25 fields, and there are 26 inputs.',
    ]);
  });

  test('257 legs, also by what is excluded and included', () => {
    const numbers = Array.from({ length: 257 }, (_, at) => at);
    const made = (exclude: number, include: number) =>
      automation({
        name: 'legs',
        jobs({ job }) {
          const cells = matrix(
            { n: numbers },
            {
              exclude: numbers.slice(0, exclude).map((n) => ({ n })),
              include: numbers.slice(0, include).map((n) => ({ n: n + 1000 })),
            },
          );
          job.each(cells, lint);
        },
      });
    expect(errorsOf(made(1, 0))).toEqual([]);
    expect(errorsOf(made(2, 2))).toEqual([
      'MATRIX_INVALID steps/0/matrix/axes `legs`: The matrix has 257 legs, and GitHub gives it at most 256.',
    ]);
  });
});

describe('names', () => {
  test('of outputs, inputs, secrets and variables', () => {
    const odd = task({
      name: 'odd',
      outputs: ['with space', 'artifact-x'],
      secrets: ['GITHUB_KEY', 'with-dash'],
      run: () => ({ 'with space': '', 'artifact-x': '' }),
    });
    const made = automation({
      name: 'names',
      inputs: z.object({ 'sluice-caller': z.string(), '1st': z.string() }),
      jobs: ({ job }) => void job(odd, { env: { GITHUB_TOKEN: 'x' } }),
    });
    expect(errorsOf(made)).toEqual([
      'NAME_INVALID inputs/1st `names`: `1st` cannot be the name of an input on GitHub.',
      'NAME_TAKEN inputs/sluice-caller `names`: The input `sluice-caller` is taken: by it a caller says which call it is.',
      'NAME_TAKEN steps/0/outputs/artifact-x `names`: The output `artifact-x` begins like those that say where artifacts are.',
      'NAME_INVALID steps/0/outputs/with space `names`: `with space` cannot be the name of an output on GitHub.',
      'NAME_INVALID steps/0/secrets `names`: `GITHUB_KEY` cannot be the name of a secret on GitHub.',
      'NAME_INVALID steps/0/secrets `names`: `with-dash` cannot be the name of a secret on GitHub.',
      'GHA_UNSUPPORTED steps/0/env/GITHUB_TOKEN `names`: GitHub keeps variables such as `GITHUB_TOKEN` for itself: the value would not arrive.',
    ]);
  });

  test('an automation with the name of the workflow that checks', () => {
    const made = app({
      entryPoint: 'sluice',
      commands: {},
      automations: [automation({ name: 'check-workflows', jobs: ({ job }) => void job(lint) })],
    });
    expect(generate(made).diagnostics.map(({ code }) => code)).toContain('NAME_TAKEN');
  });

  test('a saved workflow that is not kept, one that shares a name, one that is placed', () => {
    const made = (settings: object, name = 'other') =>
      app({
        entryPoint: 'sluice',
        commands: {},
        automations: [
          automation({ name: 'parent', jobs: ({ job }) => void job.callSaved('kept', settings) }),
          automation({ name, jobs: ({ job }) => void job(lint) }),
        ],
      });
    const kept = (what: What) => {
      const child = automation({ name: 'child', jobs: ({ job }) => void job(lint) }).plan();
      const { diagnostics } = generate(what, { nested: () => child });
      return diagnostics
        .filter(({ severity }) => severity === 'error')
        .map(({ code, path, message }) => `${code} ${path?.join('/')} ${message}`);
    };
    const { diagnostics } = generate(made({}));
    expect(diagnostics).toContainEqual({
      code: 'GHA_UNSUPPORTED',
      severity: 'error',
      message:
        '`parent`: The saved workflow `kept` is not in this repository, and a machine of GitHub has no other.',
      path: ['steps', 0, 'run'],
      hint: 'sluice workflows vendor',
    });
    expect(kept(made({}))).toEqual([]);
    expect(kept(made({}, 'kept'))).toEqual([
      'NAME_TAKEN steps/0/run `parent`: `kept` is a saved workflow, and a command of this project: a machine would run the command.',
    ]);
    expect(kept(made({ runsOn: 'linux', timeout: '5m' }))).toEqual([
      'GHA_UNSUPPORTED steps/0 `parent`: `kept` runs an automation, which places its own jobs: GitHub gives a call no `runsOn` and no `timeout`.',
    ]);
  });

  test('ids that GitHub needs besides cannot meet those of a plan', () => {
    const made = automation({
      name: 'ids',
      jobs({ job }) {
        const legs = job.each(matrix({ release: [true] }), build);
        job(say, {
          id: 'build-legs',
          inputs: { text: 'x', facts: { v: legs.outputs('version') } },
        });
      },
    });
    expect(Object.keys(jobsOf(made))).toEqual(['build--legs', 'build', 'build-legs']);
  });
});

describe('graph and expressions', () => {
  test('an output that nothing sets', () => {
    expect(() =>
      flow({
        name: 'unset',
        steps({ shell }) {
          const first = shell('first', 'true');
          shell('second', 'true', {
            when: (first.output as (name: string) => never)('version'),
          });
        },
      }),
    ).toThrow(/no output `version`/);
  });

  test('a secret on its way to an output, a matrix in a condition: the verdict of every plan', () => {
    const plan = (extra: object) =>
      readPlan({
        kind: 'automation',
        name: 'bad',
        steps: [{ id: 'a', run: { kind: 'task', task: 'lint', inputs: {} }, ...extra }],
      } as never);
    expect(() =>
      plan({
        secrets: ['KEY'],
        run: { kind: 'task', task: 'lint', inputs: { k: '${{ secrets.KEY }}' } },
      }),
    ).toThrow(/secrets/);
    expect(() => plan({ when: 'matrix.x == 1', matrix: { axes: [['x', [1]]] } })).toThrow(/matrix/);
  });

  test('a gate in a flow; a rejection that does more than fail; a deadline', () => {
    const inFlow = flow({
      name: 'asks',
      on: on.push(),
      steps({ shell, gate }) {
        const made = shell('made', 'true');
        gate('accept', { review: made.output('stdout'), acceptors: ['ana'] });
      },
    });
    expect(errorsOf(inFlow)).toEqual([
      'GHA_UNSUPPORTED steps/1/run/kind `asks`: The step `accept` is of the kind `gate`, which cannot be a step of a job on GitHub.',
    ]);
    const terms = automation({
      name: 'terms',
      jobs({ job }) {
        const built = job(build);
        job.gate('accept', {
          review: built.output('version'),
          acceptors: ['ana'],
          onReject: { rework: [built], max: 2 },
          deadline: { after: '3d', decision: 'reject' },
        });
      },
    });
    expect(errorsOf(terms).map((each) => each.split(' `')[0])).toEqual([
      'GHA_UNSUPPORTED steps/1/run/onReject',
      'GHA_UNSUPPORTED steps/1/run/deadline',
    ]);
  });

  test('a queue that cancels', () => {
    const made = automation({
      name: 'queue',
      concurrency: { group: 'x', queue: 'max', cancelInProgress: true } as never,
      jobs: ({ job }) => void job(lint),
    });
    expect(errorsOf(made)[0]).toContain('A queue of all runs cannot cancel');
  });
});

describe('triggers', () => {
  const triggered = (...list: Parameters<typeof on.push>[]) =>
    automation({
      name: 'pushed',
      on: list.map(([filter]) => on.push(filter)),
      jobs: ({ job }) => void job(lint),
    });
  const push = (made: What): unknown => (filesOf(made)[0] as { on: { push: unknown } }).on.push;

  test('two of a kind become one where one can say both', () => {
    expect(push(triggered([{ branches: ['a'] }], [{ branches: ['b'] }]))).toEqual({
      branches: ['a', 'b'],
    });
    expect(push(triggered([{ branches: ['a'] }], [{ tags: ['v*'] }]))).toEqual({
      branches: ['a'],
      tags: ['v*'],
    });
    expect(push(triggered([{ branches: ['a'], paths: ['x'] }], [{}]))).toEqual({});
    expect(push(triggered([{ paths: ['x'] }], [{ paths: ['y'] }]))).toEqual({ paths: ['x', 'y'] });
  });

  test.each([
    [[{ branches: ['a'], paths: ['x'] }], [{ branches: ['b'], paths: ['y'] }]],
    [[{ branches: ['a'] }], [{ branchesIgnore: ['b'] }]],
    [[{ branches: ['**', '!a'] }], [{ branches: ['b'] }]],
  ] as [Parameters<typeof on.push>, Parameters<typeof on.push>][])(
    '%j and %j are refused',
    (one, other) => {
      expect(errorsOf(triggered(one, other))[0]).toContain('GHA_UNSUPPORTED on/1');
    },
  );

  test('pull_request_target without the unsafe function', () => {
    expect(() =>
      automation({
        name: 'risky',
        on: { event: 'pull-request-target' } as never,
        jobs: ({ job }) => void job(lint),
      }),
    ).toThrow(/unsafe/);
  });

  test('a webhook is said to be left out', () => {
    const made = automation({
      name: 'hooked',
      on: on.webhook('release'),
      jobs: ({ job }) => void job(lint),
    });
    const { diagnostics, files } = generate(made);
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ severity: 'warning', path: ['on', 0] }),
    );
    expect(files[0]!.content).toContain('workflow_dispatch: {}');
  });
});

test('the same definitions give the same bytes', () => {
  const made = () =>
    automation({ name: 'same', inputs: inputs(3), jobs: ({ job }) => void job(build) });
  expect(generate(made())).toEqual(generate(made()));
});

function filesOf(what: What): readonly unknown[] {
  return generate(what).files.map(({ content }) => parse(content));
}

function jobsOf(what: What): object {
  return (filesOf(what)[0] as { jobs: object }).jobs;
}
