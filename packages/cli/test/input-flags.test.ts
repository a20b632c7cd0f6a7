import { describe, expect, test } from 'vitest';
import { readAssignments } from '../src/argv/assignments.ts';
import { readInputFlags } from '../src/argv/input-flags.ts';
import type { InputSpec } from '../src/argv/input-spec.ts';
import { Problems } from '../src/problem.ts';

const spec = (
  name: string,
  schema: InputSpec['schema'],
  more: Partial<InputSpec> = {},
): InputSpec => ({
  name,
  flag: name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  schema,
  required: false,
  ...more,
});
const specs: readonly InputSpec[] = [
  spec(
    'environment',
    { type: 'string', enum: ['dev', 'prod'] },
    { required: true, description: 'Where to deploy' },
  ),
  spec('replicas', { type: 'integer' }, { required: true }),
  spec('skipTests', { type: 'boolean' }),
  spec('tags', { type: 'array', items: { type: 'string' } }),
  spec('ratio', { anyOf: [{ type: 'number' }, { type: 'null' }] }),
  spec('meta', { type: 'object' }),
  spec('version', { type: 'string' }),
];
const optional = specs.map((each) => ({ ...each, required: false }));
const read = (...args: string[]) => readInputFlags(args, optional, 'deploy', ['verbose']);
const problems = (make: () => unknown) => {
  try {
    make();
  } catch (error) {
    if (error instanceof Problems) return error.problems;
    throw error;
  }
  return [];
};

describe('flags of inputs', () => {
  test.each<[string[], object]>([
    [['--environment', 'dev'], { environment: 'dev' }],
    [['--environment=prod'], { environment: 'prod' }],
    [['--skip-tests'], { skipTests: true }],
    [['--no-skip-tests'], { skipTests: false }],
    [['--skip-tests=true'], { skipTests: true }],
    [['--skip-tests=false'], { skipTests: false }],
    [['--tags=a', '--tags', 'b'], { tags: ['a', 'b'] }],
    [['--tags:=["x","y"]'], { tags: ['x', 'y'] }],
    [['--replicas=3', '--ratio', '-0.5'], { replicas: 3, ratio: -0.5 }],
    [['--meta:={"a":[1,null]}'], { meta: { a: [1, null] } }],
    [['--version=a=b:=c'], { version: 'a=b:=c' }],
    [['--replicas='], {}],
  ])('%j', (args, inputs) => {
    expect(read(...args)).toEqual(inputs);
  });

  test('everything that is wrong is reported at once', () => {
    const found = problems(() =>
      readInputFlags(
        [
          '--environment=prd',
          '--replicas=2.5',
          '--ratio=many',
          '--skip-test',
          '--skip-tests=maybe',
          'stray',
          '--meta=[',
          '--version',
        ],
        specs,
        'deploy',
        ['verbose'],
      ),
    );
    expect(found.map(({ code, message, hint }) => [code, message, hint])).toEqual([
      [
        'INPUT_INVALID',
        '`prd` is not a choice of `--environment`: `dev`, `prod`.',
        'Did you mean `prod`?',
      ],
      [
        'INPUT_INVALID',
        '`--replicas` takes a whole number, and `2.5` is not one.',
        'Pass a whole number, for example --replicas=3.',
      ],
      [
        'INPUT_INVALID',
        '`--ratio` takes a number, and `many` is not one.',
        'Pass a number, for example --ratio=3.',
      ],
      ['FLAG_UNKNOWN', '`--skip-test` is not a flag of `deploy`.', 'Did you mean `--skip-tests`?'],
      [
        'INPUT_INVALID',
        '`--skip-tests` is on or off, and `maybe` is neither.',
        'Pass `true` or `false`.',
      ],
      [
        'USAGE_INVALID',
        '`deploy` does not know what to do with `stray`.',
        'Inputs are flags: --environment=dev|prod.',
      ],
      [
        'INPUT_INVALID',
        expect.stringMatching(/^The value of `--meta` is not JSON: /),
        expect.any(String),
      ],
      ['USAGE_INVALID', '`--version` needs a value.', 'Pass --version=TEXT.'],
    ]);
  });

  test.each([
    [['--version=1', '--version', '2'], '--version'],
    [['--skip-tests', '--no-skip-tests'], '--skip-tests'],
    [['--meta:={}', '--meta={"a":1}'], '--meta'],
    [['--tags=a', '--tags=b', '--ratio=1', '--ratio=1'], '--ratio'],
  ])('%j gives one value twice', (args, flag) => {
    expect(problems(() => read(...args))).toEqual([
      {
        code: 'USAGE_INVALID',
        message: `\`${flag}\` is given more than once.`,
        hint: 'It takes one value: keep the one that you mean.',
      },
    ]);
  });

  test('an expression without a value takes no place', () => {
    expect(read('--ratio=', '--ratio=1')).toEqual({ ratio: 1 });
  });

  test('what is missing comes with a line to copy', () => {
    const [missing] = problems(() => readInputFlags([], specs, 'deploy', []));
    expect(missing?.message).toBe('`deploy` needs 2 inputs that were not given.');
    expect(missing?.details).toEqual([
      '--environment  Where to deploy (dev, prod)',
      '--replicas     (a whole number)',
    ]);
    expect(missing?.hint).toBe('sluice deploy --environment=dev --replicas=N');
  });
});

describe('assignments', () => {
  test('key=value, key:=json and -i', () => {
    expect(
      readAssignments(
        ['environment=dev', 'replicas=2', '-i', 'tags=a', 'tags=b', 'meta:={"x":1}'],
        specs,
        'plan.json',
      ),
    ).toEqual({
      environment: 'dev',
      replicas: 2,
      tags: ['a', 'b'],
      meta: { x: 1 },
    });
  });

  test('one value twice is refused, whatever it is called', () => {
    const twice = ['skipTests=true', '-i', 'skip-tests=false', 'tags=a', 'tags=b'];
    const found = problems(() => readAssignments(twice, optional, 'plan.json'));
    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ['USAGE_INVALID', '`skip-tests` is given more than once.'],
    ]);
  });

  test('an unknown input names the nearest one', () => {
    const found = problems(() =>
      readAssignments(['enviroment=dev', 'nonsense'], optional, 'plan.json'),
    );
    expect(found.map(({ code, hint }) => [code, hint])).toEqual([
      ['INPUT_UNKNOWN', 'Did you mean `environment`?'],
      ['USAGE_INVALID', 'Write the name of an input, `=`, and its value.'],
    ]);
  });
});

test('a mistyped flag is one problem: its value is no stray word, and it is not missing too', () => {
  const codes = (...args: string[]) =>
    problems(() => readInputFlags(args, specs, 'deploy', [])).map(({ message }) => message);
  expect(codes('--enviroment', 'dev', '--replicas=1')).toEqual([
    '`--enviroment` is not a flag of `deploy`.',
  ]);
  expect(codes('--environment=dev', '--replicas')).toEqual(['`--replicas` needs a value.']);
  expect(codes('--nothing', 'dev', '--replicas=1')).toEqual([
    '`--nothing` is not a flag of `deploy`.',
    '`deploy` needs an input that was not given.',
  ]);
});

describe('values that do not fit say the flag and what fits', () => {
  const bounded: readonly InputSpec[] = [
    spec('replicas', { type: 'integer', minimum: 1, maximum: 10 }),
    spec('ratio', { type: 'number', exclusiveMinimum: 0 }),
    spec('code', { type: 'string', minLength: 3 }),
    spec('ports', { type: 'array', items: { type: 'integer', minimum: 1 } }),
    spec('many', { type: 'integer', minimum: Number.MIN_SAFE_INTEGER }),
  ];
  test.each([
    [
      '--replicas=50',
      'expected at most 10, received the number 50.',
      '--replicas: a whole number, 1 to 10.',
    ],
    ['--replicas=0', 'expected at least 1', '--replicas: a whole number, 1 to 10.'],
    [
      '--replicas=NaN',
      '`--replicas` takes a whole number, and `NaN` is not one.',
      'for example --replicas=3.',
    ],
    ['--ratio=0', 'expected more than 0', '--ratio: a number, more than 0.'],
    ['--code=ab', 'expected at least 3 characters', '--code: at least 3 characters.'],
    [
      '--ports=0',
      'The value of `--ports` does not fit at `[0]`: expected at least 1',
      '--ports: a whole number, 1 or more; repeats.',
    ],
    ['--ports:={"a":1}', 'expected a list', '--ports: a whole number, 1 or more; repeats.'],
  ])('%s', (flag, message, hint) => {
    const [found, ...more] = problems(() => readInputFlags([flag], bounded, 'deploy', []));
    expect(more).toEqual([]);
    expect(found?.message).toContain(message);
    expect(found?.hint).toContain(hint);
  });

  test('so do assignments, without dashes', () => {
    const [found] = problems(() => readAssignments(['replicas=11'], bounded, 'deploy'));
    expect(found).toMatchObject({
      message: 'The value of `replicas` does not fit: expected at most 10, received the number 11.',
      hint: 'replicas: a whole number, 1 to 10.',
    });
  });

  test('the limits of exact integers are not told', () => {
    expect(problems(() => readInputFlags(['--many=1.5'], bounded, 'deploy', []))[0]?.hint).toBe(
      'Pass a whole number, for example --many=3.',
    );
  });
});
