import { expect, test } from 'vitest';
import { project } from './project.ts';

const echo = (message: string): object => ({ kind: 'echo', inputs: { message } });
const plan = (steps: readonly object[], more: object = {}): object => ({
  irVersion: 1,
  kind: 'flow',
  name: 'it',
  steps,
  ...more,
});
const say = { id: 'say', run: echo('hello') };

/** Plans, and what is said of those that are none. */
const PLANS: Readonly<Record<string, readonly [plan: object, verdict: string]>> = {
  'a good one': [plan([say]), ''],
  'a good one that nests another': [
    plan([{ id: 'a', run: { kind: 'workflow', plan: plan([say]), inputs: {} } }]),
    '',
  ],
  'a cycle': [plan([{ ...say, needs: ['say'] }]), 'GRAPH_CYCLE'],
  'a misspelt step': [plan([say, { ...say, id: 'b', needs: ['sya'] }]), 'Did you mean `say`?'],
  'a reference to nothing': [
    plan([{ id: 'a', run: echo('${{ steps.b.outputs.x }}') }]),
    'There is no step `b`.',
  ],
  'an expression that is none': [plan([{ id: 'a', run: echo('${{ inputs. }}') }]), 'EXPR_INVALID'],
  'an unknown kind of step': [plan([{ id: 'a', run: { kind: 'ecko' } }]), '`echo`'],
  'a task that nobody has': [
    plan([{ id: 'a', run: { kind: 'task', task: 'biuld', inputs: {} } }]),
    'TASK_UNKNOWN',
  ],
  'an unknown child': [
    plan([{ id: 'a', run: { kind: 'workflow', name: 'nobody', inputs: {} } }]),
    '`nobody`',
  ],
};

test.for(Object.entries(PLANS))('validate and generate agree: %s', async ([, [ir, verdict]]) => {
  const made = project({
    'sluice.ts': `import { app, automation } from '@sluice/core';
const parent = automation({ name: 'parent', jobs: ({ job }) => void job.callSaved('it', {}) });
export default app({ entryPoint: 'npx sluice', commands: {}, automations: [parent] });
`,
    'it.json': JSON.stringify(ir),
    'saved-workflows/it.json': JSON.stringify({ name: 'it', description: '', ir }),
  });
  const validated = await made.sluice(['validate', 'it.json']);
  const generated = await made.sluice(['gha', 'generate', '--stdout']);
  const good = verdict === '';
  expect([validated.code, generated.code]).toEqual(good ? [0, 0] : [2, 2]);
  expect(validated.stderr).toContain(verdict);
  expect(generated.stderr).toContain(verdict);
  expect(generated.stdout === '').toBe(!good);
});
