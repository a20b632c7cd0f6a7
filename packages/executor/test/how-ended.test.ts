import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { howEnded } from '../src/process/how-ended.ts';

test.each([
  ['exit 3', 'with exit code 3'],
  // The shell ends, and says how its command did.
  ["bash -c 'kill -KILL $$'; exit $?", 'with exit code 137 (SIGKILL)'],
  ['set -o pipefail; yes | head -n 1 >/dev/null', 'with exit code 141 (SIGPIPE)'],
  // What `abort` of C and Node without memory end with; it has a second name.
  ["ulimit -c 0; bash -c 'kill -ABRT $$'; exit $?", 'with exit code 134 (SIGABRT)'],
  ['kill -TERM $$', 'by SIGTERM'],
  ['exit 255', 'with exit code 255'],
])('%s', (command, words) => {
  const { status, signal } = spawnSync('bash', ['-c', command]);
  expect(howEnded(status ?? 128, signal)).toBe(words);
});
