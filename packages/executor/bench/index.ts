/** Ratios against named floors, each measured in this run, in turn with what it is compared with. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareLoop, engineRun, timed } from './graph.ts';
import { emptyNode, isolatedTask } from './isolated.ts';
import { installPeers } from './peers.ts';

const ROUNDS = 7;

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
/** Measures several things in turn, so that what slows the machine down slows all of them. */
async function inTurn(
  rounds: number,
  things: Readonly<Record<string, () => Promise<number>>>,
): Promise<Readonly<Record<string, number>>> {
  const found = Object.keys(things).map((name): [string, number[]] => [name, []]);
  for (const work of Object.values(things)) await work(); // warm
  for (let round = 0; round < rounds; round++) {
    for (const [name, times] of found) times.push((await things[name]?.()) ?? Number.NaN);
  }
  return Object.fromEntries(found.map(([name, all]) => [name, median(all)]));
}
const line = (what: string, time: number, floor: number, goal?: number): void => {
  const ratio = time / floor;
  const verdict =
    goal === undefined
      ? ''
      : ratio <= goal
        ? `  (goal ≤ ${goal}: met)`
        : `  (goal ≤ ${goal}: MISSED)`;
  console.log(`  ${what.padEnd(50)} ${ratio.toFixed(2).padStart(6)} ×${verdict}`);
};

const graph = await inTurn(ROUNDS, {
  floor: () => timed(bareLoop),
  engine: () => timed((folder) => engineRun(folder, 'as the command does', 'on the disk')),
  workspace: () => timed((folder) => engineRun(folder, 'in a workspace', 'in memory')),
  disk: () => timed((folder) => engineRun(folder, 'in a workspace', 'on the disk')),
});
console.log(
  '100 × `true` in a graph of 10 × 10, two at a time; floor: a bare loop of the same bash lines',
);
line('the engine: journal in memory, logs on the disk', graph['engine']!, graph['floor']!, 2);
line('the engine: journal, results and logs on the disk', graph['workspace']!, graph['floor']!, 2);
line('the same, and temporary files on the disk', graph['disk']!, graph['floor']!, 2);

const folder = await mkdtemp(join(tmpdir(), 'sluice-peers-'));
try {
  for (const { name, run } of installPeers(folder)) {
    const peer = async (): Promise<number> => {
      const start = performance.now();
      run();
      return performance.now() - start;
    };
    const both = await inTurn(3, { peer, floor: () => timed(bareLoop) });
    line(name, both['peer']!, both['floor']!);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

const isolated = isolatedTask();
const task = await inTurn(15, {
  floor: () => timed(emptyNode),
  task: () => timed(isolated.run),
});
await isolated.close();
console.log('one trivial task in a process of its own; floor: `node -e 0`');
line('the engine', task['task']!, task['floor']!, 3);
