import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Project, project } from './project.ts';

/** A copy of the command that says who it is. */
function copy(home: string, name: string): string {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "bin": { "sluice": "./own.cjs" } }');
  const file = join(home, 'own.cjs');
  writeFileSync(file, `console.log('${name}', ...process.argv.slice(2));\n`);
  return file;
}

/** A project with a command of its own, in a folder that has another one. */
function nested(): Project {
  const made = project({ 'inner/sluice.ts': '', 'inner/deep/keep': '', 'plain/sluice.ts': '' });
  copy(join(made.folder, 'inner', 'node_modules', 'sluice'), 'the own one');
  return made;
}

test("the global command hands over to the project's own, once, with its arguments", async () => {
  const made = nested();
  const inner = join(made.folder, 'inner', 'sluice.ts');
  expect(await made.sluice(['--file', inner, 'list', '--json'])).toEqual({
    code: 0,
    stdout: `the own one --file <project>/inner/sluice.ts list --json\n`,
    stderr: '',
  });
  expect(await made.sluice(['--version'], { env: { SLUICE_FILE: inner } })).toMatchObject({
    stdout: 'the own one --version\n',
  });
  const stays = await made.sluice(['--version'], {
    env: { SLUICE_FILE: inner, SLUICE_HANDOVER: 'off' },
  });
  expect(stays.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('a project without a command of its own, one that is not built, and no project at all', async () => {
  const made = project({
    'sluice.ts': '',
    'unbuilt/sluice.ts': '',
    'unbuilt/node_modules/sluice/package.json': '{ "bin": { "sluice": "./dist/bin.cjs" } }',
  });
  for (const args of [
    ['--version'],
    ['--file=unbuilt/sluice.ts', '--version'],
    ['--file=no.ts', '--version'],
  ]) {
    expect((await made.sluice(args)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  }
});

test('two commands that each think the other is the own one do not go in circles', async () => {
  const made = nested();
  const bin = join(dirname(import.meta.dirname), 'src', 'bin.ts');
  // The project's own command is a link to a file that starts the first one again.
  const own = join(made.folder, 'inner', 'node_modules', 'sluice', 'own.cjs');
  writeFileSync(own, `import(${JSON.stringify(`file://${realpathSync(bin)}?again`)});\n`);
  const ended = await made.sluice(['--file=inner/sluice.ts', '--version']);
  expect(ended.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
