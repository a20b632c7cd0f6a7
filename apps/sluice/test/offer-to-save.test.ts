import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { project } from './project.ts';
import { pty, type Terminal, terminal } from './terminal.ts';

const plan = JSON.stringify({
  name: 'hello',
  steps: [{ id: 'say', run: { kind: 'echo', inputs: { message: 'Hello' } } }],
});
const failing = JSON.stringify({ name: 'hello', steps: [{ id: 'say', run: 'exit 1' }] });
const QUESTION = 'Save this workflow? [y/N]';

describe.skipIf(pty === undefined)('a plan from a pipe, in a terminal', () => {
  const start = (...args: string[]) => {
    const { folder, sluice } = project({ 'hello.json': plan, 'failing.json': failing });
    const saved = (name: string): string =>
      join(folder, '.local', 'share', 'sluice', 'workflows', `${name}.json`);
    return {
      saved,
      sluice,
      run: (env: Record<string, string> = {}, file = 'hello.json'): Terminal =>
        terminal(['run', '-', ...args], { cwd: folder, columns: 80, rows: 24, env, pipe: file }),
      runFile: (): Terminal =>
        terminal(['run', 'hello.json'], { cwd: folder, columns: 80, rows: 24 }),
    };
  };
  const answer = async (shown: Terminal, question: string, text: string): Promise<void> => {
    await shown.until(question, (screen) => screen.trimEnd().endsWith(question));
    shown.type(`${text}\r`);
  };

  test('is saved when somebody says so, under a name that is free', async () => {
    const { run, saved, sluice } = start();
    const first = run();
    await answer(first, QUESTION, 'y');
    await answer(first, 'Name [hello]:', '');
    await answer(first, 'Description [none]:', 'Says hello');
    expect(await first.ended).toEqual({ code: 0 });
    expect(first.screen().at(-1)).toBe('Saved `hello`: sluice run hello');
    expect(JSON.parse(readFileSync(saved('hello'), 'utf8'))).toMatchObject({
      description: 'Says hello',
      ir: { name: 'hello' },
    });
    const second = run();
    await answer(second, QUESTION, 'yes');
    await answer(second, 'Name [hello-2]:', 'hello');
    await second.until('the refusal', (screen) => screen.includes('is saved already.'));
    await answer(second, 'Name [hello-2]:', 'Not A Name');
    await second.until('the rule', (screen) => screen.includes('names are kebab-case'));
    await answer(second, 'Name [hello-2]:', 'other');
    await answer(second, 'Description [none]:', '');
    expect(await second.ended).toEqual({ code: 0 });
    expect(JSON.parse(readFileSync(saved('other'), 'utf8'))).toMatchObject({ name: 'other' });
    expect((await sluice(['run', 'other'])).code).toBe(0);
  });

  test('is not saved unless somebody says so', async () => {
    const decline = async (typed: string): Promise<void> => {
      const { run, saved } = start();
      const shown = run();
      await shown.until('the question', (screen) => screen.trimEnd().endsWith(QUESTION));
      shown.type(typed);
      await shown.ended;
      expect(existsSync(saved('hello'))).toBe(false);
    };
    await Promise.all(['\r', 'what?\r', '\u0003'].map(decline));
  });

  test('is not asked about in CI, as JSON, after a failure, or when it came from a file', async () => {
    const { run, runFile } = start();
    const json = start('--json');
    const quiet = [run({ CI: 'true' }), json.run(), run({}, 'failing.json'), runFile()];
    const codes = await Promise.all(quiet.map(async (shown) => (await shown.ended).code));
    expect(codes).toEqual([0, 0, 1, 0]);
    for (const shown of quiet) expect(shown.everything().join('\n')).not.toContain('Save this');
  });
});

test('nobody is asked where there is no terminal', async () => {
  const ended = await project({}).sluice(['run', '-'], { input: plan });
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stderr).not.toContain('Save');
});
