import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

/** All of the first line of a file stands for line 6, column 1 of `real.ts`. */
const MAP = JSON.stringify({ version: 3, names: [], sources: ['src/real.ts'], mappings: 'AAKA' });
const SUBJECT = pathToFileURL(join(import.meta.dirname, '../src/task/map-stacks.ts')).href;

/** What a process prints that loads a module with `mapStacks`. */
function printed(files: Readonly<Record<string, string>>, before = ''): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-stacks-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const module = JSON.stringify(pathToFileURL(join(folder, 'made.mjs')).href);
  const script = `${before}
    const { mapStacks } = await import(${JSON.stringify(SUBJECT)});
    mapStacks(${module});
    const { trace } = await import(${module});
    console.log(trace());`;
  const args = ['--no-warnings', '--input-type=module', '-e', script];
  return execFileSync(process.execPath, args, { encoding: 'utf8' }).replaceAll(folder, '');
}

const THROWS = "export const trace = () => new TypeError('a $& b').stack;";

test('a stack names the file that a module was made from, and its head stays', () => {
  const [head, first] = printed({ 'made.mjs': THROWS, 'made.mjs.map': MAP }).split('\n');
  expect(head).toBe('TypeError: a $& b');
  expect(first).toBe('    at trace (/src/real.ts:6:1)');
});

// Older Nodes have no function there.
test.each(['', 'delete Error.prepareStackTrace;'])(
  'an error that prints itself by its stack has one (%s)',
  (before) => {
    const made = `class Odd extends Error { toString() { return 'odd ' + this.stack; } }
export const trace = () => {
  const bare = Object.create(null);
  Error.captureStackTrace(bare);
  return new Odd('a').stack + bare.stack;
};`;
    expect(printed({ 'made.mjs': made }, before)).toMatch(/^Error: a\n/);
  },
);

test.each([
  ['no map', {}],
  ['a map that is none', { 'made.mjs.map': '{' }],
])('with %s the place is that in the module', (_, files) => {
  expect(printed({ 'made.mjs': THROWS, ...files })).toMatch(/at trace \(file:.*made\.mjs:1:28\)/);
});

test('a module that it imports keeps its own map', () => {
  const inline = Buffer.from(MAP).toString('base64');
  const other = `${THROWS}\n//# sourceMappingURL=data:application/json;base64,${inline}\n`;
  const found = printed({ 'made.mjs': "export { trace } from './other.mjs';", 'other.mjs': other });
  expect(found).toContain('at trace (/src/real.ts:6:1)');
});

test('whoever prepares stacks in another way still does', () => {
  const own = 'Error.prepareStackTrace = (_, frames) => frames.length;';
  expect(printed({ 'made.mjs': THROWS, 'made.mjs.map': MAP }, own)).toMatch(/^\d+\n$/);
});
