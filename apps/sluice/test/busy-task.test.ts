import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { project } from './project.ts';
import { pty, terminal } from './terminal.ts';

const CTRL_C = '\u0003';

describe.skipIf(pty === undefined)('a task that keeps its process busy', () => {
  test.each([
    ['never comes back', 'for (;;);'],
    [
      'waits where no event arrives',
      'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
    ],
    ['never comes back after a pause', 'await null; for (;;);'],
  ])('%s: the second Ctrl-C ends it, and nothing is left', async (_, body) => {
    const { folder } = project({
      'sluice.ts': `import { writeFileSync } from 'node:fs';
import { app, task } from '@sluice/core';
const busy = task({ name: 'busy', run: async () => { writeFileSync('pid', String(process.pid)); console.log('begun'); ${body} } });
export default app({ entryPoint: 'sluice', commands: { Work: [busy] } });
`,
    });
    const term = terminal(['busy'], { cwd: folder, columns: 80, rows: 24 });
    await expect.poll(() => read(join(folder, 'pid')), { timeout: 10_000 }).toMatch(/^\d+$/);
    const group = read(join(folder, 'pid'));
    // Two that come at once may be one for whoever hears them.
    const pressing = setInterval(() => term.type(CTRL_C), 200);
    await term.ended.finally(() => clearInterval(pressing));
    expect(term.everything().join('\n')).toContain(
      'the task kept this process from hearing Ctrl-C',
    );
    expect(term.isSane()).toBe(true);
    await expect.poll(() => processesOf(group), { timeout: 5000 }).toEqual([]);
  });

  test('one that ends by itself leaves nobody who listens', async () => {
    const { folder } = project({
      'sluice.ts': `import { writeFileSync } from 'node:fs';
import { app, task } from '@sluice/core';
const quick = task({ name: 'quick', run: () => writeFileSync('pid', String(process.pid)) });
export default app({ entryPoint: 'sluice', commands: { Work: [quick] } });
`,
    });
    const term = terminal(['quick'], { cwd: folder, columns: 80, rows: 24 });
    expect(await term.ended).toEqual({ code: 0 });
    await expect.poll(() => processesOf(read(join(folder, 'pid'))), { timeout: 5000 }).toEqual([]);
  });
});

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What runs in a process group. */
function processesOf(group: string): readonly string[] {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => {
    const [id, state] = line.trim().split(/\s+/);
    return id === group && !state?.startsWith('Z');
  });
}
