import { expect, test } from 'vitest';
import { project } from './project.ts';

const leaf = `name: leaf
inputs: { who: string }
outputs: { said: "\${{ steps.say.outputs.stdout }}" }
steps:
  - id: say
    run: echo hello \${{ inputs.who }}
`;
const main = (path: string, output: string): string => `name: main
outputs: { said: "\${{ steps.a.outputs.${output} }}" }
steps:
  - id: a
    run: { kind: workflow, path: ${path}, inputs: { who: you } }
`;

test('a plan file runs the plan files that it nests, wherever it is run from', async () => {
  const { sluice } = project({
    'plans/main.yml': main('lib/leaf.yml', 'said'),
    'plans/lib/leaf.yml': leaf,
  });
  const done = await sluice(['run', 'plans/main.yml']);
  expect(done).toMatchObject({ code: 0, stdout: 'said: hello you\n' });
  expect(done.stderr).toContain('a/say | hello you');
});

test.each(['validate', 'run'])(
  '%s says what is wrong with what is nested, and where',
  async (command) => {
    const { sluice } = project({
      'main.yml': main('lib/laef.yml', 'said'),
      'other.yml': main('lib/leaf.yml', 'sad'),
      'lib/leaf.yml': leaf.replace('id: say', 'id: say\n    kindd: 3'),
      'lib/good.yml': leaf,
    });
    const missing = await sluice([command, 'main.yml']);
    expect(missing.code).toBe(2);
    expect(missing.stderr.replace(/\s+/g, ' ')).toContain(
      'There is no file `<project>/lib/laef.yml`.',
    );
    expect(missing.stderr).toContain('Did you mean `leaf.yml`?');
    const broken = await sluice([command, 'other.yml']);
    expect(broken.code).toBe(2);
    expect(broken.stderr).toContain('A step has no key `kindd`.\n  at lib/leaf.yml:6:12');
  },
);
