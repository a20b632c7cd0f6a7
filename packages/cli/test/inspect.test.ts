import { expect, test } from 'vitest';
import { session, shellPlan } from './support/session.ts';

test('a plan in a file is inspected without a project; what is wrong with it is said', async () => {
  const made = session({
    'plan.json': shellPlan(
      {
        build: { command: 'make', secrets: ['TOKEN'] },
        publish: { command: 'publish', needs: ['build'], when: "github.ref_name == 'main'" },
      },
      { on: [{ event: 'push', branches: ['main', 'next'] }, { event: 'dispatch' }] },
    ),
  });
  const ended = await made.sluice(['inspect', 'plan.json']);
  expect(ended).toEqual({
    code: 0,
    stderr: '',
    stdout: `work (flow)

Starts on
  push      branches main, next
  dispatch

Steps
  build    $ make
  publish  $ publish; after build; when github.ref_name == 'main'

Secrets
  TOKEN
`,
  });
});

test.each([
  [['inspect'], '`inspect` needs a name or a file.'],
  [['inspect', 'a.json', 'b.json'], 'does not know what to do with `b.json`'],
])('%j is wrong use', async (args, message) => {
  const ended = await session().sluice(args);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(message);
});
