import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appFile, project } from './project.ts';
import { pty, type Terminal, terminal } from './terminal.ts';

const CTRL_Z = '\u001a';
/** The state of a process as `ps` says it: `T` is stopped. */
const stateOf = (pid: string): string =>
  spawnSync('ps', ['-o', 'stat=', '-p', pid.trim()], { encoding: 'utf8' }).stdout.slice(0, 1);
const count = (lines: readonly string[], pattern: RegExp): number =>
  lines.filter((line) => pattern.test(line)).length;
/** What the shell prompts with. */
const PROMPT = '@ ';

/** A line in a shell of a terminal, as somebody types it; `"$@"` in it is the command. */
function typed(line: string, cwd: string, args: readonly string[]): Terminal {
  const env = { PS1: PROMPT, HISTFILE: '', BASH_SILENCE_DEPRECATION_WARNING: '1' };
  const term = terminal(args, { cwd, columns: 80, rows: 24, shell: true, env });
  term.type(`${line}\n`);
  return term;
}
const shell = (cwd: string, ...args: string[]): Terminal => typed('"$@"', cwd, args);
const isStopped = (screen: string): boolean => /Stopped/.test(screen) && screen.endsWith(PROMPT);

const steps = (command: string): string =>
  JSON.stringify({
    irVersion: 1,
    kind: 'automation',
    name: 'busy',
    inputs: {},
    outputs: {},
    steps: [
      { id: 'long', run: { kind: 'shell', command } },
      { id: 'after', needs: ['long'], run: { kind: 'shell', command: 'echo after >> ledger' } },
    ],
  });
const wait = 'until [ -e go ]; do sleep 0.02; done';

describe.skipIf(pty === undefined)('Ctrl-Z', () => {
  test('stops the run and its steps and gives the terminal back; fg draws the tree again and goes on', async () => {
    const { folder } = project({
      'plan.json': steps(`echo $$ > pid; echo long >> ledger; ${wait}`),
    });
    const pid = join(folder, 'pid');
    const term = shell(folder, 'run', 'plan.json');
    await term.until('the step', (screen) => /⠋|⠙|⠹|⠸/.test(screen) && existsSync(pid));
    term.type(CTRL_Z);
    await term.until('the prompt', isStopped);
    expect(term.isSane()).toBe(true);
    expect(count(term.screen(), /^busy {2}|long/)).toBe(0);
    expect(stateOf(readFileSync(pid, 'utf8'))).toBe('T');
    writeFileSync(join(folder, 'go'), '');
    term.type('fg\n');
    await term.until(
      'the end',
      (screen) => /busy: 2 succeeded/.test(screen) && screen.endsWith(PROMPT),
    );
    expect(term.isSane()).toBe(true);
    expect(count(term.everything(), /^busy {2}\d/)).toBe(1);
    expect(readFileSync(join(folder, 'ledger'), 'utf8')).toBe('long\nafter\n');
    term.type('echo "code $?"; exit\n');
    await term.ended;
    expect(term.everything().join('\n')).toContain('\ncode 0\n');
  });

  test('stops the steps of a run whose lines go through a pipe, too', async () => {
    const { folder } = project({ 'plan.json': steps(`echo $$ > pid; echo begun; ${wait}`) });
    const term = typed('"$@" 2>&1 | cat', folder, ['run', 'plan.json']);
    await term.until('the step', (screen) => screen.includes('long | begun'));
    term.type(CTRL_Z);
    await term.until('the prompt', isStopped);
    expect(stateOf(readFileSync(join(folder, 'pid'), 'utf8'))).toBe('T');
    writeFileSync(join(folder, 'go'), '');
    term.type('fg\n');
    await term.until('the end', (screen) => /2 succeeded/.test(screen) && screen.endsWith(PROMPT));
  });

  test('a run that has been stopped twice can still be cancelled', async () => {
    const { folder } = project({ 'plan.json': steps(`echo $$ > pid; ${wait}`) });
    const pid = join(folder, 'pid');
    const term = shell(folder, 'run', 'plan.json');
    for (const command of ['', 'fg\n']) {
      const from = term.bytes.length;
      term.type(command);
      await term.until('the tree', (screen) => /⠋|⠙|⠹|⠸/.test(screen) && existsSync(pid));
      term.type(CTRL_Z);
      await term.until('the prompt', (screen) => term.bytes.length > from && isStopped(screen));
    }
    term.type('fg\n');
    await term.until('the tree', (screen) => /⠋|⠙|⠹|⠸/.test(screen));
    term.type('\u0003');
    await term.until(
      'the end',
      (screen) => /was cancelled/.test(screen) && screen.endsWith(PROMPT),
    );
    expect(term.isSane()).toBe(true);
    expect(stateOf(readFileSync(pid, 'utf8'))).toBe('');
  });

  test('at a question: it still waits for its answer when the run goes on', async () => {
    const gate = { kind: 'gate', review: 'this', acceptors: ['role:any'], onReject: 'fail' };
    const { folder } = project({
      'plan.json': JSON.stringify({ name: 'asks', steps: [{ id: 'review', run: gate }] }),
    });
    const term = shell(folder, 'run', 'plan.json');
    await term.until('the question', (screen) => screen.endsWith('[y/n] '));
    term.type(CTRL_Z);
    await term.until('the prompt', isStopped);
    expect(term.isSane()).toBe(true);
    term.type('fg\n');
    await term.until('the command', (screen) => /fg\n.*bin\.ts|fg\n"\$@"/s.test(screen));
    term.type('y\n');
    await term.until('the end', (screen) => /1 succeeded/.test(screen) && screen.endsWith(PROMPT));
    expect(term.isSane()).toBe(true);
  });

  test('does nothing where no shell could ever let the run go on', async () => {
    const { folder } = project({ 'plan.json': steps(`echo $$ > pid; ${wait}`) });
    const term = terminal(['run', 'plan.json'], { cwd: folder, columns: 80, rows: 24 });
    await term.until(
      'the step',
      (screen) => /⠋|⠙|⠹|⠸/.test(screen) && existsSync(join(folder, 'pid')),
    );
    const from = term.bytes.length;
    term.type(CTRL_Z);
    await term.until('the tree again', () => /⠋|⠙|⠹|⠸/.test(term.bytes.slice(from + 2)));
    writeFileSync(join(folder, 'go'), '');
    expect(await term.ended).toEqual({ code: 0 });
    expect(term.isSane()).toBe(true);
  });

  test('a task in the process of the command stops wherever it is, with the cursor visible', async () => {
    const task = `import { execSync } from 'node:child_process';
const slow = task({ name: 'slow', async run({ exec, log }) {
  await exec('sh', ['-c', 'touch begun; ${wait}']);
  execSync('touch blocked; until [ -e on ]; do sleep 0.02; done');
  log.info('done at last');
} });`;
    const { folder } = project({ 'sluice.ts': appFile(task, 'slow') });
    const term = shell(folder, 'slow');
    await term.until(
      'the tree',
      (screen) => /slow/.test(screen) && existsSync(join(folder, 'begun')),
    );
    term.type(CTRL_Z);
    await term.until('the prompt', isStopped);
    expect(term.isSane()).toBe(true);
    term.type('fg\n');
    await term.until('the tree', (screen) => /fg[\s\S]*⠋|⠙|⠹|⠸/.test(screen));
    writeFileSync(join(folder, 'go'), '');
    while (!existsSync(join(folder, 'blocked'))) await new Promise(setImmediate);
    const from = term.bytes.length;
    term.type(CTRL_Z);
    await term.until('the prompt', (screen) => term.bytes.length > from && isStopped(screen));
    writeFileSync(join(folder, 'on'), '');
    term.type('fg\n');
    await term.until('the end', (screen) => /done at last[\s\S]*@ $/.test(screen));
    expect(term.isSane()).toBe(true);
  });
});
