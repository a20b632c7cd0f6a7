// What starting costs: the built command against `node -e 0`, in rounds that take turns. Prints ratios: of
// medians by the clock, and of CPU time in all; the clock of a busy machine says little.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = Number(process.env['ROUNDS'] ?? 15);
const app = join(import.meta.dirname, '..');
const core = join(app, '..', '..', 'packages', 'core');
const bin = join(app, 'dist', 'bin.cjs');
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));

/** A project with core installed as npm would: built, and not a link. */
function makeProject(): void {
  const home = join(folder, 'node_modules', '@sluice', 'core');
  mkdirSync(home, { recursive: true });
  cpSync(join(core, 'dist'), join(home, 'dist'), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(core, 'package.json'), 'utf8'));
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({ ...manifest, exports: manifest.publishConfig.exports }),
  );
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'sluice.ts'),
    `import { app, task } from '@sluice/core';
const hello = task({ name: 'hello', run: ({ log }) => log.info('hello') });
export default app({ entryPoint: 'npx sluice', commands: { Work: [hello] } });
`,
  );
}

interface Measured {
  readonly clock: number[];
  readonly cpu: number[];
}

function once(args: readonly string[]): { readonly clock: number; readonly cpu: number } {
  const before = process.hrtime.bigint();
  // Not `sh`: dash counts whole hundredths of a second, and leaves out what is less.
  const done = spawnSync('bash', ['-c', '"$@" >/dev/null 2>&1; echo $?; times', 'bash', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, CI: '1' },
  });
  const clock = Number(process.hrtime.bigint() - before) / 1e6;
  const [status, , children = ''] = done.stdout.trim().split('\n');
  if (status !== '0') throw new Error(`${args.join(' ')} ended with ${status}`);
  return { clock, cpu: milliseconds(children) };
}

/** `0m0.021s 0m0.004s`, user and system. */
function milliseconds(times: string): number {
  return [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const node = process.execPath;
const cases: Readonly<Record<string, readonly [args: readonly string[], goal: number]>> = {
  'node -e 0 (the floor)': [[node, '-e', '0'], 1],
  'sluice --version': [[node, bin, '--version'], 2],
  'sluice --help': [[node, bin, '--help'], 2.5],
  'completion (sluice __complete bash h)': [[node, bin, '__complete', 'bash', 'h'], 2.5],
  'sluice list': [[node, bin, 'list'], 2.5],
  'sluice hello (one warm task)': [[node, bin, 'hello'], 2.5],
};

try {
  makeProject();
  const measured = new Map<string, Measured>();
  for (const [args] of Object.values(cases)) once(args);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, [args]] of Object.entries(cases)) {
      const { clock, cpu } = once(args);
      const known = measured.get(name) ?? { clock: [], cpu: [] };
      known.clock.push(clock);
      known.cpu.push(cpu);
      measured.set(name, known);
    }
  }
  const [floor] = measured.values();
  for (const [name, { clock, cpu }] of measured) {
    const ratios = [
      median(clock) / median(floor!.clock),
      Math.min(...clock) / Math.min(...floor!.clock),
      sum(cpu) / sum(floor!.cpu),
    ].map((ratio) => ratio.toFixed(2));
    console.log(
      `${name.padEnd(40)} clock ${ratios[0]} (fastest ${ratios[1]})  cpu ${ratios[2]}  goal ${cases[name]![1]}  ${median(clock).toFixed(0)} ms`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
