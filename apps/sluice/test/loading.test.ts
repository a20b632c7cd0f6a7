import { chmodSync, cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { appFile, project } from './project.ts';

const hello = (said: string) =>
  appFile(
    `const hello = task({ name: 'hello', outputs: ['said'], run: () => ({ said: ${said} }) });`,
    'hello',
  );

describe('what stripping types does not take', () => {
  test('enums, parameter properties, namespaces, aliases, imports without extension', async () => {
    const made = project({
      'tsconfig.json': `{ // with a comment
        "extends": "./base.json" }`,
      'base.json': '{ "compilerOptions": { "paths": { "@parts/*": ["./parts/*"] } } }',
      'sluice.ts': `${hello('new Part(Kind.Fine).kind + Names.one + word + data.n')}
import { word } from '@parts/word';
import { Part } from './parts';
import data from './data.json' with { type: 'json' };
enum Kind { Fine = 'fine ' }
namespace Names { export const one = 'one '; }`,
      'parts/index.ts': 'export class Part { constructor(readonly kind: string) {} }\n',
      'parts/word.ts': "export const word = 'word ';\n",
      'data.json': '{ "n": 7 }',
    });
    expect(await made.sluice(['hello'])).toMatchObject({
      code: 0,
      stdout: 'said: fine one word 7\n',
    });
    // Never stale: what the import finds, what an alias means, what a file says.
    writeFileSync(
      join(made.folder, 'parts.ts'),
      "export { Part } from './parts/index'; console.log('near');\n",
    );
    writeFileSync(join(made.folder, 'data.json'), '{ "n": 8 }');
    const again = await made.sluice(['hello']);
    expect(again.stdout).toBe('said: fine one word 8\n');
    expect(again.stderr).toContain('near\n');
  });

  test('decorators and JSX', async () => {
    const made = project({
      'sluice.ts': `${hello('new Loud().word + page')}
import { page } from './page.tsx';
function loud(value: unknown, context: ClassFieldDecoratorContext) { return (text: string) => text.toUpperCase(); }
class Loud { @loud word = 'word '; }`,
      'page.tsx': `/** @jsx h */
const h = (tag: string, _: null, ...inside: string[]) => '<' + tag + '>' + inside.join('');
export const page = <p>text</p>;
`,
    });
    expect(await made.sluice(['hello'])).toMatchObject({ code: 0, stdout: 'said: WORD <p>text\n' });
  });
});

test('a module still knows where it is, and an import that is computed is found', async () => {
  const made = project({
    'sluice.ts': appFile(
      `const where = task({ name: 'where', outputs: ['file', 'later'], async run() {
  const name = 'later';
  const { later } = await import('./' + name + '.ts');
  return { file: import.meta.filename, later };
} });`,
      'where',
    ),
    'later.ts': 'export const later: string = import.meta.url.slice(-8);\n',
  });
  const ended = await made.sluice(['where']);
  expect(ended).toMatchObject({
    code: 0,
    stdout: 'file: <project>/sluice.ts\nlater: later.ts\n',
  });
});

test('the cache: kept while nothing changes, safe for two at once, and never of another folder', async () => {
  const made = project({ 'sluice.ts': hello("'first'") });
  const both = await Promise.all([made.sluice(['hello']), made.sluice(['hello'])]);
  expect(both.map(({ stdout }) => stdout)).toEqual(['said: first\n', 'said: first\n']);
  const cache = join(made.folder, '.sluice', 'cache');
  const names = readdirSync(cache).sort();
  expect(names.filter((name) => name.endsWith('.mjs'))).toHaveLength(1);
  expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  // A copy of the project has a cache that is about the original.
  const copy = project({});
  cpSync(join(made.folder, '.sluice'), join(copy.folder, '.sluice'), { recursive: true });
  writeFileSync(join(copy.folder, 'sluice.ts'), hello('import.meta.dirname'));
  expect((await copy.sluice(['hello'])).stdout).toBe('said: <project>\n');
  // What is not whole counts as nothing.
  writeFileSync(join(cache, 'sluice.ts.json'), '{"maker"');
  expect((await made.sluice(['hello'])).stdout).toBe('said: first\n');
  expect(readdirSync(cache).sort()).toEqual(names);
});

test.skipIf(process.getuid?.() === 0)(
  'a project that cannot be written to (not as root)',
  async () => {
    const made = project({ 'sluice.ts': hello("'read only'") });
    chmodSync(made.folder, 0o555);
    onTestFinished(() => chmodSync(made.folder, 0o755));
    expect((await made.sluice(['list'])).stdout).toContain('hello');
  },
);

describe('errors name the lines of the user', () => {
  test('in a task, after syntax that becomes more or fewer lines', async () => {
    const made = project({
      'sluice.ts': appFile(
        `import { boom } from './boom';
const fails = task({ name: 'fails', run: () => boom() });`,
        'fails',
      ),
      'boom.ts': `enum Long { A, B, C }
interface Gone { a: string;
  b: string }

export function boom(): never {
  throw new Error('kaput ' + Long.C);
}
`,
    });
    const ended = await made.sluice(['fails']);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('✗ fails: kaput 2 [TASK_FAILED]\n    at boom.ts:6:9\n');
  });

  test('while loading', async () => {
    const made = project({
      'sluice.ts': "import './parts';\n",
      'parts.ts': 'enum A { B }\n\nthrow new TypeError(`no ${A.B}`);\n',
    });
    expect(await made.sluice(['list'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error[MODULE_INVALID]: \`sluice.ts\` threw while it was loaded: no 0.
  at parts.ts:3:7
  hint: Correct it there.
`,
    });
  });
});

describe('a project that does not behave while it loads', () => {
  test.each([
    ['loops', 'for (;;);'],
    ['waits for ever', 'setInterval(() => {}, 1000); await new Promise(() => {});'],
  ])('%s: broken off, and the process is gone', async (_, line) => {
    const made = project({ 'sluice.ts': `${line}\n${hello("''")}` });
    const ended = await made.sluice(['list'], { env: { SLUICE_LOAD_TIMEOUT: '500ms' } });
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr: `error[MODULE_TIMED_OUT]: \`sluice.ts\` did not finish loading in 0.5 s.
  at sluice.ts
  hint: Look for a loop or an \`await\` outside of tasks. SLUICE_LOAD_TIMEOUT=30s
        allows more time.
`,
    });
  });

  test('ends the process', async () => {
    const made = project({ 'sluice.ts': 'process.exit(0);\n' });
    expect(await made.sluice(['list'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error[MODULE_INVALID]: \`sluice.ts\` ended the process while it was loaded.
  at sluice.ts
  hint: The file describes a project: remove \`process.exit\`, or do it in a task.
`,
    });
  });

  test('prints, and leaves a timer: standard output has only the answer, and the command ends', async () => {
    const made = project({
      'sluice.ts': `${hello("'well'")}
console.log('on standard output');
setInterval(() => process.stdout.write('tick'), 5);`,
    });
    const listed = await made.sluice(['list', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ name: 'hello' }]);
    expect(listed).toMatchObject({ code: 0, stderr: 'on standard output\n' });
    const ran = await made.sluice(['hello', '--json']);
    expect(ran.code).toBe(0);
    for (const line of ran.stdout.trim().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object');
  });

  test('speaks the protocol of another core', async () => {
    const made = project({
      'sluice.ts': `const foreign = { kind: 'app' };
Object.defineProperty(foreign, Symbol.for('sluice.definition/2'), { value: { kind: 'app' } });
export default foreign;\n`,
    });
    expect(await made.sluice(['list'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error[CORE_MISMATCH]: \`sluice.ts\` uses a version of @sluice/core that this
  \`sluice\` does not understand (protocol 2).
  at sluice.ts
  hint: Bring both to one version: npm install sluice@latest @sluice/core@latest
`,
    });
  });

  test('another limit must be a duration', async () => {
    const made = project({ 'sluice.ts': hello("''") });
    const ended = await made.sluice(['list'], { env: { SLUICE_LOAD_TIMEOUT: 'soon' } });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('`soon` is not a value of `SLUICE_LOAD_TIMEOUT`.');
  });
});
