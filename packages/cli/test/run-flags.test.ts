import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Trace } from '../src/run/chrome-trace.ts';
import type { RunSummary } from '../src/run/run-summary.ts';
import { session, shellPlan } from './support/session.ts';

const mixed = shellPlan({
  good: 'echo "from good"',
  bad: { command: 'echo "from bad"; exit 3', needs: ['good'] },
  never: { command: 'echo "from never"', needs: ['bad'] },
});

describe('--output-logs', () => {
  const logsOf = async (...args: string[]) => {
    const ended = await session({ 'plan.json': mixed }).sluice(['run', 'plan.json', ...args]);
    expect(ended.code).toBe(1);
    return ended;
  };

  test('full shows every log', async () => {
    const { stderr } = await logsOf('--output-logs=full');
    expect(stderr).toContain('good | from good');
    expect(stderr).toContain('bad | from bad');
  });

  test('errors-only shows the log of what failed, and no other', async () => {
    const { stderr } = await logsOf('--output-logs', 'errors-only');
    expect(stderr).not.toContain('from good');
    expect(stderr).toContain('\nLog of bad\n  from bad\n');
  });

  test('none shows no log, and still says what failed', async () => {
    const { stderr } = await logsOf('--output-logs=none');
    expect(stderr).not.toContain('| from ');
    expect(stderr).not.toContain('Log of');
    expect(stderr).toContain('1 failure\n  ✗ bad:');
  });

  test('holds for --json, too', async () => {
    const { stdout } = await logsOf('--output-logs=errors-only', '--json');
    const logs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; step: string; text?: string })
      .filter((line) => line.type === 'log');
    expect(logs.map(({ step, text }) => [step, text])).toEqual([['bad', 'from bad']]);
  });
});

describe('--continue', () => {
  const ledger = async (...args: string[]) => {
    const made = session({
      'plan.json': shellPlan({
        bad: 'echo bad >> ledger; exit 1',
        other: { command: 'echo other >> ledger' },
        after: { command: 'echo after >> ledger', needs: ['bad'] },
        further: { command: 'echo further >> ledger', needs: ['other'] },
        tidy: { command: 'echo tidy >> ledger', needs: ['bad'], when: 'always()' },
      }),
    });
    // One at a time, so that what has not begun when the failure comes is known.
    const ended = await made.sluice(['run', 'plan.json', '--concurrency=1', ...args]);
    expect(ended.code).toBe(1);
    return made.read('ledger').trim().split('\n').sort().join(' ');
  };

  test.each([
    ['never', 'bad tidy'],
    ['dependencies-successful', 'bad further other tidy'],
    ['always', 'after bad further other tidy'],
  ])('%s', async (policy, ran) => {
    expect(await ledger(`--continue=${policy}`)).toBe(ran);
  });

  test('is dependencies-successful when nobody says', async () => {
    expect(await ledger()).toBe('bad further other tidy');
  });
});

describe('--concurrency', () => {
  const underWay = async (args: readonly string[], env = {}) => {
    const steps = shellPlan({ a: 'true', b: 'true', c: 'true' }, { kind: 'automation' });
    const ended = await session({ 'plan.json': steps }).sluice(
      ['run', 'plan.json', '--json', ...args],
      { env },
    );
    let now = 0;
    let most = 0;
    for (const line of ended.stdout.trim().split('\n')) {
      const { type } = JSON.parse(line) as { type: string };
      if (type === 'step-started') most = Math.max(most, ++now);
      if (type === 'step-completed') now--;
    }
    return most;
  };

  test('is how many steps run at once, also as a variable; the flag wins', async () => {
    expect(await underWay([])).toBe(3);
    expect(await underWay(['--concurrency=1'])).toBe(1);
    expect(await underWay([], { SLUICE_CONCURRENCY: '2' })).toBe(2);
    expect(await underWay(['--concurrency', '3'], { SLUICE_CONCURRENCY: '1' })).toBe(3);
  });

  test('steps that wait for each other meet', async () => {
    const meet = (own: string, other: string) =>
      `touch ${own}; i=0; until [ -e ${other} ]; do i=$((i+1)); [ $i -lt 2000 ] || exit 1; sleep 0.005; done`;
    const made = session({ 'plan.json': shellPlan({ a: meet('a', 'b'), b: meet('b', 'a') }) });
    expect((await made.sluice(['run', 'plan.json', '--concurrency=2'])).code).toBe(0);
  });

  test('the plan and its hash stay what they are', async () => {
    const made = session({ 'plan.json': shellPlan({ a: 'true' }) });
    const hash = async (...args: string[]) => {
      await made.sluice(['run', 'plan.json', '--summary-file=run.json', ...args]);
      return (made.json('run.json') as RunSummary).planHash;
    };
    expect(await hash('--concurrency=7')).toBe(await hash());
  });
});

describe('--dry-run', () => {
  const guarded = shellPlan(
    {
      build: 'touch built',
      publish: { command: 'touch published', needs: ['build'], when: 'inputs.publish' },
      again: {
        command: 'make\n\nmake check',
        needs: ['build'],
        retry: { attempts: 3, backoffMs: 0 },
      },
    },
    {
      inputs: {
        publish: { schema: { type: 'boolean' }, required: false, default: false },
        who: { schema: { type: 'string' }, required: true },
      },
    },
  );

  test('says what a run would do, and runs nothing', async () => {
    const made = session({ 'plan.json': guarded });
    const ended = await made.sluice(['run', 'plan.json', 'who=ana', '--dry-run']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toBe(`work (flow)

Event   workflow_dispatch on main
Inputs  publish = false (default)
        who = "ana"

✓ build    $ touch built
- publish  skipped: inputs.publish is false
✓ again    $ make; make check; up to 3 attempts

2 would run, 1 would be skipped. Nothing was run.
`);
    expect(existsSync(join(made.folder, 'built'))).toBe(false);
    expect(existsSync(join(made.folder, '.home'))).toBe(false);
  });

  test('needs what a run needs', async () => {
    const ended = await session({ 'plan.json': guarded }).sluice(['run', 'plan.json', '--dry-run']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('error[INPUT_INVALID]');
  });

  test('as a variable, and as JSON', async () => {
    const made = session({ 'plan.json': guarded });
    const ended = await made.sluice(['run', 'plan.json', 'who=ana', '--json'], {
      env: { SLUICE_DRY_RUN: '1' },
    });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      dryRun: true,
      steps: [
        { step: 'build', verdict: 'runs' },
        { step: 'publish', verdict: 'skipped' },
        { step: 'again', verdict: 'runs' },
      ],
    });
  });
});

describe('--summary-file', () => {
  test('holds how every step ended', async () => {
    const made = session({ 'plan.json': mixed });
    await made.sluice(['run', 'plan.json', '--summary-file=out/run.json']);
    const summary = made.json('out/run.json') as RunSummary;
    expect(summary).toMatchObject({ v: 1, workflow: 'work', status: 'failed', exitCode: 1 });
    expect(summary.steps.map((step) => [step.step, step.status, step.attempts])).toEqual([
      ['good', 'success', 1],
      ['bad', 'failure', 1],
      ['never', 'skipped', 0],
    ]);
    expect(summary.steps[1]?.error?.message).toMatch(/3/);
    expect(summary.durationMs).toBeGreaterThanOrEqual(summary.steps[0]?.durationMs ?? 0);
  });

  test('a place that cannot be written is refused before anything runs', async () => {
    const made = session({ 'plan.json': shellPlan({ a: 'touch ran' }), 'file.txt': '' });
    const folder = await made.sluice(['run', 'plan.json', '--summary-file=.']);
    expect(folder).toMatchObject({ code: 2 });
    expect(folder.stderr).toContain('`--summary-file`: `.` is a folder.');
    expect(await made.sluice(['run', 'plan.json', '--profile=file.txt/a'])).toMatchObject({
      code: 2,
    });
    expect(existsSync(join(made.folder, 'ran'))).toBe(false);
  });
});

describe('--profile', () => {
  test('is a Chrome trace: one lane per slot, attempts one after the other, all inside the run', async () => {
    const steps = Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [id, `echo ${id}`]));
    const made = session({
      'plan.json': shellPlan({
        ...steps,
        m: { command: 'echo', needs: ['a'], matrix: { axes: [['os', ['x', 'y']]] } },
      }),
    });
    await made.sluice(['run', 'plan.json', '--profile=trace.json', '--concurrency=2']);
    const { traceEvents } = JSON.parse(
      readFileSync(join(made.folder, 'trace.json'), 'utf8'),
    ) as Trace;
    const slices = traceEvents.filter((each) => each.ph === 'X');
    const run = slices.find((each) => each.cat === 'run')!;
    expect(run).toMatchObject({ tid: 0, ts: 0, name: 'work' });
    const attempts = slices.filter((each) => each.cat === 'step');
    expect(attempts.map((each) => each.args?.['step']).sort()).toEqual([
      'a',
      'b',
      'c',
      'd',
      'm[os=x]',
      'm[os=y]',
    ]);
    expect(new Set(attempts.map((each) => each.tid))).toEqual(new Set([1, 2]));
    const end = (each: { ts: number; dur?: number }) => each.ts + (each.dur ?? 0);
    for (const one of slices) {
      expect(one.ts).toBeGreaterThanOrEqual(0);
      expect(end(one)).toBeLessThanOrEqual(end(run));
      // Slices of one lane lie inside each other or apart: that is what the format asks for.
      for (const other of slices.filter((each) => each.tid === one.tid && each !== one)) {
        const apart = end(one) <= other.ts || end(other) <= one.ts;
        const inside =
          (one.ts >= other.ts && end(one) <= end(other)) ||
          (other.ts >= one.ts && end(other) <= end(one));
        expect(apart || inside).toBe(true);
      }
    }
    const group = slices.find((each) => each.cat === 'group')!;
    expect(group.name).toBe('m');
    const lanes = traceEvents.filter((each) => each.name === 'thread_name');
    expect(lanes.map((each) => each.args?.['name'])).toEqual(['work', 'slot 1', 'slot 2']);
  });
});

test('outputs are data for a program; in a terminal they do not move its cursor', async () => {
  const say = {
    run: { kind: 'echo', inputs: { message: 'one\n\u001b[2Jtwo\u0007' } },
    outputs: { message: { type: 'string' } },
  };
  const plan = shellPlan({ say }, { outputs: { said: '${{ steps.say.outputs.message }}' } });
  const made = session({ 'plan.json': plan });
  const piped = await made.sluice(['run', 'plan.json']);
  expect(piped.stdout).toBe('said: one\n\u001b[2Jtwo\u0007\n');
  const shown = await made.sluice(['run', 'plan.json', '--log-order=stream'], { terminal: true });
  expect(shown.stdout).toBe('said: one\ntwo\n');
});
