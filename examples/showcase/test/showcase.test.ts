import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const START = "import { run } from 'sluice'; process.exitCode = await run(process.argv.slice(1));";

/** Runs `sluice` in the example, from source. */
async function sluice(...args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ['--conditions=@sluice/source', '--input-type=module', '--eval', START, '--', ...args],
    { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder } },
  );
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
}

test('the handbook is checked, rendered and bundled, and nobody is asked', {
  timeout: 60_000,
}, async () => {
  const { code, stdout, stderr } = await sluice('handbook');
  expect(stderr).toMatch(/\nhandbook: 16 succeeded, 2 skipped in \S+\n$/);
  expect(code).toBe(0);
  expect(stdout).toBe(
    'bytes: 2116\ndigest: 989e52c6bb2f\npages: 4\ntotal: 105\nwords: [30,23,23,25]\n',
  );
  expect(stderr).toContain('- accept skipped: inputs.publish is false\n');
});

test('a mistake stops what depends on it; the rest finishes, and its log is the last one', {
  timeout: 60_000,
}, async () => {
  const { code, stdout, stderr } = await sluice('handbook', '--mistake=teh');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  for (const step of ['try-bundle', 'announce', 'every-page', 'render', 'statistics']) {
    expect(stderr).toContain(`\n✓ ${step} `);
  }
  expect(stderr).toContain('- publish skipped: a step that it needs failed\n');
  expect(stderr).toContain('announce | spelling: failure\n');
  expect(stderr.slice(stderr.indexOf('\nLog of '))).toMatch(
    /^\nLog of check-spelling\n( {2}reading \w+\.md\n){4}\n1 failure\n {2}✗ check-spelling: `sluices\.md` says "teh"\. \[TASK_FAILED\]\n {4}hint: Write "the"\.\n\nhandbook: 15 succeeded, 1 failed, 2 skipped in \S+\n/,
  );
});

test('the plan says what waits for a person', async () => {
  const { code, stdout } = await sluice('plan', 'handbook', '--publish');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n. accept +.*\n/);
  expect(stdout.endsWith('Nothing was run.\n')).toBe(true);
});
