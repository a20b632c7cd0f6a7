/** Saved workflows as building blocks: by name, by file and written out, and one verdict on all of them. */
import { describe, expect, test } from 'vitest';
import { type Ended, type Session, session } from './support/session.ts';

const echo = (message: string): object => ({ kind: 'echo', inputs: { message } });
const workflow = (name: string, steps: readonly object[], more: object = {}): object => ({
  irVersion: 1,
  name,
  steps,
  ...more,
});
/** Gives back its text, with its own name before it. */
const leaf = (name: string): object =>
  workflow(name, [{ id: 'say', run: echo(`${name} got \${{ inputs.text }}`) }], {
    inputs: { text: { schema: { type: 'string' }, required: true } },
    outputs: { said: '${{ steps.say.outputs.message }}' },
  });
const nest = (where: object, inputs: object = { text: '${{ inputs.text }}' }): object => ({
  kind: 'workflow',
  ...where,
  inputs,
});
/** Nests another workflow, and gives back what that gives. */
const around = (name: string, where: object): object =>
  workflow(name, [{ id: 'inner', run: nest(where) }], {
    inputs: { text: { schema: { type: 'string' }, required: true } },
    outputs: { said: `${name} saw \${{ steps.inner.outputs.said }}` },
  });

const save = async ({ sluice }: Session, ...files: readonly string[]): Promise<void> => {
  for (const file of files) {
    expect(await sluice(['save', file])).toMatchObject({ code: 0 });
  }
};

describe('three deep', () => {
  test('by name, by file and written out, with outputs that the parent uses', async () => {
    const made = session({
      'leaf.json': leaf('leaf'),
      'middle.json': around('middle', { name: 'leaf' }),
      'top.json': around('top', { name: 'middle' }),
      'parts/deep.json': leaf('deep'),
      'parts/by-file.json': around('by-file', { path: './deep.json' }),
      'filed.json': around('filed', { path: 'parts/by-file.json' }),
      'written.json': around('written', { plan: around('between', { plan: leaf('last') }) }),
      'mixed.json': around('mixed', { plan: around('mid', { path: 'parts/by-file.json' }) }),
    });
    await save(made, 'leaf.json', 'middle.json', 'top.json');
    const said = async (what: string): Promise<string> => {
      const ended = await made.sluice(['run', what, 'text=hi']);
      expect(ended).toMatchObject({ code: 0 });
      return ended.stdout;
    };
    expect(await said('top')).toBe('said: top saw middle saw leaf got hi\n');
    expect(await said('filed.json')).toBe('said: filed saw by-file saw deep got hi\n');
    expect(await said('written.json')).toBe('said: written saw between saw last got hi\n');
    // Saved, a workflow takes along what it nests by file, and runs without it.
    await save(made, 'filed.json', 'mixed.json');
    for (const file of ['parts/deep.json', 'parts/by-file.json', 'filed.json', 'mixed.json']) {
      made.write(file, '');
    }
    expect(await said('filed')).toBe('said: filed saw by-file saw deep got hi\n');
    expect(await said('mixed')).toBe('said: mixed saw mid saw by-file saw deep got hi\n');
    expect(JSON.stringify(made.json('.home/workflows/filed.json'))).not.toContain('"path"');
  });

  test('a failure is told with the path that leads to it', async () => {
    const failing = workflow('leaf', [{ id: 'say', run: 'exit 3' }], {
      inputs: { text: { schema: { type: 'string' }, required: true } },
      outputs: { said: 'x' },
    });
    const made = session({
      'leaf.json': failing,
      'middle.json': around('middle', { name: 'leaf' }),
      'top.json': around('top', { name: 'middle' }),
    });
    await save(made, 'leaf.json', 'middle.json', 'top.json');
    const ended = await made.sluice(['run', 'top', 'text=hi', '--json']);
    expect(ended.code).toBe(1);
    const events = ended.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; step?: string; error?: unknown });
    const failed = events.filter((event) => event.type === 'step-failed').map(({ step }) => step);
    expect(failed[0]).toBe('inner/inner/say');
    expect(events.at(-1)).toMatchObject({
      type: 'run-finished',
      outcome: { status: 'failed', step: 'inner/inner/say' },
    });
    const shown = await made.sluice(['run', 'top', 'text=hi']);
    expect(shown.stderr).toContain('The run failed at `inner/inner/say`.');
    // The plans that it nested by name are pinned.
    expect(events[0]).toMatchObject({
      nested: {
        leaf: expect.stringMatching(/^[0-9a-f]{64}$/),
        middle: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });
});

describe('one verdict', () => {
  const inputs = { inputs: { text: { schema: { type: 'string' }, required: true } } };
  const plans: Readonly<Record<string, readonly [plan: object, verdict: string]>> = {
    'a good one': [leaf('it'), ''],
    'a child with what it needs': [around('it', { name: 'leaf' }), ''],
    'no steps': [workflow('it', []), ''],
    'a misspelt child': [around('it', { name: 'laef' }), 'Did you mean `leaf`?'],
    'a missing input of a child': [
      workflow('it', [{ id: 'a', run: nest({ name: 'leaf' }, {}) }]),
      'The input `text` is missing.',
    ],
    'an input that a child does not take': [
      workflow('it', [{ id: 'a', run: nest({ name: 'leaf' }, { text: 'x', txet: 'y' }) }]),
      'There is no input `txet`.',
    ],
    'an output that a child does not give': [
      workflow('it', [{ id: 'a', run: nest({ name: 'leaf' }, { text: 'x' }) }], {
        outputs: { x: '${{ steps.a.outputs.sayd }}' },
      }),
      'Did you mean `said`?',
    ],
    'a child by name and by file': [
      workflow('it', [{ id: 'a', run: nest({ name: 'leaf', path: 'leaf.json' }) }], inputs),
      'has `name` and `path`, which exclude',
    ],
    'a child that is not named': [
      workflow('it', [{ id: 'a', run: { kind: 'workflow', inputs: {} } }]),
      '`path`',
    ],
    'workflows that nest each other': [around('it', { name: 'loop' }), 'GRAPH_CYCLE'],
    'a file that is not there': [around('it', { path: 'nope.json' }), 'There is no file'],
    'a cycle of steps': [
      workflow('it', [
        { id: 'a', needs: ['b'], run: echo('') },
        { id: 'b', needs: ['a'], run: echo('') },
      ]),
      'GRAPH_CYCLE',
    ],
    'a misspelt step': [
      workflow('it', [
        { id: 'alpha', run: echo('') },
        { id: 'b', needs: ['alpah'], run: echo('') },
      ]),
      'Did you mean `alpha`?',
    ],
    'a reference to nothing': [
      workflow('it', [{ id: 'a', run: echo('${{ steps.b.outputs.x }}') }]),
      'There is no step `b`.',
    ],
    'an expression that is none': [
      workflow('it', [{ id: 'a', run: echo('${{ inputs. }}') }]),
      'EXPR_INVALID',
    ],
    'an unknown kind of step': [workflow('it', [{ id: 'a', run: { kind: 'ecko' } }]), '`echo`'],
    'a missing input of a step': [
      workflow('it', [{ id: 'a', run: { kind: 'echo', inputs: {} } }]),
      'The input `message` is missing.',
    ],
    'a task where there are none': [
      workflow('it', [{ id: 'a', run: { kind: 'task', task: 'build', inputs: {} } }]),
      'TASK_UNKNOWN',
    ],
    'two steps of one name': [
      workflow('it', [
        { id: 'a', run: echo('') },
        { id: 'a', run: echo('') },
      ]),
      'GRAPH_DUPLICATE_ID',
    ],
    'a name that is none': [{ ...leaf('it'), name: 'It Is' }, 'NAME_INVALID'],
  };

  test.for(Object.entries(plans))('%s', async ([, [plan, verdict]]) => {
    const made = session({
      'leaf.json': leaf('leaf'),
      'it.json': plan,
      'parent.json': workflow('parent', [
        { id: 'only', run: nest({ path: 'it.json' }, needsText(plan) ? { text: 'x' } : {}) },
      ]),
      // Written by hand into the library, for no command would save it.
      '.home/workflows/loop.json': { ir: around('loop', { path: 'x.json' }) },
    });
    await save(made, 'leaf.json');
    made.write(
      '.home/workflows/loop.json',
      JSON.stringify({ ir: around('loop', { name: 'again' }) }),
    );
    made.write(
      '.home/workflows/again.json',
      JSON.stringify({ ir: around('again', { name: 'loop' }) }),
    );
    const given = needsText(plan) ? ['text=x'] : [];
    const verdicts: Readonly<Record<string, Ended>> = {
      validate: await made.sluice(['validate', 'it.json']),
      run: await made.sluice(['run', 'it.json', ...given]),
      save: await made.sluice(['save', 'it.json', '--name=kept']),
      nested: await made.sluice(['validate', 'parent.json']),
      'run nested': await made.sluice(['run', 'parent.json']),
      'save nested': await made.sluice(['save', 'parent.json']),
    };
    const good = verdict === '';
    for (const [command, { code, stderr }] of Object.entries(verdicts)) {
      expect([command, code, stderr]).toEqual([
        command,
        good ? 0 : 2,
        good ? expect.any(String) : expect.stringContaining(verdict),
      ]);
    }
    // Whoever only looks or hands on needs no tasks; all else that is wrong is wrong for them, too.
    const fine = good || verdict === 'TASK_UNKNOWN';
    for (const file of ['it.json', 'parent.json']) {
      for (const words of [['export'], ['plan', '--format=json'], ['graph']]) {
        const { code, stdout, stderr } = await made.sluice([...words, file]);
        expect([words, code, stderr]).toEqual([
          words,
          fine ? 0 : 2,
          fine ? '' : expect.stringContaining(verdict),
        ]);
        if (words[0] !== 'graph') expect(stdout === '').toBe(!fine);
      }
    }
  });

  function needsText(plan: object): boolean {
    return 'inputs' in plan;
  }
});

test('the graph of a workflow whose parts are missing is drawn, and what is missing is said', async () => {
  const made = session({
    'it.json': workflow('it', [{ id: 'part', run: nest({ path: 'nowhere.json' }, {}) }]),
  });
  const ended = await made.sluice(['graph', 'it.json']);
  expect(ended.code).toBe(2);
  expect(ended.stdout).toContain('part');
  expect(ended.stderr).toContain('nowhere.json');
});

test('what is wrong with what a file nests has that file as its place, whoever finds it', async () => {
  const made = session({ 'top.json': around('top', { name: 'nobody' }) });
  const place = '\n  at top.json /steps/0/run\n';
  for (const [command, ...inputs] of [['validate'], ['run', 'text=hi'], ['plan', '--text=hi']]) {
    const { code, stderr } = await made.sluice([command!, 'top.json', ...inputs]);
    expect(code).toBe(2);
    expect(stderr).toContain(place);
  }
});
