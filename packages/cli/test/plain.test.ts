import type { LogLine, RunEvent, RunView, StepView } from '@sluice/core/run';
import { expect, test } from 'vitest';
import { createStyle } from '../src/text/style.ts';
import { githubDialect } from '../src/view/github.ts';
import { createPlainReporter } from '../src/view/plain.ts';

const step = (name: string, status: StepView['status'], more: object = {}): StepView =>
  ({ step: name, name, status, attempt: 1, startedAt: 0, finishedAt: 1500, ...more }) as StepView;
const run = (...steps: StepView[]): RunView =>
  ({
    run: 'r',
    workflow: 'release',
    kind: 'flow',
    planHash: '',
    status: 'failed',
    startedAt: 0,
    finishedAt: 4000,
    inputs: {},
    steps,
    gates: [],
    seq: 9,
  }) as unknown as RunView;
const event = (at: number, fact: object): RunEvent => ({ seq: 1, at, ...fact }) as RunEvent;
const line = (text: string): LogLine => ({ line: 1, at: 0, stream: 'stdout', text });

const failed = {
  error: {
    code: 'TASK_FAILED',
    message: 'It broke.\nin two lines',
    hint: 'Mend it.',
    traceback:
      'Error: It broke.\n    at JSON.parse (<anonymous>)\n    at f (/work/node_modules/a/b.js:1:2)\n    at Object.run (file:///work/tasks.ts:7:9)\n    at node:internal/a:1:1',
  },
};
const view = run(
  step('lint', 'success'),
  step('test', 'failure', {
    children: [step('test[os=linux]', 'success'), step('test[os=mac%20os]', 'failure', failed)],
  }),
  step('publish', 'skipped', { skipped: 'need-failed' }),
);

const traceback = failed.error.traceback;

function show(
  order: 'stream' | 'grouped',
  more: Partial<Parameters<typeof createPlainReporter>[0]> = {},
): string {
  let text = '';
  const reporter = createPlainReporter({
    output: { write: (each) => (text += each), columns: 60 },
    style: createStyle(false),
    cwd: '/work',
    order,
    logs: 'full',
    skipNote: () => 'a step that it needs failed',
    ...more,
  });
  const mac = 'test[os=mac%20os]';
  reporter.event(event(0, { type: 'step-started', step: 'lint', attempt: 1 }));
  reporter.event(event(0, { type: 'step-started', step: mac, attempt: 2 }));
  reporter.log('lint', line('first\u001b[2J'));
  reporter.log(mac, line('other'));
  reporter.log('lint', line('::error::second'));
  reporter.log('lint', { ...line('third ##[group]x'), group: 'a / b' });
  reporter.event(event(1500, { type: 'step-completed', step: 'lint' }));
  reporter.event(event(1500, { type: 'step-failed', step: mac, error: failed.error }));
  reporter.event(event(1500, { type: 'step-skipped', step: 'publish', reason: 'need-failed' }));
  reporter.end(view);
  return text;
}

const ending = `
1 failure
  ✗ test[os=mac os]: It broke.
    in two lines [TASK_FAILED]
    at tasks.ts:7:9
    hint: Mend it.

release: 2 succeeded, 1 failed, 1 skipped in 4.0s
`;

test('stream: logs as they come; that of the failed step once more', () => {
  expect(show('stream')).toBe(`> lint
> test[os=mac os] (attempt 2)
lint | first
test[os=mac os] | other
lint | ::error::second
lint |   a / b:
lint |     third ##[group]x
✓ lint 1.5s
✗ test[os=mac os] failed 1.5s: It broke.
- publish skipped: a step that it needs failed

Log of test[os=mac os]
  other
${ending}`);
});

test('grouped: the log of a step in one piece when it has ended, that of a failed one last', () => {
  expect(show('grouped')).toBe(`> lint
> test[os=mac os] (attempt 2)
lint | first
lint | ::error::second
lint |   a / b:
lint |     third ##[group]x
✓ lint 1.5s
✗ test[os=mac os] failed 1.5s: It broke.
- publish skipped: a step that it needs failed

Log of test[os=mac os]
  other
${ending}`);
});

test.each(['stream', 'grouped'] as const)('%s: only the logs of what failed, or none', (order) => {
  const onlyErrors = show(order, { logs: 'errors-only' });
  expect(onlyErrors).not.toContain('first');
  expect(onlyErrors).toContain('\nLog of test[os=mac os]\n  other\n');
  const none = show(order, { logs: 'none' });
  expect(none).not.toContain('first');
  expect(none).not.toContain('other');
  expect(none).toContain('1 failure');
});

test('on GitHub: groups, the failed log outside of them, an annotation at the place, and no line of a step is a command', () => {
  expect(show('grouped', { dialect: githubDialect('/work') })).toBe(`> lint
> test[os=mac os] (attempt 2)
::group::Log of lint
lint | first
lint | ::error::second
lint |   a / b:
lint |     third ##\\[group]x
::endgroup::
✓ lint 1.5s
✗ test[os=mac os] failed 1.5s: It broke.
- publish skipped: a step that it needs failed

Log of test[os=mac os]
  other
${ending}::error file=tasks.ts,line=7,col=9,title=test[os=mac os]::It broke.%0Ain two lines
`);
});

test('a retry, a gate, a cancellation: who and when', () => {
  let text = '';
  const reporter = createPlainReporter({
    output: { write: (each) => (text += each) },
    style: createStyle(false),
    cwd: '/work',
    order: 'stream',
    logs: 'full',
    skipNote: () => '',
  });
  const error = { code: 'TASK_FAILED', message: 'No.', traceback };
  for (const [at, fact] of [
    [0, { type: 'step-started', step: 'a', attempt: 1 }],
    [100, { type: 'step-failed', step: 'a', attempt: 1, error, retryAt: 5100 }],
    [5100, { type: 'step-started', step: 'a', attempt: 2 }],
    [5300, { type: 'step-timed-out', step: 'a', attempt: 2 }],
    [5300, { type: 'gate-opened', step: 'ok', acceptors: ['role:editor', 'ada'] }],
    [6000, { type: 'cancel-requested', by: 'you', reason: 'SIGINT' }],
    [6000, { type: 'step-cancelled', step: 'b[x=1]', attempt: 1, reason: 'fail-fast' }],
  ] as const) {
    reporter.event(event(at, fact));
  }
  expect(text).toBe(`> a
↻ a failed 100ms, again in 5.0s: No.
> a (attempt 2)
✗ a timed out 200ms
? ok waits for role:editor or ada
Cancelling (you, SIGINT); clean-up steps still run. Interrupt again to stop at once.
■ b[x=1] cancelled: another step failed
`);
});
