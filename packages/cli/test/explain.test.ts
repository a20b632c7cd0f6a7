import { describe, expect, test } from 'vitest';
import { session, shellPlan } from './support/session.ts';

const inner = shellPlan(
  {
    compile: 'touch compiled',
    sign: { command: 'touch signed', needs: ['compile'], when: 'inputs.sign' },
  },
  {
    name: 'build',
    inputs: { sign: { schema: { type: 'boolean' }, required: false, default: false } },
  },
);
const outer = shellPlan(
  {
    call: { run: { kind: 'workflow', path: 'lib/build.json', inputs: { sign: false } } },
    count: { command: 'echo "many=true" >> "$GITHUB_OUTPUT"', outputs: { many: true } },
    perhaps: {
      run: { kind: 'workflow', path: 'lib/build.json', inputs: { sign: false } },
      needs: ['count'],
      when: 'inputs.go && steps.count.outputs.many',
    },
    pages: {
      run: {
        kind: 'each',
        loop: 'page',
        over: "${{ fromJSON('[1, 2]') }}",
        steps: [{ id: 'render', run: { kind: 'shell', command: 'true' } }],
        outputs: {},
      },
    },
  },
  { inputs: { go: { schema: { type: 'boolean' }, required: false, default: true } } },
);

describe('what is nested', () => {
  test('plan shows it, with the inputs that it will see', async () => {
    const made = session({ 'plan.json': outer, 'lib/build.json': inner });
    expect(await made.sluice(['plan', 'plan.json'])).toEqual({
      code: 0,
      stderr: '',
      stdout: `work (flow)

Event   workflow_dispatch on main
Inputs  go = true (default)

✓ call     runs
  ✓ compile  runs
  - sign     would be skipped
             when inputs.sign
               inputs.sign = false
✓ count    runs
· perhaps  \`steps.count.outputs.many\` is decided at run time
           when inputs.go && steps.count.outputs.many
             inputs.go = true
             steps.count.outputs.many = unknown
  · compile  if it is reached
  - sign     would be skipped
             when inputs.sign
               inputs.sign = false
✓ pages    runs
  ✓ render  runs

3 would run, 2 would be skipped, 1 decided at run time. Nothing was run.
`,
    });
  });

  test('--dry-run shows it, too', async () => {
    const made = session({ 'plan.json': outer, 'lib/build.json': inner });
    const ended = await made.sluice(['run', 'plan.json', 'go=false', '--dry-run']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain(`
✓ call     workflow lib/build.json
  ✓ compile  $ touch compiled
  - sign     skipped: inputs.sign is false
✓ count    $ echo "many=true" >> "$GITHUB_OUTPUT"
`);
  });

  test('a step that is skipped in it is explained by its own condition', async () => {
    const call = { run: { kind: 'workflow', path: 'b.json', inputs: {} }, when: 'inputs.go' };
    const go = { go: { schema: { type: 'boolean' }, required: false, default: true } };
    const made = session({ 'plan.json': shellPlan({ call }, { inputs: go }), 'b.json': inner });
    const ended = await made.sluice(['run', 'plan.json']);
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stderr).toContain('- call/sign skipped: inputs.sign is false\n');
  });

  test('plan reports what is wrong with it, and explains nothing then', async () => {
    const bad = shellPlan({ a: { command: 'true', needs: ['b'] } }, { name: 'build' });
    const made = session({ 'plan.json': outer, 'lib/build.json': bad });
    const ended = await made.sluice(['plan', 'plan.json']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('error[GRAPH_UNKNOWN_NEED]');
    expect(await made.sluice(['validate', 'plan.json'])).toMatchObject({ code: 2 });
  });
});

test('a long condition stays in its column', async () => {
  const when = ['a', 'b', 'c'].map((each) => `github.ref_name == 'release-${each}'`).join(' || ');
  const plan = {
    irVersion: 1,
    name: 'long',
    steps: [{ id: 'x', when, run: { kind: 'shell', command: 'true' } }],
  };
  const { stdout } = await session({ 'plan.json': plan }).sluice(['plan', 'plan.json']);
  expect(stdout).toContain(`
- x  would be skipped
     when github.ref_name == 'release-a' || github.ref_name == 'release-b' ||
          github.ref_name == 'release-c'
       github.ref_name = "main"
`);
});

test('of what must all be true, what is not is named, and all of it is shown', async () => {
  const when =
    "!failure() && github.ref_name == 'main' && github.event_name == 'a-rather-long-one'";
  const plan = {
    irVersion: 1,
    name: 'long',
    steps: [{ id: 'x', when, run: { kind: 'shell', command: 'true' } }],
  };
  const made = session({ 'plan.json': plan });
  const note = `\`github.event_name == 'a-rather-long-one'\` is false: github.event_name is "workflow_dispatch"`;
  const dry = await made.sluice(['run', 'plan.json', '--dry-run']);
  expect(dry.stdout).toContain(`
- x  skipped: \`github.event_name == 'a-rather-long-one'\` is false:
     github.event_name is "workflow_dispatch"
`);
  expect((await made.sluice(['run', 'plan.json'])).stderr).toContain(`- x skipped: ${note}\n`);
});
