import { expect, test } from 'vitest';
import { session } from './support/session.ts';

test.each([
  [['list', '--jsno'], '`--jsno` is not a flag of `list`.', 'Did you mean `--json`?'],
  [['doctor', '--jsn'], '`--jsn` is not a flag of `doctor`.', 'Did you mean `--json`?'],
  [
    ['graph', 'a', '--fromat=svg'],
    '`--fromat` is not a flag of `graph`.',
    'Did you mean `--format`?',
  ],
  [['inspect', '--what'], '`--what` is not a flag of `inspect`.', 'sluice inspect NAME'],
  [['list', 'all'], '`list` does not know what to do with `all`.', 'sluice list'],
])('%j', async (args, message, hint) => {
  const ended = await session().sluice(args);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(message);
  expect(ended.stderr).toContain(`hint: ${hint}`);
});
