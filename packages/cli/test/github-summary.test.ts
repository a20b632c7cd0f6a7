import { join } from 'node:path';
import { expect, test } from 'vitest';
import { session, shellPlan } from './support/session.ts';

test('what steps write into their summary reaches the step of GitHub around the command, failed or not', async () => {
  const made = session({
    'plan.json': shellPlan({
      a: 'printf "# Built\\n\\n%s\\n" "two lines" >> "$GITHUB_STEP_SUMMARY"; echo no summary',
      b: { command: 'exit 1', needs: ['a'] },
    }),
    'summary.md': 'before\n',
  });
  const env = { GITHUB_STEP_SUMMARY: join(made.folder, 'summary.md') };
  expect(await made.sluice(['run', 'plan.json'], { env })).toMatchObject({ code: 1 });
  expect(made.read('summary.md')).toBe('before\n# Built\n\ntwo lines\n');
});
