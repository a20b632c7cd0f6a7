import type { LogLine, RunEvent, RunView, StepView } from '@sluice/core/run';
import { expect, test } from 'vitest';
import { createStyle } from '../src/text/style.ts';
import { githubErrors } from '../src/view/github.ts';
import { createPlainReporter } from '../src/view/plain.ts';
import { printSummary } from '../src/view/summary.ts';

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
const event = (fact: object): RunEvent => ({ seq: 1, at: 0, ...fact }) as RunEvent;
const line = (text: string): LogLine => ({ line: 1, at: 0, stream: 'stdout', text });

const view = run(
  step('lint', 'success'),
  step('test', 'failure', {
    children: [
      step('test[os=linux]', 'success'),
      step('test[os=mac%20os]', 'failure', {
        error: {
          code: 'TASK_FAILED',
          message: 'It broke.\nin two lines',
          hint: 'Mend it.',
          traceback:
            'Error: It broke.\n    at JSON.parse (<anonymous>)\n    at f (/work/node_modules/a/b.js:1:2)\n    at Object.run (file:///work/tasks.ts:7:9)\n    at node:internal/a:1:1',
        },
      }),
    ],
  }),
  step('publish', 'skipped', { skipped: 'need-failed' }),
);

function show(order: 'stream' | 'grouped', github = false): string {
  let text = '';
  const reporter = createPlainReporter({
    output: { write: (each) => (text += each) },
    style: createStyle(false),
    order,
    github,
    skipNote: () => 'a step that it needs failed',
  });
  reporter.event(event({ type: 'step-started', step: 'lint', attempt: 1 }), view);
  reporter.event(event({ type: 'step-started', step: 'test[os=mac%20os]', attempt: 2 }), view);
  reporter.log('lint', line('first\u001b[2J'));
  reporter.log('test[os=mac%20os]', line('other'));
  reporter.log('lint', line('second'));
  reporter.event(event({ type: 'step-completed', step: 'lint' }), view);
  reporter.event(event({ type: 'step-failed', step: 'test[os=mac%20os]' }), view);
  reporter.event(event({ type: 'step-skipped', step: 'publish' }), view);
  reporter.end(view);
  return text;
}

test('stream: logs as they come', () => {
  expect(show('stream')).toBe(`> lint
> test[os=mac os] (attempt 2)
lint | first
test[os=mac os] | other
lint | second
✓ lint 1.5s
✗ test[os=mac os] failed 1.5s: It broke.
- publish skipped: a step that it needs failed
`);
});

test('grouped: the log of a step in one piece, when it has ended', () => {
  expect(show('grouped')).toBe(`> lint
> test[os=mac os] (attempt 2)
lint | first
lint | second
✓ lint 1.5s
test[os=mac os] | other
✗ test[os=mac os] failed 1.5s: It broke.
- publish skipped: a step that it needs failed
`);
});

test('the summary ends with the logs of what failed, the failures and the counts', () => {
  const lines = printSummary(view, {
    style: createStyle(false),
    columns: 40,
    cwd: '/work',
    logs: () => ['the log'],
  });
  expect(lines.join('\n')).toBe(`
Log of test[os=mac os]
  the log

1 failure
  ✗ test[os=mac os]: It broke.
    [TASK_FAILED]
    at tasks.ts:7:9
    hint: Mend it.

release: 2 succeeded, 1 failed, 1 skipped in 4.0s`);
});

test('on GitHub: logs in groups, the ends outside of them, and an annotation at the place', () => {
  expect(show('grouped', true)).toBe(`> lint
> test[os=mac os] (attempt 2)
::group::Log of lint
lint | first
lint | second
::endgroup::
✓ lint 1.5s
::group::Log of test[os=mac os]
test[os=mac os] | other
::endgroup::
✗ test[os=mac os] failed 1.5s: It broke.
- publish skipped: a step that it needs failed
`);
  expect(githubErrors(view, '/work')).toEqual([
    '::error file=tasks.ts,line=7,col=9,title=test[os=mac os]::It broke.%0Ain two lines',
  ]);
});
