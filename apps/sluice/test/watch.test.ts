import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { appFile, project } from './project.ts';

const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url));
const see = (words: string): string =>
  appFile(
    `const see = task({ name: 'see', run: async ({ log, workspace }) => {
  const { readFileSync, writeFileSync } = await import('node:fs');
  writeFileSync(workspace + '/written.out', String(Math.random()));
  log.info('${words} ' + readFileSync(workspace + '/input.txt', 'utf8'));
} });
const loops = task({ name: 'loops', run: async ({ log, workspace }) => {
  const { readFileSync, writeFileSync } = await import('node:fs');
  const rounds = Number(readFileSync(workspace + '/rounds.txt', 'utf8')) + 1;
  writeFileSync(workspace + '/rounds.txt', String(rounds));
  writeFileSync(workspace + '/same.txt', 'always the same');
  log.info('round ' + rounds + ' ' + readFileSync(workspace + '/input.txt', 'utf8'));
} });
const slow = task({ name: 'slow', run: async ({ log, workspace, signal }) => {
  const { readFileSync } = await import('node:fs');
  log.info('began with ' + readFileSync(workspace + '/input.txt', 'utf8'));
  const hold = setInterval(() => {}, 1000);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  clearInterval(hold);
} });`,
    'see, loops, slow',
  );

/** `sluice … --watch` in a project, and what it has written so far. */
const watching = (command: string) => {
  const made = project({
    'sluice.ts': see('sees'),
    'input.txt': 'one',
    'rounds.txt': '0',
    '.gitignore': '*.out\n/dist\n',
  });
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(made.folder, name)), { recursive: true });
    writeFileSync(join(made.folder, name), text);
  };
  const git = spawn('git', ['init', '-q'], { cwd: made.folder });
  const args = ['--conditions=@sluice/source', bin, command, '--watch'];
  const env = { PATH: process.env['PATH'] ?? '', HOME: made.folder };
  let text = '';
  let from = 0;
  let wake = (): void => undefined;
  const started = new Promise((resolve) => git.once('exit', resolve)).then(() => {
    const child = spawn(process.execPath, args, { cwd: made.folder, env });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      wake();
    });
    return child;
  });
  return {
    write,
    /** Waits until this has been written after what was waited for before. */
    async until(words: string): Promise<void> {
      await started;
      while (text.indexOf(words, from) < 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      from = text.indexOf(words, from) + words.length;
    },
    text: () => text,
    async end(): Promise<number | null> {
      const child = await started;
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      return ended;
    },
  };
};
const WAITING = 'Waiting for changes; Ctrl-C ends.';

test('--watch runs once more when a file changes, with the code as it is now', async () => {
  const { write, until, text, end } = watching('see');
  await until('see | sees one');
  await until(WAITING);
  // What git ignores, packages, what Sluice writes, and the same content once more: nothing to run for.
  write('dist/a.js', '1');
  write('.sluice/x', '1');
  write('other.out', '1');
  write('input.txt', 'two');
  await until('Changed: input.txt');
  await until('see | sees two');
  await until(WAITING);
  write('sluice.ts', see('now sees'));
  await until('Changed: sluice.ts');
  await until('see | now sees two');
  await until(WAITING);
  // A project that is broken is said to be so, and mended.
  write('sluice.ts', 'const broken = {;\n');
  await until('error[MODULE_INVALID]');
  await until(WAITING);
  write('sluice.ts', see('again sees'));
  await until('see | again sees two');
  await until(WAITING);
  expect(await end()).toBe(130);
  expect(text().split('Changed: ')).toHaveLength(5);
});

test('--watch cancels what is under way when a file changes', async () => {
  const { write, until, end } = watching('slow');
  await until('slow | began with one');
  write('input.txt', 'two');
  await until('Changed: input.txt');
  await until('slow cancelled');
  await until('slow | began with two');
  expect(await end()).toBe(130);
});

test('--watch and a task that changes a watched file: after three runs it says so and waits for somebody', async () => {
  const { write, until, text, end } = watching('loops');
  await until('rounds.txt changes in every run');
  await until(WAITING);
  const rounds = (): number => Number(/.*round (\d+)/s.exec(text())?.[1]);
  expect(rounds()).toBe(3);
  // A change by somebody starts one run, not three; so does one of the file itself.
  write('input.txt', 'two');
  await until('Changed: input.txt');
  await until('round 4 two');
  await until(WAITING);
  write('rounds.txt', '10');
  await until('Changed: rounds.txt');
  await until('round 11 two');
  await until(WAITING);
  write('same.txt', 'another');
  await until('Changed: same.txt');
  await until('round 12 two');
  await until(WAITING);
  expect(await end()).toBe(130);
  expect(text().split('changes in every run')).toHaveLength(2);
});
