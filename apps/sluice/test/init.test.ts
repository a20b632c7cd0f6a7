import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { project } from './project.ts';

test('init writes a project that runs, and says what is next', async () => {
  const made = project({ 'package.json': '{\n    "name": "mine"\n}\n' });
  expect(await made.sluice(['init'])).toEqual({
    code: 0,
    stderr: '',
    stdout: `sluice.ts     a task and an automation to begin with
package.json  needs @sluice/core, sluice, zod
.gitignore    leaves out node_modules/, .sluice/

Next:
  npm install
  npx sluice greet --name Ada
`,
  });
  const manifest = readFileSync(join(made.folder, 'package.json'), 'utf8');
  expect(manifest).toMatch(
    /^\{\n {4}"name": "mine",\n {4}"devDependencies": \{\n {8}"@sluice\/core": /,
  );
  expect(await made.sluice(['greet', '--name', 'Ada'])).toMatchObject({
    code: 0,
    stdout: 'greeting: Hello, Ada\n',
  });
});

test('init never writes over a project, and changes nothing when it cannot do all', async () => {
  const there = project({ 'sluice.mts': 'export default 1;\n' });
  expect(await there.sluice(['init'])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error[APP_EXISTS]: There is a `sluice.mts` already; nothing was changed.\n  hint: sluice list shows what it has.\n',
  });
  const broken = project({ 'package.json': '{ "name": ' });
  const ended = await broken.sluice(['init']);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(/^error\[PACKAGE_INVALID\]: `package\.json` cannot be read: /);
  expect(existsSync(join(broken.folder, 'sluice.ts'))).toBe(false);
});

test('a project whose package.json says commonjs loads', async () => {
  const made = project({ 'package.json': '{ "type": "commonjs" }' });
  await made.sluice(['init']);
  expect(await made.sluice(['list'])).toMatchObject({ code: 0, stderr: '' });
});
