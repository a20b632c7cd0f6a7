/** The script that gathers legs, run by a real Node. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { GATHER_SCRIPT } from '../src/legs/gather-script.ts';

interface Leg {
  readonly index: number;
  readonly total: number;
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

function gather(legs: readonly Leg[], env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-gather-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'script'), GATHER_SCRIPT);
  writeFileSync(join(folder, 'output'), '');
  for (const leg of legs) {
    mkdirSync(join(folder, 'legs', `build.leg.${leg.index}`), { recursive: true });
    writeFileSync(join(folder, 'legs', `build.leg.${leg.index}`, 'leg.json'), JSON.stringify(leg));
  }
  const { status } = spawnSync(process.execPath, ['script'], {
    cwd: folder,
    env: {
      FOLDER: 'legs',
      OUTPUTS: '{"version":"text","size":"json"}',
      ARTIFACTS: '{"wheel":"@workspace/x/build.wheel"}',
      RESULT: 'success',
      TOLERANT: 'false',
      GITHUB_OUTPUT: 'output',
      ...env,
    },
  });
  const written = readFileSync(join(folder, 'output'), 'utf8');
  const entries = [...written.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2\n/gm)];
  return {
    status,
    lists: Object.fromEntries(entries.map(([, name, , value]) => [name, JSON.parse(value!)])),
  };
}

const leg = (index: number, total: number, more: Partial<Leg> = {}): Leg => ({
  index,
  total,
  status: 'success',
  outputs: {},
  ...more,
});

test('lists are in the order of the legs, also of more than nine; what is missing is null', () => {
  const legs = Array.from({ length: 12 }, (_, at) =>
    leg(at, 12, {
      outputs: {
        version: `v'${at}\n$(x)`,
        size: String(at),
        ...(at === 11 && { 'artifact-wheel-name': 'a b.whl' }),
      },
    }),
  );
  const { status, lists } = gather([legs[11]!, ...legs.slice(0, 11)]);
  expect(status).toBe(0);
  expect(lists['version']).toEqual(legs.map((_, at) => `v'${at}\n$(x)`));
  expect(lists['size']).toEqual(legs.map((_, at) => at));
  expect(lists['artifact-wheel']).toEqual([
    ...Array.from({ length: 11 }, () => null),
    '@workspace/x/build.wheel.11/a b.whl',
  ]);
});

test('a leg that failed: how all have ended is known, and the job fails', () => {
  const failed = [leg(0, 3, { outputs: { version: '1' } }), leg(2, 3, { status: 'failure' })];
  expect(gather(failed, { RESULT: 'failure' })).toEqual({
    status: 1,
    lists: { results: ['success', 'cancelled', 'failure'] },
  });
  const { status, lists } = gather(failed, { RESULT: 'failure', TOLERANT: 'true' });
  expect(status).toBe(0);
  expect(lists).toMatchObject({ version: ['1', null, null], size: [null, null, null] });
});

test('no legs at all: empty lists', () => {
  expect(gather([], { RESULT: 'skipped' })).toEqual({
    status: 0,
    lists: { results: [], version: [], size: [], 'artifact-wheel': [] },
  });
});

test('the script is one that any Node reads', () => {
  execFileSync(process.execPath, ['--check', '-'], { input: GATHER_SCRIPT });
});
