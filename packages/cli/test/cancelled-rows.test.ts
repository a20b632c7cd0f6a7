/** Rows of cancelled steps in the live tree: calm, and nothing twice. */
import { expect, test } from 'vitest';
import { session, shellPlan } from './support/session.ts';

/** The rows of the last tree that begin with the sign of a cancelled step, without their times. */
const rows = (stderr: string): readonly string[] =>
  stderr
    .slice(stderr.lastIndexOf('\u001b[J') + 3)
    .split('\n')
    .filter((line) => /^ *■ /.test(line))
    .map((line) => line.trim().replace(/ {2,}[\d.]+m?s/, ''));

test('a leg says that another step failed', async () => {
  const plan = shellPlan({
    legs: {
      command: 'test ${{ matrix.n }} != bad || { echo bad; exit 1; }; sleep 30',
      matrix: { axes: [['n', ['slow', 'bad']]] },
    },
  });
  const made = session({ 'plan.json': plan });
  const { code, stderr } = await made.sluice(['run', 'plan.json', '--concurrency=2'], {
    terminal: true,
  });
  expect(code).toBe(1);
  expect(rows(stderr)).toEqual(['■ n=slow  another step failed']);
});

test('what is cancelled with the whole run has said it in the first line', async () => {
  const plan = shellPlan({ one: 'sleep 30', two: { command: 'true', needs: ['one'] } });
  const made = session({ 'plan.json': plan });
  let isOver = false;
  const { code, stderr } = await made.sluice(['run', 'plan.json'], {
    terminal: true,
    onStderr(text, act) {
      if (isOver || !text.includes('1 running')) return;
      isOver = true;
      act.interrupt();
    },
  });
  expect(code).toBe(130);
  expect(rows(stderr)).toContain('■ one');
  expect(stderr).not.toContain('was cancelled: the run was');
});
