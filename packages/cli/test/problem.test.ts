import { expect, test } from 'vitest';
import { problemsOf } from '../src/problem.ts';
import { printProblems } from '../src/text/problem-text.ts';
import { createStyle } from '../src/text/style.ts';
import { session, shellPlan } from './support/session.ts';

const show = (problems: ReturnType<typeof problemsOf>): string =>
  printProblems(problems, { cwd: '/', style: createStyle(false) });

test('what the system refuses is told as it is, and is no bug', () => {
  const refused = new Error("EACCES: permission denied, open '/shop/sluice.ts'");
  const facts = { code: 'EACCES', path: '/shop/sluice.ts' };
  expect(show(problemsOf(Object.assign(refused, facts)))).toBe(
    [
      'error[STORAGE_FAILED]: `/shop/sluice.ts` cannot be used: permission denied.',
      '  hint: Change what this user may do there, or choose another place.',
      '',
    ].join('\n'),
  );
  const [bug] = problemsOf(Object.assign(new Error('gone'), { code: 'ENOENT', path: '/x' }));
  expect(bug?.code).toBe('INTERNAL');
});

test('a place that is very deep is cut in the middle', () => {
  const path = Array.from({ length: 400 }, (_, at) => at);
  const text = show([{ code: 'WORKFLOW_INVALID', message: 'Deep.', path }]);
  expect(text).toMatch(/^ {2}at \/0\/1\/2\/.*\/11\/…\/388\/.*\/399$/m);
});

test('what would be the same text twice is told once', () => {
  const twice = { code: 'WORKFLOW_INVALID', message: 'Wrong.' } as const;
  expect(show([twice, { ...twice, message: 'Other.' }, twice])).toBe(
    'error[WORKFLOW_INVALID]: Wrong.\nerror[WORKFLOW_INVALID]: Other.\n',
  );
});

test('a run that is interrupted in a workspace does not offer a command that would be refused', async () => {
  const waits = 'echo begun; while [ ! -e never ]; do sleep 0.05; done';
  const made = session({ 'plan.json': shellPlan({ a: waits }) });
  let told = false;
  const ended = await made.sluice(['run', 'plan.json', '--workspace=kept', '--log-order=stream'], {
    onStderr(text, act) {
      if (told || !text.includes('begun')) return;
      told = true;
      act.interrupt();
    },
  });
  expect(ended.code).toBe(130);
  expect(ended.stderr).toContain(
    'The run was cancelled (SIGINT). What it did stays in kept; --step goes on there, another folder starts anew.\n',
  );
});
