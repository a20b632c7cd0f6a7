import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { finish } from '../src/consumer.ts';
import { codeBlocks, documents } from '../src/documents.ts';
import { ROOT } from '../src/workspace.ts';

const { consumer } = inject('installation');

test('a strict project outside the workspace compiles with the packages and the documents', async () => {
  await mkdir(join(consumer, 'documents'), { recursive: true });
  const blocks = documents()
    .flatMap(codeBlocks)
    .filter(({ language }) => language === 'ts');
  expect(blocks.length).toBeGreaterThan(3);
  for (const { document, line, code } of blocks) {
    const name = `${document.replace(/\W+/g, '-')}-line-${line}.ts`;
    await writeFile(join(consumer, 'documents', name), code);
  }
  const tsc = await finish(
    join(ROOT, 'tooling/checks/node_modules/.bin/tsc'),
    ['--project', consumer],
    { cwd: consumer },
  );
  expect(tsc.stdout + tsc.stderr).toBe('');
  expect(tsc.code).toBe(0);
});

test('the program of the chapter on embedding runs as it is written', async () => {
  const [program] = codeBlocks('docs/08-embedding.md').filter(({ language }) => language === 'ts');
  const cwd = join(consumer, 'embedding');
  await mkdir(cwd, { recursive: true });
  await writeFile(join(cwd, 'program.mts'), program!.code);
  const run = await finish(process.execPath, ['program.mts'], { cwd });
  expect(run, run.stderr).toMatchObject({ code: 0 });
  expect(run.stdout.trim().split('\n')).toEqual([
    '1 run-started',
    '2 step-scheduled',
    '3 step-started',
    '4 step-completed',
    '5 run-finished',
    'Hello, Ada',
  ]);
});

test('a program that embeds the engine runs there', async () => {
  const run = await finish(process.execPath, ['program.ts'], { cwd: consumer });
  expect(run, run.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(run.stdout)).toEqual({
    findings: [],
    roundTrip: true,
    nothingToDo: true,
    files: ['.github/workflows/welcome.yml'],
    status: 'completed',
    greeting: 'Hello, Ada',
    executed: ['greet'],
    skipped: ['again'],
  });
});
