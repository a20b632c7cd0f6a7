/** Saved workflows in the repository of a project: what a machine has that has nobody's home. */
import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { session } from './support/session.ts';

const cli = dirname(dirname(fileURLToPath(import.meta.url)));
const plan = (name: string, run: object): object => ({
  irVersion: 1,
  name,
  inputs: { who: { schema: { type: 'string' }, required: true } },
  outputs: { said: `\${{ steps.say.outputs.${'name' in run ? 'said' : 'message'} }}` },
  steps: [{ id: 'say', run }],
});
const app = `import { app, automation, flow, sh } from '@sluice/core';
import { z } from 'zod';
const greeting = flow({
  name: 'greeting',
  inputs: z.object({ who: z.string() }),
  steps: ({ callSaved }, { who }) => ({ said: callSaved('outer', { who }).output('said') }),
});
const all = automation({
  name: 'all',
  inputs: z.object({ who: z.string() }),
  jobs: ({ job, inputs }) => ({ said: job(greeting, { inputs: { who: inputs.who } }).output('said') }),
});
export default app({ entryPoint: 'npx sluice', commands: { Work: [greeting] }, automations: [all] });
`;

test('what a project nests by name is generated and run from its repository alone', {
  timeout: 60_000,
}, async () => {
  const { sluice, folder, json } = session({
    'package.json': { type: 'module' },
    'sluice.ts': app,
    'inner.json': plan('inner', { kind: 'echo', inputs: { message: 'Hello, ${{ inputs.who }}' } }),
    'outer.json': plan('outer', {
      kind: 'workflow',
      name: 'inner',
      inputs: { who: '${{ inputs.who }}' },
    }),
  });
  symlinkSync(join(cli, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const elsewhere = { env: { SLUICE_HOME: join(folder, 'nobody') } };

  // Nobody has saved it: every command says so.
  for (const args of [['validate'], ['greeting', '--who=Ada'], ['gha', 'generate', '--stdout']]) {
    const refused = await sluice(args);
    expect([args, refused.code]).toEqual([args, 2]);
    expect(refused.stderr).toContain('`outer`');
  }
  for (const file of ['inner.json', 'outer.json']) {
    expect(await sluice(['save', file])).toMatchObject({ code: 0 });
  }
  expect(await sluice(['greeting', '--who=Ada'])).toMatchObject({ stdout: 'said: Hello, Ada\n' });
  // Here it is saved; GitHub's machines do not have it.
  const generated = await sluice(['gha', 'generate', '--stdout']);
  expect(generated.code).toBe(2);
  expect(generated.stderr).toContain('sluice workflows vendor');

  expect((await sluice(['workflows', 'vendor'])).stderr).toBe(
    'This project uses 2 workflows; copied: inner, outer.\n',
  );
  expect((await sluice(['workflows', 'vendor'])).stderr).toBe(
    'This project uses 2 workflows; copied: none, they are here already.\n',
  );
  expect(json('saved-workflows/outer.json')).toMatchObject({ name: 'outer', version: '1.0.0' });
  expect((await sluice(['gha', 'generate', '--stdout'])).stdout).toContain('npx sluice greeting');
  expect(await sluice(['validate'], elsewhere)).toMatchObject({ code: 0 });
  expect(await sluice(['all', '--who=Zoe'], elsewhere)).toMatchObject({
    code: 0,
    stdout: 'said: Hello, Zoe\n',
  });
});
