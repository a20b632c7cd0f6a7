/** What `typegen` writes, and what the compiler makes of it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { session } from './support/session.ts';

const cli = dirname(dirname(fileURLToPath(import.meta.url)));

const fix = {
  name: 'fix-issue',
  description: 'Opens a pull request',
  inputs: {
    issue: { schema: { type: 'string' }, required: true },
    labels: { schema: { type: 'array', items: { enum: ['bug', 'docs'] } }, required: false },
    tries: { schema: { type: 'integer' }, required: true, default: 3 },
  },
  outputs: {
    url: '${{ steps.go.outputs.stdout }}',
    code: '${{ steps.go.outputs.exitCode }}',
    text: 'Issue ${{ inputs.issue }}',
    labels: '${{ inputs.labels }}',
    answer: '${{ steps.say.outputs.message }}',
  },
  steps: [
    { id: 'go', run: 'echo https://a.test' },
    { id: 'say', run: { kind: 'echo', inputs: { message: 1 } } },
  ],
};
const outer = {
  name: 'outer',
  outputs: { code: '${{ steps.inner.outputs.code }}' },
  steps: [{ id: 'inner', run: { kind: 'workflow', name: 'fix-issue', inputs: { issue: '1' } } }],
};

const use = `
import { flow } from '@sluice/core';
import { z } from 'zod';

export const good = flow({
  name: 'good',
  inputs: z.object({ issue: z.string() }),
  steps({ callSaved, shell }, { issue }) {
    const fixed = callSaved('fix-issue', { issue, labels: ['bug'] });
    const code: { output(name: 'code'): unknown } = fixed;
    void code;
    return { url: fixed.output('url'), code: callSaved('outer', {}).output('code') };
  },
});
const outputs: { url: string; code: number } = good.outputs;
void outputs;
export const bad = flow({
  name: 'bad',
  inputs: z.object({ n: z.number() }),
  steps({ callSaved }, { n }) {
    // @ts-expect-error a number is no issue
    callSaved('fix-issue', { issue: n });
    // @ts-expect-error it needs one
    callSaved('fix-issue', {}, { id: 'b' });
    // @ts-expect-error not a label
    callSaved('fix-issue', { issue: '1', labels: ['bgu'] }, { id: 'c' });
    // @ts-expect-error not an output
    callSaved('fix-issue', { issue: '1' }, { id: 'd' }).output('urll');
    return {};
  },
});
`;
const config = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'es2023',
    lib: ['es2024', 'esnext.disposable', 'dom'],
    exactOptionalPropertyTypes: true,
    types: [],
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    customConditions: ['@sluice/source'],
  },
  files: ['use.ts', 'saved-workflows.d.ts'],
};

test('callSaved is typed by what is saved', { timeout: 120_000 }, async () => {
  const { sluice, folder, read } = session({
    'package.json': { type: 'module' },
    'fix.json': fix,
    'outer.json': outer,
    'use.ts': use,
    'tsconfig.json': config,
  });
  symlinkSync(join(cli, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const file of ['fix.json', 'outer.json']) {
    expect(await sluice(['save', file])).toMatchObject({ code: 0 });
  }
  expect(await sluice(['typegen', '--check'])).toMatchObject({ code: 1 });
  expect(await sluice(['typegen'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'Wrote saved-workflows.d.ts: 2 workflows\n',
  });
  expect(read('saved-workflows.d.ts')).toMatchInlineSnapshot(`
    "// Written by \`sluice typegen\`. It is written anew each time: do not edit it.

    import type { Json } from '@sluice/core';

    declare module '@sluice/core' {
      interface SavedWorkflows {
        /** Opens a pull request */
        "fix-issue": {
          inputs: { issue: string; labels?: ("bug" | "docs")[]; tries?: number };
          outputs: { answer: Json; code: number; labels: ("bug" | "docs")[]; text: string; url: string };
        };
        outer: {
          inputs: {};
          outputs: { code: number };
        };
      }
    }
    "
  `);
  expect((await sluice(['typegen'])).stderr).toBe('Unchanged saved-workflows.d.ts: 2 workflows\n');
  expect(await sluice(['typegen', '--check'])).toMatchObject({ code: 0, stderr: '' });
  const tsc = join(cli, 'node_modules', '.bin', 'tsc');
  const compiled = (): string => {
    try {
      return execFileSync(tsc, ['-p', folder], { encoding: 'utf8' });
    } catch (error) {
      return String((error as { stdout: string }).stdout);
    }
  };
  expect(compiled()).toBe('');
});

test('a file that somebody else wrote stays as it is', async () => {
  const { sluice, folder } = session({ 'own.d.ts': 'export {};\n' });
  const refused = await sluice(['typegen', '--output=own.d.ts']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('`own.d.ts` was not written by `typegen`.');
  expect(readFileSync(join(folder, 'own.d.ts'), 'utf8')).toBe('export {};\n');
  expect(await sluice(['typegen', 'what'])).toMatchObject({ code: 2 });
  expect(existsSync(join(folder, 'saved-workflows.d.ts'))).toBe(false);
});
