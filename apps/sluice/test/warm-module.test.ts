import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const TEXT = `exports.twice = (value) => value * 2;
exports.here = __filename;
exports.load = (what) => import(what);
`;

/** What a process of its own does with the module: V8 remembers within one what it has compiled. */
const PROCESS = `
const [source, file, folder, words] = process.argv.slice(1);
const { warmModule } = await import(source);
for (const word of words.split(' ')) {
  const { exports, warm, keep } = warmModule(file, { folder, word });
  const { join } = await exports.load('node:path');
  const twice = exports.twice(21);
  keep();
  console.log(JSON.stringify({ warm, twice, here: exports.here, imported: typeof join }));
}
`;

interface Ran {
  readonly warm: boolean;
  readonly twice: number;
  readonly here: string;
  readonly imported: string;
}

interface Place {
  readonly file: string;
  readonly folder: string;
  /** Runs and keeps it, once for each word; what the first one saw. */
  run(words?: string): Ran;
  /** The one file that is kept. */
  kept(): string;
}

function place(): Place {
  const home = mkdtempSync(join(tmpdir(), 'sluice-warm-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const file = join(home, 'program.cjs');
  const folder = join(home, 'cache', 'compiled');
  writeFileSync(file, TEXT);
  const source = new URL('../src/warm-module.ts', import.meta.url).href;
  return {
    file,
    folder,
    run(words = 'hello') {
      const flags = ['--no-warnings', '--input-type=module', '--eval', PROCESS];
      const args = [...flags, source, file, folder, words];
      const [line] = execFileSync(process.execPath, args, { encoding: 'utf8' }).split('\n');
      return JSON.parse(line!) as Ran;
    },
    kept() {
      const [name, ...more] = readdirSync(folder);
      expect(more).toEqual([]);
      return join(folder, name!);
    },
  };
}

function wordsIn(kept: string): readonly string[] {
  return JSON.parse(readFileSync(kept, 'latin1').split('\n', 1)[0]!).words;
}

test('a module runs as Node would run it, and what was compiled is taken the next time', () => {
  const { file, run, kept } = place();
  const seen = { twice: 42, here: file, imported: 'function' };
  expect(run()).toEqual({ warm: false, ...seen });
  if (process.platform !== 'win32') expect(statSync(kept()).mode & 0o777).toBe(0o600);
  expect(run()).toEqual({ warm: true, ...seen });
});

test('each word adds what it ran, once', () => {
  const { run, kept } = place();
  run();
  const { ino } = statSync(kept());
  run();
  expect(statSync(kept()).ino).toBe(ino);
  run('list');
  expect(wordsIn(kept())).toEqual(['hello', 'list']);
  run(Array.from({ length: 40 }, (_, at) => `word-${at}`).join(' '));
  expect(wordsIn(kept())).toHaveLength(16);
});

test('another text of the module, and what is damaged, count as nothing and are replaced', () => {
  const { file, run, kept } = place();
  run();
  writeFileSync(file, TEXT.replace('value * 2', 'value * 3'));
  expect(run()).toMatchObject({ warm: false, twice: 63 });
  for (const damage of [
    () => truncateSync(kept(), statSync(kept()).size - 8),
    () => writeFileSync(kept(), 'no header'),
    () => writeFileSync(kept(), ''),
  ]) {
    damage();
    expect(run()).toMatchObject({ warm: false, twice: 63 });
    expect(run()).toMatchObject({ warm: true, twice: 63 });
  }
});

test('where nothing can be kept the module runs all the same', () => {
  const { folder, run } = place();
  mkdirSync(join(folder, '..'), { recursive: true });
  writeFileSync(folder, 'a file, not a folder');
  expect(run()).toMatchObject({ warm: false, twice: 42 });
  expect(readFileSync(folder, 'utf8')).toBe('a file, not a folder');
});
