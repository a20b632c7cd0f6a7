import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Acts, type Ended, type Session, session, shellPlan } from './support/session.ts';

const gated = (onReject: unknown = 'fail', acceptors: readonly string[] = ['role:editor']) =>
  shellPlan({
    draft: {
      command:
        'echo "drafted $SAID" >> ledger; printf "text=draft %s\\n" "$SAID" >> "$GITHUB_OUTPUT"',
      env: { SAID: '${{ rework.comment }}' },
      outputs: { text: { type: 'string' } },
    },
    review: {
      run: { kind: 'gate', review: '${{ steps.draft.outputs.text }}', acceptors, onReject },
      needs: ['draft'],
    },
    publish: { command: 'echo published >> ledger', needs: ['review'] },
  });

/** A run that is set up, and its steps by hand; `said` is what somebody types at each question. */
async function byHand(plan: object) {
  const made: Session = session({ 'plan.json': plan });
  const base = ['run', 'plan.json', '--workspace=ws'];
  expect((await made.sluice([...base, '--setup'])).code).toBe(0);
  const step = (name: string, said?: string | ((act: Acts) => void)): Promise<Ended> => {
    let asked = 0;
    return made.sluice([...base, `--step=${name}`], {
      terminal: said !== undefined,
      onStderr(text, act) {
        const questions = text.split(/\[y\/n\] /).length - 1;
        if (said === undefined || questions <= asked) return;
        asked = questions;
        if (typeof said === 'string') act.type(`${said}\n`);
        else said(act);
      },
    });
  };
  return {
    made,
    step,
    ledger: () =>
      existsSync(join(made.folder, 'ledger')) ? made.read('ledger').trim().split('\n') : [],
  };
}

describe('--step on a gate', () => {
  test('in a terminal asks as a run does, and what comes after it can run', async () => {
    const { step, ledger } = await byHand(gated());
    expect((await step('draft')).code).toBe(0);
    const asked = await step('review', 'y fine by me');
    expect(asked.code, asked.stderr).toBe(0);
    expect(asked.stderr).toContain(
      '? review waits for role:editor\n  │ draft\n  y accepts; n fails the run; a comment may follow either.\n  Accept? [y/n] ',
    );
    expect(asked.stderr).toMatch(/Accepted by .+ as editor\./);
    expect(asked.stdout).toContain('comment: fine by me');
    expect((await step('publish')).code).toBe(0);
    expect(ledger()).toEqual(['drafted ', 'published']);
    expect((await step('review', 'n')).stderr).toContain('STEP_DONE');
  });

  test('without one it opens the gate, says how to answer, and ends with 3; then it can be answered', async () => {
    const { step, ledger } = await byHand(gated());
    await step('draft');
    const opened = await step('review');
    expect(opened.code).toBe(3);
    expect(opened.stderr).toContain(
      'In a terminal, outside CI, the same command asks for the answer.\n',
    );
    expect((await step('publish')).code).toBe(2);
    expect((await step('review', 'y')).code).toBe(0);
    expect((await step('publish')).code).toBe(0);
    expect(ledger()).toEqual(['drafted ', 'published']);
  });

  test('n fails it; asked once more it can be accepted', async () => {
    const { step } = await byHand(gated());
    await step('draft');
    const refused = await step('review', 'n too short');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/too short\s+\[GATE_REJECTED\]/);
    expect((await step('publish')).code).toBe(1);
    expect((await step('review', 'y')).code).toBe(0);
    expect((await step('publish')).code).toBe(0);
  });

  test('one that skips what needs it: nothing failed, and what is behind it does not run', async () => {
    const { step, ledger } = await byHand(gated('skip'));
    await step('draft');
    const refused = await step('review', 'n no');
    expect(refused.code, refused.stderr).toBe(0);
    const behind = await step('publish');
    expect([behind.code, behind.stderr]).toEqual([0, expect.stringContaining('gate was rejected')]);
    expect(ledger()).toEqual(['drafted']);
  });

  test('a rework says what to run; the next round is asked about', async () => {
    const { step, ledger } = await byHand(gated({ rework: ['draft'], max: 2 }));
    await step('draft');
    const back = await step('review', 'n more numbers');
    expect(back.code).toBe(1);
    expect(back.stderr).toContain('Sent back: run --step=1_draft, then --step=2_review.\n');
    expect((await step('review', 'y')).stderr.replace(/\s+/g, ' ')).toContain(
      '`2_review` needs `1_draft`, which has not run yet.',
    );
    expect((await step('draft')).code).toBe(0);
    const again = await step('review', 'y');
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).toContain('│ draft more numbers\n');
    expect((await step('publish')).code).toBe(0);
    expect(ledger()).toEqual(['drafted ', 'drafted more numbers', 'published']);
  });

  test('the end of the input, and an interruption, leave it open', async () => {
    const { step } = await byHand(gated());
    await step('draft');
    const left = await step('review', (act) => act.end());
    expect(left.code).toBe(3);
    expect(left.stderr).toContain('Nobody answered; the same command asks again.\n');
    expect((await step('review', (act) => act.interrupt())).code).toBe(130);
    expect((await step('review', 'y')).code).toBe(0);
  });

  test('nobody else may answer it', async () => {
    const { made, step } = await byHand(gated('fail', ['ana']));
    execFileSync('git', ['init', '-q'], { cwd: made.folder });
    await step('draft');
    const refused = await step('review', 'y');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('Nobody here may answer it. You are ');
    execFileSync('git', ['config', 'github.user', 'ana'], { cwd: made.folder });
    expect((await step('review', 'y')).code).toBe(0);
  });

  test('a gate in a turn, by its key and as part of its iteration', async () => {
    const review = {
      id: 'review',
      run: {
        kind: 'gate',
        review: '${{ each.page.item.id }}',
        acceptors: ['role:editor'],
        onReject: 'fail',
      },
    };
    const over = '${{ fromJSON(\'[{"id":"de"},{"id":"en"}]\') }}';
    const { step } = await byHand(
      shellPlan({
        pages: {
          run: { kind: 'each', loop: 'page', over, key: 'id', steps: [review], outputs: {} },
        },
      }),
    );
    const one = await step('1_pages[de]/review', 'y');
    expect(one.code, one.stderr).toBe(0);
    expect(one.stderr).toContain('? pages[de]/review waits');
    const rest = await step('pages', 'y');
    expect(rest.code, rest.stderr).toBe(0);
    expect(rest.stderr).not.toContain('pages[de]/review waits');
    expect(rest.stderr).toContain('? pages[en]/review waits');
  });
});
