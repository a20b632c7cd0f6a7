/** The library against what no library can do without: bare system calls, and reading and parsing the same files. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { link, mkdtemp, open, readdir, readFile, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workflowName } from '@sluice/core/plan';
import { expect, onTestFinished, test } from 'vitest';
import { createFileLibrary } from '../src/index.ts';
import { planOf, unchecked } from './library-contract.ts';

const timeout = 300_000;

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** The times of each work, sorted; taken in turn, so that a busy moment hits all of them. */
async function timed(turns: number, ...works: (() => Promise<unknown>)[]): Promise<number[][]> {
  const times = works.map((): number[] => []);
  for (let turn = 0; turn < turns; turn++) {
    for (const [at, work] of works.entries()) {
      const start = performance.now();
      await work();
      times[at]!.push(performance.now() - start);
    }
  }
  return times.map((each) => each.sort((a, b) => a - b));
}

const best = async (turns: number, ...works: (() => Promise<unknown>)[]): Promise<number[]> =>
  (await timed(turns, ...works)).map((times) => times[0]!);

const ratio = (work: number | undefined, floor: number | undefined): string =>
  `${(work! / floor!).toFixed(2)} × the floor (${work!.toFixed(1)} ms against ${floor!.toFixed(1)} ms)`;

/** A save as bare as it can be: written beside, made durable, linked into its place. */
async function bareSave(file: string, text: string): Promise<void> {
  const temporary = `${file}.tmp`;
  const handle = await open(temporary, 'wx');
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
  await link(temporary, file);
  await unlink(temporary);
}

test('save: at most 3 × write, fsync, link and unlink of the same bytes', { timeout }, async () => {
  const root = await folder();
  const library = createFileLibrary(join(root, 'workflows'));
  const bare = join(root, 'bare');
  mkdirSync(bare);
  const first = await library.save(workflowName('warm'), planOf('make'));
  const text = await readFile(first.path, 'utf8');
  let count = 0;
  const turns = 301;
  const [floor, save] = await timed(
    turns,
    () => bareSave(join(bare, `${count++}.json`), text),
    () => library.save(unchecked(`saved-${count++}`), planOf('make')),
  );
  // Both wait for a disk, whose luckiest moment says little about the next one.
  for (const [at, name] of [[turns >> 1, 'median'] as const, [0, 'least'] as const]) {
    console.log(`save, ${name}: ${ratio(save![at], floor![at])}; the aim is 3`);
  }
});

test('list of 10 000: at most 2 × reading and parsing; search: at most 3 × list', {
  timeout,
}, async () => {
  const root = join(await folder(), 'workflows');
  const library = createFileLibrary(root);
  const { path } = await library.save(workflowName('w-0'), planOf('make deploy'));
  const text = readFileSync(path, 'utf8');
  for (let at = 1; at < 10_000; at++) {
    writeFileSync(join(root, `w-${at}.json`), text.replace('"w-0"', `"w-${at}"`));
  }
  const [floor, list, search] = await best(
    5,
    async () => {
      const names = await readdir(root);
      return names.map((name) => JSON.parse(readFileSync(join(root, name), 'utf8')) as unknown);
    },
    async () => expect(await library.list()).toHaveLength(10_000),
    async () => expect(await library.search('deploy target')).toHaveLength(10_000),
  );
  console.log(`list of 10 000: ${ratio(list, floor)}; the aim is 2`);
  console.log(`search over 10 000: ${(search! / list!).toFixed(2)} × list; the aim is 3`);

  const alone = createFileLibrary(join(await folder(), 'workflows'));
  await alone.save(workflowName('w-5000'), planOf('make deploy'));
  const name = workflowName('w-5000');
  const [one, among] = await best(
    100,
    () => alone.loadIr(name),
    () => library.loadIr(name),
  );
  console.log(
    `load of one among 10 000: ${ratio(among, one)}, the load of one alone; the aim is 1`,
  );
});
