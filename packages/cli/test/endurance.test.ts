import { expect, test } from 'vitest';
import { session, shellPlan } from './support/session.ts';

const work = shellPlan(
  {
    say: {
      command: 'printf "text=%s" "$WHO" >> "$GITHUB_OUTPUT"',
      env: { WHO: '${{ inputs.who }}' },
      outputs: { text: { type: 'string' } },
    },
    wait: { command: 'sleep "$TIME"', env: { TIME: '${{ inputs.seconds }}' }, needs: ['say'] },
  },
  {
    inputs: {
      who: { schema: { type: 'string' }, required: true },
      seconds: { schema: { type: 'integer' }, required: false, default: 0 },
    },
    outputs: { text: '${{ steps.say.outputs.text }}' },
  },
);

test('--timeout ends a workflow that takes longer, and changes nothing for one that does not', async () => {
  const made = session({ 'plan.json': work });
  const late = await made.sluice(['run', 'plan.json', 'who=ana', 'seconds=60', '--timeout=200ms']);
  expect(late).toMatchObject({ code: 1, stdout: '' });
  expect(late.stderr).toContain('The step `work` did not end in time.');
  const early = await made.sluice(['run', 'plan.json', 'who=ana', '--timeout=1m']);
  expect(early).toMatchObject({ code: 0, stdout: 'text: ana\n' });
});

test.each([
  [['--retry=2'], '`--retry` and `--backoff` are for one task, and `work` has 2 steps.'],
  [['--backoff=1s'], '`--retry` and `--backoff` are for one task'],
  [['--timeout=soon'], '`soon` is not a value of `--timeout`, which is a length of time.'],
  [['--retry=0'], '`0` is not a value of `--retry`, which is a whole number from 1.'],
])('%s is refused', async (flags, message) => {
  const ended = await session({ 'plan.json': work }).sluice([
    'run',
    'plan.json',
    'who=a',
    ...flags,
  ]);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr.replace(/\n {2}/g, ' ')).toContain(message);
});
