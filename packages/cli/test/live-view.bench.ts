/** The live tree beside a busy run: less than 3 % of a core at 50 steps × 50 lines a second. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'vitest';

const load = fileURLToPath(new URL('support/view-load.ts', import.meta.url));

interface Share {
  readonly share: number;
  readonly withStart: number;
  readonly lines: number;
}

async function measure(which: 'live' | 'silent'): Promise<Share> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@sluice/source',
    load,
    which,
  ]);
  return JSON.parse(stdout) as Share;
}

test('the live tree', { timeout: 60_000 }, async () => {
  const floor = await measure('silent');
  const live = await measure('live');
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  const own = live.share - floor.share;
  console.log(
    `live tree: ${percent(own)} of a core at 50 steps x 50 lines a second (at most 3 %), ` +
      `${percent(live.withStart - floor.withStart)} with its first seconds; ` +
      `making the ${live.lines} lines alone ${percent(floor.share)}, both are ${(live.share / floor.share).toFixed(1)} times that`,
  );
  if (own > 0.03) throw new Error('The live tree takes too much.');
});
