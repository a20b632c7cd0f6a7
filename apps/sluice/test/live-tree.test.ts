import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { project } from './project.ts';
import { pty, terminal } from './terminal.ts';

const showcase = join(
  dirname(fileURLToPath(import.meta.url)),
  ...['..', '..', '..', 'examples', 'showcase'],
);

interface Shell {
  readonly id: string;
  readonly needs?: readonly string[];
  readonly command: string;
}

/** A folder with a plan of shell steps, and how to let the steps go that wait there for a file. */
function plan(steps: readonly Shell[]) {
  const text = {
    irVersion: 1,
    kind: 'automation',
    name: 'busy',
    inputs: {},
    outputs: {},
    steps: steps.map(({ command, ...step }) => ({ ...step, run: { kind: 'shell', command } })),
  };
  const { folder } = project({ 'plan.json': JSON.stringify(text) });
  return {
    folder,
    run: (columns: number, rows: number, ...args: string[]) =>
      terminal(['run', 'plan.json', ...args], { cwd: folder, columns, rows }),
    go: (name: string) => writeFileSync(join(folder, name), ''),
  };
}

const waitFor = (file: string): string => `until [ -e ${file} ]; do sleep 0.02; done`;
const count = (lines: readonly string[], pattern: RegExp): number =>
  lines.filter((line) => pattern.test(line)).length;
/** The line above the tree. It must be there once: every other one is a stale copy. */
const HEAD = /^busy {2}\d/;

describe.skipIf(pty === undefined)('the live tree in a terminal', () => {
  test.each([80, 40])('fifty steps on 24 rows of %i columns', async (columns) => {
    const steps = Array.from({ length: 50 }, (_, at): Shell => {
      const id = `step-${String(at).padStart(2, '0')}`;
      if (at < 8) return { id, command: 'true' };
      if (at > 11) return { id, needs: ['step-08'], command: 'true' };
      return { id, command: `echo "says 日本語 ${'and more '.repeat(12)}"; ${waitFor('go')}` };
    });
    const work = plan(steps);
    const term = work.run(columns, 24, '--concurrency=4');
    await term.until('four steps at work', (screen) => screen.split('│ says').length === 5);
    const screen = term.screen();
    expect(screen.length).toBeLessThanOrEqual(23);
    expect(screen[0]).toMatch(/^busy {2}\S+ {2}4 running, 8 done, 38 to go$/);
    for (const id of ['step-08', 'step-09', 'step-10', 'step-11']) {
      expect(count(screen, new RegExp(`^\\S ${id} {2}\\ds$`))).toBe(1);
    }
    expect(screen.at(-1)).toMatch(/^ {2}\+\d+ more: 8 done, \d+ to go$/);
    expect(count(screen, /^· step-1\d$/)).toBeGreaterThan(3);
    work.go('go');
    expect(await term.ended).toEqual({ code: 0 });
    const all = term.everything();
    expect(count(all, HEAD)).toBe(1);
    for (const { id } of steps) {
      // Once in the tree; where it said something, once more above its log.
      expect(count(all, new RegExp(`^✓ ${id} `))).toBe(id > 'step-07' && id < 'step-12' ? 2 : 1);
    }
    expect(count(all, /⠋|⠙|⠹|⠸|·|\+\d+ more/)).toBe(0);
    expect(all.at(-1)).toMatch(/^busy: 50 succeeded in /);
    expect(term.isSane()).toBe(true);
  });

  test('another size in the middle of a run leaves nothing stale, on the screen or above it', async () => {
    const work = plan(
      Array.from({ length: 14 }, (_, at) => ({
        id: `step-${at}`,
        command: `echo "first $PPID ${'and a lot more '.repeat(6)}"; ${waitFor(`go-${at % 2}`)}`,
      })),
    );
    const term = work.run(80, 24, '--concurrency=14');
    const all14 = (screen: string): boolean => screen.split('\n').filter(isStep).length === 14;
    const isStep = (line: string): boolean => /^\S step-\d+ /.test(line);
    await term.until('all steps', all14);
    for (const [columns, rows] of [
      [40, 24],
      [61, 24],
      [120, 30],
      [40, 30],
    ] as const) {
      await term.resize(columns, rows);
      const before = term.bytes.length;
      await term.until(
        `a picture of ${columns} columns`,
        (screen) => term.bytes.length > before && all14(screen) && HEAD.test(screen),
      );
      const lines = term.everything();
      expect(count(lines, HEAD)).toBe(1);
      expect(lines.filter(isStep)).toHaveLength(14);
    }
    work.go('go-0');
    await term.until('half of them done', (screen) => /7 done|✓7/.test(screen));
    expect(count(term.everything(), HEAD)).toBe(1);
    work.go('go-1');
    expect(await term.ended).toEqual({ code: 0 });
    expect(count(term.everything(), HEAD)).toBe(1);
    expect(term.isSane()).toBe(true);
  });

  // What a terminal pushes into its scrollback when it is made lower no program can take back: no cursor goes there.
  test('a lower terminal shows the tree once, and what it pushed up itself does not become more', async () => {
    const work = plan(
      Array.from({ length: 30 }, (_, at) => ({
        id: `step-${at}`,
        command: waitFor(`go-${at % 2}`),
      })),
    );
    const term = work.run(80, 24, '--concurrency=30');
    const shown = (rows: number) => (screen: string) => {
      const lines = screen.split('\n');
      return lines.length === rows - 1 && HEAD.test(screen) && /\+\d+ more/.test(lines.at(-1)!);
    };
    await term.until('a full screen', shown(24));
    await term.resize(80, 10);
    await term.until('a picture of 10 rows', shown(10));
    expect(count(term.screen(), HEAD)).toBe(1);
    const pushed = count(term.everything(), HEAD);
    expect(pushed).toBeLessThanOrEqual(2);
    work.go('go-0');
    await term.until('half of them done', (screen) => /15 done|✓15/.test(screen));
    expect(count(term.screen(), HEAD)).toBe(1);
    expect(count(term.everything(), HEAD)).toBe(pushed);
    work.go('go-1');
    expect(await term.ended).toEqual({ code: 0 });
    expect(term.isSane()).toBe(true);
    const all = term.everything();
    const last = all.slice(all.findLastIndex((line) => HEAD.test(line)));
    expect(count(last, /^✓ step-\d+ /)).toBe(30);
    expect(count(all, HEAD)).toBe(pushed);
  });

  test('a step in the middle fails: what needs it is skipped, the others finish, its log is last', async () => {
    const work = plan([
      { id: 'first', command: 'echo from first' },
      { id: 'breaks', needs: ['first'], command: 'echo what went wrong; exit 3' },
      { id: 'after', needs: ['breaks'], command: 'true' },
      { id: 'beside', needs: ['first'], command: `${waitFor('go')}; echo from beside` },
      { id: 'later', needs: ['beside'], command: 'true' },
    ]);
    const term = work.run(80, 24);
    await term.until('the failure', (screen) => /✗ breaks.*exit code 3/.test(screen));
    expect(term.screen().join('\n')).toMatch(/✗ breaks .*\n {2}│ what went wrong\n- after/);
    work.go('go');
    expect(await term.ended).toEqual({ code: 1 });
    const shown = term
      .everything()
      .join('\n')
      .replace(/ +(\d+ms|[\d.]+s)/g, ' TIME');
    expect(shown).toBe(`✓ first TIME
  from first
✓ beside TIME
  from beside
busy TIME  1 failed, 3 done, 1 skipped
✓ first TIME
✗ breaks TIME  The command ended with exit code 3.
- after   a step that it needs failed
✓ beside TIME
✓ later TIME

Log of breaks
  what went wrong

1 failure
  ✗ breaks: The command ended with exit code 3. [EXEC_FAILED]

busy: 3 succeeded, 1 failed, 1 skipped in TIME
The run failed at \`breaks\`.`);
  });

  test('Ctrl-C: the tree says so, the terminal is as it was, exit 130', async () => {
    const work = plan([
      { id: 'slow', command: `trap 'echo cleaned; exit 1' INT; ${waitFor('never')}` },
      { id: 'next', needs: ['slow'], command: 'true' },
    ]);
    const term = work.run(80, 24);
    await term.until('a running step', (screen) => /\S slow {2}\ds/.test(screen));
    term.type('\u0003');
    expect(await term.ended).toEqual({ code: 130 });
    expect(term.isSane()).toBe(true);
    const all = term.everything();
    expect(all.join('\n')).not.toContain('^C');
    expect(count(all, HEAD)).toBe(1);
    expect(all.join('\n')).toMatch(/^busy {2}\S+ {2}cancelled \(you, SIGINT\) {2}/m);
    expect(term.cursor.column).toBe(0);
  });

  test('a second Ctrl-C ends it at once and still gives the terminal back', async () => {
    const work = plan([
      { id: 'deaf', command: `trap '' INT TERM; echo hears nothing; ${waitFor('never')}` },
    ]);
    const term = work.run(80, 24);
    await term.until('a step that is deaf by now', (screen) => /hears nothing/.test(screen));
    term.type('\u0003');
    await term.until('that it is cancelling', (screen) =>
      /cancelling… \(you, SIGINT\)/.test(screen),
    );
    term.type('\u0003');
    expect(await term.ended).toEqual({ code: 130 });
    expect(term.isSane()).toBe(true);
    expect(count(term.everything(), HEAD)).toBe(0);
    expect(term.everything()).toContain('Stopped at once. Start anew: sluice run plan.json');
    expect(term.cursor.column).toBe(0);
  });

  test('without colours there is none, and with few characters there are others', async () => {
    const work = plan([{ id: 'one', command: 'printf "\\033[35mpurple\\033[0m\\n"' }]);
    const plain = terminal(['run', 'plan.json'], {
      cwd: work.folder,
      columns: 80,
      rows: 24,
      env: { NO_COLOR: '1', TERM: 'linux' },
    });
    expect(await plain.ended).toEqual({ code: 0 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what it looks for
    expect(plain.bytes).not.toMatch(/\u001b\[[\d;]*m/);
    expect(plain.screen().join('\n')).toMatch(/^√ one \S+\n {2}purple\n/);
    const colored = work.run(80, 24, '--color');
    expect(await colored.ended).toEqual({ code: 0 });
    expect(colored.bytes).toContain('\u001b[35mpurple\u001b[0m');
  });

  test('the example: everything that a tree can show, from 80 columns to 40', async () => {
    const term = terminal(['handbook', '--mistake=teh'], {
      cwd: showcase,
      columns: 80,
      rows: 24,
    });
    await term.until('the turns of the iteration', (screen) =>
      /every-page[\s\S]*mills/.test(screen),
    );
    await term.resize(40, 24);
    expect(await term.ended).toEqual({ code: 1 });
    const all = term.everything();
    const tree = all.slice(all.findIndex((line) => /^handbook {2}\d/.test(line)));
    expect(count(all, /^handbook {2}\d/)).toBe(1);
    const text = tree.join('\n').replace(/ +(\d+ms|[\d.]+s)$/gm, '');
    expect(text).toContain('\n✓ statistics\n  ✓ words\n  ✓ say\n');
    expect(text).toContain('\n✓ every-page\n  ✓ channels\n  ✓ gates\n  ✓ mills\n  ✓ sluices\n');
    expect(text).toContain('\n✓ render\n  ✓ format=html, width=80\n');
    expect(text).toMatch(/\n✗ check-spelling .*\n/);
    expect(text).toMatch(/\n✓ try-bundle\n {2}✓ \S+\n/);
    expect(text).toContain('\nLog of check-spelling\n');
    expect(text).toMatch(/\nhandbook: 15 succeeded, 1 failed, 2 skipped in/);
  });
});
