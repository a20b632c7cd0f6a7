import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRunState, evolve, type RunEvent, view } from '@sluice/core/run';
import { expect, test } from 'vitest';
import { project } from './project.ts';

const COMMANDS_ONLY = 40;
const WITH_TASKS = 10;
const AT_ONCE = 4;

/** Commands with children, pipes and background jobs, a matrix, a retry; and what cleans up after them. */
const steps = [
  { id: 'quick', run: 'echo quick' },
  { id: 'children', run: 'sleep 601 & sleep 602 | cat; wait' },
  { id: 'loud', run: 'while true; do echo line; sleep 0.01; done' },
  { id: 'retried', run: 'exit 1', retry: { attempts: 1000, backoffMs: 10 } },
  { id: 'legs', matrix: { axes: { n: [1, 2] } }, run: 'trap "exit 1" TERM; sleep 603' },
  { id: 'clean', needs: ['children'], when: 'always()', run: 'echo clean' },
];
const long = { id: 'long', needs: ['quick'], run: { kind: 'task', task: 'long', inputs: {} } };
const planOf = (all: readonly object[]): string =>
  JSON.stringify({ name: 'busy', parallelism: 8, steps: all });

const commandsOnly = { 'busy.json': planOf(steps) };
const withTasks = {
  'busy.json': planOf([long, ...steps]),
  'sluice.ts': `import { app, task } from '@sluice/core';
const long = task({ name: 'long', async run({ log, exec }) {
  for (let line = 0; line < 50; line++) log.info('line ' + line);
  await exec('sleep', ['604']);
} });
export default app({ entryPoint: 'sluice', commands: { Work: [long] } });
`,
};

/** The command as one bundle: fifty starts from source would cost half a minute. */
function bundleIn(folder: string): string {
  const script = fileURLToPath(new URL('bundle.mjs', import.meta.url));
  const done = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  expect(done.stderr).toBe('');
  return join(folder, 'bin.js');
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly args: string;
}

function processes(): readonly Process[] {
  const all = spawnSync('ps', ['-eo', 'pid=,ppid=,pgid=,stat=,args='], { encoding: 'utf8' }).stdout;
  return all.split('\n').flatMap((line) => {
    const [, pid, parent, group, state, args = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    // What is dead and only not collected by its parent yet does not count.
    if (state === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), args }];
  });
}

/** A process and all that it has started, and that these have started. */
function familyOf(pid: number): readonly Process[] {
  const all = processes();
  const family = all.filter((one) => one.pid === pid);
  for (const member of family) family.push(...all.filter((one) => one.parent === member.pid));
  return family;
}

/** Interrupts a run once it has said so many lines of events and logs, and looks at what it leaves behind. */
async function interrupted(bin: string, folder: string, afterLines: number): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--conditions=@sluice/source', bin, 'run', 'busy.json', '--json'],
    { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder } },
  );
  const ended = new Promise<number | string | null>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  let text = '';
  let family: readonly Process[] = [];
  const interrupt = (): void => {
    if (family.length > 0) return;
    family = familyOf(child.pid ?? 0);
    child.kill('SIGINT');
  };
  child.stderr.resume();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.split('\n').length > afterLines) interrupt();
  });
  expect(await ended).toBe(130);

  const left = processes();
  const alive = family.filter((one) =>
    left.some(({ pid, args }) => pid === one.pid && args === one.args),
  );
  expect(alive).toEqual([]);

  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
  let state = createRunState();
  for (const event of events) if ((event.type as string) !== 'log') state = evolve(state, event);
  const { outcome, steps } = view(state);
  expect(outcome).toMatchObject({ status: 'cancelled', reason: 'SIGINT' });
  for (const step of steps)
    expect(step.status, step.step).toMatch(/success|failure|cancelled|skipped/);
}

test('Ctrl-C at any moment of a busy run ends everything, and the history is whole', async () => {
  const some = project(commandsOnly).folder;
  const more = project(withTasks).folder;
  const bin = bundleIn(join(some, 'bundle'));
  const runs = [
    ...Array.from({ length: COMMANDS_ONLY }, (_, at) => ({ folder: some, after: 1 + at })),
    ...Array.from({ length: WITH_TASKS }, (_, at) => ({ folder: more, after: 1 + at * 10 })),
  ];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let run = runs.pop(); run !== undefined; run = runs.pop()) {
        await interrupted(bin, run.folder, run.after);
      }
    }),
  );
}, 180_000);
