import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { unifiedDiff } from '../src/index.ts';

const name = (text: string) => ({ name: 'f', text });

test('a change stands with three lines around it', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
  expect(unifiedDiff(name(before), name(before.replace('e\n', 'E\n')))).toBe(
    '--- f\n+++ f\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n',
  );
  expect(unifiedDiff(name(before), name(before))).toBe('');
});

test('git applies every diff, and gets the other text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-diff-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd e', ''), { minLength: 1, maxLength: 40 })
    .map((lines) => `${lines.join('\n')}\n`);
  const pairs = fc.sample(fc.tuple(text, text), { seed: 1, numRuns: 150 });
  const patch = pairs.map(([before, after], at) => {
    writeFileSync(join(folder, `${at}`), before);
    return unifiedDiff({ name: `a/${at}`, text: before }, { name: `b/${at}`, text: after });
  });
  writeFileSync(join(folder, 'patch'), patch.join(''));
  execFileSync('git', ['apply', '--whitespace=nowarn', 'patch'], { cwd: folder });
  for (const [at, [, after]] of pairs.entries()) {
    expect(readFileSync(join(folder, `${at}`), 'utf8')).toBe(after);
  }
});
