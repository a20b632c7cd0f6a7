import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Problems } from '../src/problem.ts';
import { bundleProject, type ProjectBundle } from '../src/project/bundle.ts';

const CORE = {
  'package.json': '{"name":"@sluice/core","type":"module","exports":{".":"./dist/index.js"}}',
  'dist/index.js': "export { app } from './part.js';\n//# sourceMappingURL=index.js.map\n",
  'dist/part.js': "export const app = () => 'made by core';\n",
};
const HOME = 'node_modules/@sluice/core';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-core-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function installed(): Record<string, string> {
  return Object.fromEntries(Object.entries(CORE).map(([name, text]) => [join(HOME, name), text]));
}

function bundle(folder: string): Promise<ProjectBundle> {
  return bundleProject(join(folder, 'sluice.ts'), join(folder, '.sluice', 'cache'));
}

const APP = "import { app } from '@sluice/core';\nexport default app();\n";

test('an installed core is a part of the bundle, and its inputs are those of the project', async () => {
  const folder = folderWith({ 'sluice.ts': APP, ...installed() });
  const { code, map, inputs } = await bundle(folder);
  expect(code).toContain('made by core');
  expect(code).not.toMatch(/from\s*"@sluice\/core"/);
  expect(JSON.parse(map).sources).toEqual([
    '../../node_modules/@sluice/core/dist/part.js',
    '../../sluice.ts',
  ]);
  // Another version of core has another package.json.
  expect([...inputs.keys()].map((path) => path.slice(folder.length + 1)).sort()).toEqual([
    join(HOME, 'package.json'),
    'sluice.ts',
  ]);
});

test.each([
  ['a package that needs no other', { name: 'lone' }, true],
  ['a package with dependencies', { name: 'lone', dependencies: { other: '1' } }, false],
  ['a package that wants a peer', { name: 'lone', peerDependencies: { other: '1' } }, false],
])('beside %s', async (_, manifest, isInside) => {
  const folder = folderWith({
    'sluice.ts': `import 'lone';\n${APP}`,
    'node_modules/lone/package.json': JSON.stringify(manifest),
    'node_modules/lone/index.js': '',
    ...installed(),
  });
  const { code } = await bundle(folder);
  expect(code.includes('made by core')).toBe(isInside);
  expect(/from\s*"@sluice\/core"/.test(code)).toBe(!isInside);
});

test('a core that somebody works on, and imports of a package of itself, leave core outside', async () => {
  const elsewhere = folderWith(CORE);
  const linked = folderWith({ 'sluice.ts': APP, 'node_modules/@sluice/keep': '' });
  symlinkSync(elsewhere, join(linked, HOME), 'junction');
  expect((await bundle(linked)).code).not.toContain('made by core');
  const own = folderWith({
    'package.json': '{"imports":{"#other":"other"}}',
    'sluice.ts': `import '#other';\n${APP}`,
    'node_modules/other/package.json': '{"name":"other"}',
    'node_modules/other/index.js': '',
    ...installed(),
  });
  expect((await bundle(own)).code).not.toContain('made by core');
});

test('what core does not export is found before anything runs, with its place', async () => {
  const folder = folderWith({ 'sluice.ts': APP.replaceAll('app', 'nothing'), ...installed() });
  const error = await bundle(folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Problems);
  expect((error as Problems).problems).toMatchObject([
    {
      code: 'MODULE_INVALID',
      message: '`@sluice/core` exports no `nothing`.',
      location: { file: join(folder, 'sluice.ts'), line: 1, column: 10 },
    },
  ]);
});
